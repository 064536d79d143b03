import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayBytes } from "../../src/timeline/display-bytes.ts";

describe("bytes for display", () => {
  test("are the text where they are UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(displayBytes(Buffer.from(text, "utf8"))).toBe(text);
      }),
    );
  });

  test("lose nothing: what is shown as \\xNN gives the bytes again", () => {
    const bytes = fc
      .array(
        fc.oneof(
          fc.uint8Array({ maxLength: 8 }),
          fc.string({ unit: "grapheme" }).map((text) => Buffer.from(text)),
        ),
      )
      .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part).filter((byte) => byte !== 0x5c))));
    fc.assert(
      fc.property(bytes, (original) => {
        const again = displayBytes(original)
          .split(/(\\x[0-9A-F]{2})/)
          .map((part, i) => (i % 2 === 1 ? Buffer.from(part.slice(2), "hex") : Buffer.from(part, "utf8")));
        expect(Buffer.concat(again).equals(original)).toBe(true);
      }),
    );
  });

  test.each([
    ["Latin-1", [0x67, 0x72, 0xf6, 0x74], "gr\\xF6t"],
    ["a cut character", [0x61, 0xe2, 0x82], "a\\xE2\\x82"],
    ["an overlong form", [0xc0, 0xaf], "\\xC0\\xAF"],
    ["a surrogate", [0xed, 0xa0, 0x80], "\\xED\\xA0\\x80"],
    ["a good character beside a bad byte", [0xff, 0xe2, 0x82, 0xac], "\\xFF€"],
  ])("show %s byte by byte", (_name, bytes, shown) => {
    expect(displayBytes(Uint8Array.from(bytes))).toBe(shown);
  });
});
