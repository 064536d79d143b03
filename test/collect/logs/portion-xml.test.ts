import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readPortion, unescape } from "../../../src/collect/logs/portion-xml.ts";

function answer(inside: string | Buffer, around = ""): Buffer {
  return Buffer.concat([
    Buffer.from(
      `<DownloadDBLogFilePortionResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/">\n  <DownloadDBLogFilePortionResult>\n${around}    `,
    ),
    Buffer.from(inside),
    Buffer.from(
      "\n  </DownloadDBLogFilePortionResult>\n  <ResponseMetadata>\n    <RequestId>968aebba</RequestId>\n  </ResponseMetadata>\n</DownloadDBLogFilePortionResponse>\n",
    ),
  ]);
}

function data(bytes: Buffer | string): Buffer {
  return Buffer.concat([Buffer.from("<LogFileData>"), Buffer.from(bytes), Buffer.from("</LogFileData>")]);
}

const tail = "<Marker>15:1048577</Marker><AdditionalDataPending>true</AdditionalDataPending>";

test.each<[string, Buffer | string, Buffer | string]>([
  ["CRLF and a lone CR", "a\r\nb\rc\n", "a\r\nb\rc\n"],
  ["NUL, ESC, invalid UTF-8", Buffer.from([0, 0x1b, 0xe9, 0xff, 0x0a]), Buffer.from([0, 0x1b, 0xe9, 0xff, 0x0a])],
  ["newlines alone", "\n\n", "\n\n"],
  ["blanks alone", " \n ", " \n "],
  ["the five entities", "&lt;&gt;&amp;&quot;&apos;&amp;lt;", `<>&"'&lt;`],
  ["numeric references", "&#65;&#x42;&#x0;&#xD;&#xe9;&#x20AC;&#x1F600;", "AB\0\ré€😀"],
  ["the two halves of a character", "&#xD83D;&#xDE00;|&#55357;&#56832;", "😀|😀"],
  ["half a character", "&#xD83D;x&#xDE00;", "&#xD83D;x&#xDE00;"],
  ["what is no entity", "&nbsp; & &constructor; &#; &#x110000; &lt &", "&nbsp; & &constructor; &#; &#x110000; &lt &"],
])("%s come as the bytes they are", (_what, escaped, plain) => {
  const read = readPortion(answer(Buffer.concat([data(escaped), Buffer.from(tail)])));
  expect(read?.data.equals(Buffer.from(plain))).toBe(true);
  expect(read).toMatchObject({ marker: "15:1048577", pending: true });
});

test("members come in any order, and log text forges none of them", () => {
  const forged = "&lt;Marker&gt;9:9&lt;/Marker&gt;</LogFileData><Marker>7:7</Marker><LogFileData>";
  const before = readPortion(answer(Buffer.concat([Buffer.from(tail), data(forged)])));
  const after = readPortion(answer(Buffer.concat([data(forged), Buffer.from(tail)])));
  expect(before).toEqual(after);
  expect(before?.marker).toBe("15:1048577");
});

test.each(["", "<LogFileData/>", "<LogFileData />", "<LogFileData></LogFileData>"])(
  "%j is no data, and no fault",
  (inside) => {
    expect(readPortion(answer(`${inside}<Marker></Marker>`))).toEqual({
      data: Buffer.alloc(0),
      marker: null,
      pending: null,
    });
  },
);

test.each([
  "",
  "<html><body>sign in</body></html>",
  "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>",
  answer(data("abc")).subarray(0, -30).toString(),
  answer(data("abc")).toString().replace("</LogFileData>", ""),
  "<DownloadDBLogFilePortionResponse></DownloadDBLogFilePortionResponse>",
])("%j is no answer", (body) => {
  expect(readPortion(Buffer.from(body))).toBeNull();
});

test("any bytes come back, however they were escaped", () => {
  const ways = [
    (byte: number) => Buffer.from(`&#${byte};`),
    (byte: number) => Buffer.from(`&#x${byte.toString(16)};`),
    (byte: number) => Buffer.from([byte]),
  ];
  fc.assert(
    fc.property(fc.array(fc.record({ byte: fc.integer({ min: 0, max: 255 }), way: fc.nat(2) })), (bytes) => {
      const plain = bytes.map(({ byte }) => byte);
      const escaped = bytes.map(({ byte, way }) => {
        if (byte === 0x26) return Buffer.from("&amp;");
        if (byte === 0x3c) return Buffer.from("&lt;");
        return (byte < 0x80 ? ways[way] : ways[2])?.(byte) ?? Buffer.alloc(0);
      });
      expect(readPortion(answer(data(Buffer.concat(escaped))))?.data.equals(Buffer.from(plain))).toBe(true);
    }),
  );
});

test("no bytes make it fail, or grow", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.constantFrom("&", "#", "x", ";", "D83D", "amp", "<LogFileData>", "</LogFileData>")),
      (bytes, parts) => {
        const body = Buffer.concat([Buffer.from(bytes), Buffer.from(parts.join(""))]);
        expect(unescape(body).length).toBeLessThanOrEqual(body.length);
        readPortion(body);
        readPortion(answer(body));
      },
    ),
  );
});
