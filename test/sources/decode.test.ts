import { existsSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Problem, SourceFile } from "../../src/model/index.ts";
import { nodeDisk } from "../../src/sources/disk.ts";
import { openEvidence } from "../../src/sources/index.ts";
import { openOn } from "../../src/sources/open.ts";
import { allBytes, chunks, options, pgLine, tempFolder } from "./evidence-folder.ts";

const text = Buffer.from(
  Array.from({ length: 3000 }, (_, i) => pgLine.replace("4211", String((i * 7919) % 100_003))).join(""),
);

interface Opened {
  readonly file: SourceFile | undefined;
  readonly bytes: Buffer;
  readonly problems: readonly Problem[];
}

async function openBytes(content: Uint8Array, limits?: Parameters<typeof openOn>[3]): Promise<Opened> {
  const folder = tempFolder({ "instances/aurora-1/postgresql.log": content });
  const evidence = await openOn(nodeDisk, [folder], options(), limits);
  const [file] = evidence.files;
  const opened = { file, bytes: allBytes(file), problems: evidence.problems };
  evidence.close();
  return opened;
}

const utf16le = (s: string): Buffer => Buffer.from(s, "utf16le");
const utf16be = (s: string): Buffer => utf16le(s).swap16();
const plain = text.toString();

test.each([
  ["plain text", text, []],
  ["gzip", gzipSync(text), ["gzip"]],
  ["gzip of several members", Buffer.concat([gzipSync(text.subarray(0, 999)), gzipSync(text.subarray(999))]), ["gzip"]],
  ["gzip padded with zeros", Buffer.concat([gzipSync(text), Buffer.alloc(512)]), ["gzip"]],
  ["zstd", zstdCompressSync(text), ["zstd"]],
  [
    "zstd of several frames",
    Buffer.concat([zstdCompressSync(text.subarray(0, 9)), zstdCompressSync(text.subarray(9))]),
    ["zstd"],
  ],
  [
    "zstd with a skippable frame",
    Buffer.concat([Buffer.from("502a4d1804000000ffffffff", "hex"), zstdCompressSync(text)]),
    ["zstd"],
  ],
  ["a UTF-8 mark", Buffer.from(`\ufeff${plain}`), ["utf-8-bom"]],
  ["UTF-16 LE with its mark", utf16le(`\ufeff${plain}`), ["utf-16le"]],
  ["UTF-16 BE with its mark", utf16be(`\ufeff${plain}`), ["utf-16be"]],
  ["UTF-16 LE without a mark", utf16le(plain), ["utf-16le"]],
  ["UTF-16 BE without a mark", utf16be(plain), ["utf-16be"]],
  ["gzip of UTF-16", gzipSync(utf16le(`\ufeff${plain}`)), ["gzip", "utf-16le"]],
  ["gzip of zstd of gzip", gzipSync(zstdCompressSync(gzipSync(text))), ["gzip", "zstd", "gzip"]],
  ["gzip of a UTF-8 mark", gzipSync(Buffer.from(`\ufeff${plain}`)), ["gzip", "utf-8-bom"]],
])("%s is decoded whole", async (_, content, encoding) => {
  const { file, bytes, problems } = await openBytes(content);
  expect(problems).toEqual([]);
  expect(file?.encoding).toEqual(encoding);
  expect(file?.bytesOnDisk).toBe(content.length);
  expect(bytes.equals(text)).toBe(true);
});

test("UTF-16 keeps characters outside the basic plane across blocks", async () => {
  const emoji = `x${"😀é".repeat(200_000)}`;
  const { bytes } = await openBytes(utf16le(`\ufeff${emoji}`));
  expect(bytes.equals(Buffer.from(emoji))).toBe(true);
});

test("gzip headers with extra field, name, comment and check sum are skipped", async () => {
  const body = deflateRawSync(text);
  const head = Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 7, 7]);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(text), 0);
  trailer.writeUInt32LE(text.length, 4);
  const content = Buffer.concat([head, Buffer.from("a name\0a comment\0"), Buffer.alloc(2), body, trailer]);
  const { bytes, problems } = await openBytes(content);
  expect(problems).toEqual([]);
  expect(bytes.equals(text)).toBe(true);
});

describe.each([
  ["gzip", gzipSync(text), 100],
  ["zstd", zstdCompressSync(text), 140_000], // whole blocks of 128 KiB
] as const)("%s", (_, content, slack) => {
  test("truncated anywhere gives what can be decoded, and says where it ends", async () => {
    let longest = 0;
    for (let i = 0; i < 50; i++) {
      const cut = 4 + Math.floor(((content.length - 5) * i) / 49);
      // oxlint-disable-next-line no-await-in-loop -- one temp folder after the other
      const { file, bytes, problems } = await openBytes(content.subarray(0, cut));
      expect(problems).toMatchObject([{ kind: "damaged-compression", byteOffset: cut }]);
      expect(file?.kind).toBe("postgresql");
      expect(text.subarray(0, bytes.length).equals(bytes)).toBe(true);
      expect(bytes.length).toBeGreaterThanOrEqual(longest);
      longest = bytes.length;
    }
    expect(longest).toBeGreaterThan(text.length - slack);
  });

  test("with a flipped byte never fails, and keeps the bytes before it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 4, max: content.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, x) => {
          const bad = Buffer.from(content);
          bad[at] = (bad[at] ?? 0) ^ x;
          const { bytes } = await openBytes(bad);
          const before = await openBytes(content.subarray(0, at));
          const common = Math.max(0, before.bytes.length - 64 * 1024);
          expect(bytes.subarray(0, common).equals(text.subarray(0, Math.min(common, bytes.length)))).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });
});

test("a wrong check sum loses no byte, and the members after it are read", async () => {
  const first = gzipSync(text);
  first.writeUInt32LE(1, first.length - 8);
  const { bytes, problems } = await openBytes(Buffer.concat([first, gzipSync("after\n")]));
  expect(bytes.equals(Buffer.concat([text, Buffer.from("after\n")]))).toBe(true);
  expect(problems).toMatchObject([{ kind: "damaged-compression", byteOffset: first.length - 8 }]);
});

test("invalid data inside a gzip member keeps every byte before it", async () => {
  const good = deflateRawSync(text, { finishFlush: 2 }); // ends on a byte border, not final
  const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  const invalidBlock = Buffer.from([0x07, 0xff, 0xff]);
  const { bytes, problems } = await openBytes(Buffer.concat([head, good, invalidBlock, Buffer.alloc(100_000, 7)]));
  expect(bytes.equals(text)).toBe(true);
  expect(problems).toEqual([
    {
      kind: "damaged-compression",
      file: "instances/aurora-1/postgresql.log",
      byteOffset: head.length + good.length,
      reason: "invalid block type",
    },
  ]);
});

test("what follows the last member or frame and is none is told", async () => {
  for (const whole of [gzipSync(text), zstdCompressSync(text)]) {
    // oxlint-disable-next-line no-await-in-loop -- two cases
    const { bytes, problems } = await openBytes(Buffer.concat([whole, Buffer.from("something else")]));
    expect(bytes.equals(text)).toBe(true);
    expect(problems).toMatchObject([{ kind: "damaged-compression", byteOffset: whole.length }]);
  }
});

test("a decompression bomb is cut after 10 MiB", async () => {
  for (const bomb of [gzipSync(Buffer.alloc(64 << 20, "a\n")), zstdCompressSync(Buffer.alloc(64 << 20, "a\n"))]) {
    // oxlint-disable-next-line no-await-in-loop -- two cases
    const { bytes, problems } = await openBytes(bomb);
    expect(bytes.length).toBeGreaterThan(9 << 20);
    expect(bytes.length).toBeLessThanOrEqual(10 << 20);
    expect(problems).toMatchObject([{ kind: "decompression-limit", byteOffset: bytes.length }]);
  }
});

test("wrappers without end are cut", async () => {
  let content: Buffer = Buffer.from(text);
  for (let i = 0; i < 7; i++) content = gzipSync(content);
  const { problems } = await openBytes(content);
  expect(problems[0]).toMatchObject({ kind: "decompression-limit", reason: "it is wrapped more than 5 times" });
});

test("an archive inside gzip is not a log", async () => {
  const tar = Buffer.alloc(10_240, "x");
  tar.write("ustar", 257);
  const { problems } = await openBytes(gzipSync(tar));
  expect(problems).toMatchObject([{ kind: "not-a-log", reason: expect.stringContaining("tar archive") }]);
});

describe("scratch", () => {
  const small = { memoryEach: 100_000, memoryTotal: 150_000, freeBytes: (): number => 1e9 };

  test("holds what does not fit in memory, for us alone, until close", async () => {
    const folder = tempFolder({ "a.log.gz": gzipSync(text), "b.log.zst": zstdCompressSync(text), "c.log": text });
    const scratch = join(tempFolder(), "deep/scratch");
    const evidence = await openOn(nodeDisk, [folder], options({ scratch }), small);
    expect(statSync(scratch).mode & 0o777).toBe(0o700);
    expect(readdirSync(scratch).map((name) => statSync(join(scratch, name)).mode & 0o777)).toEqual([0o600, 0o600]);
    expect(evidence.files.every((file) => allBytes(file).equals(text))).toBe(true);
    evidence.close();
    expect(existsSync(scratch)).toBe(false);
  });

  test("is not made for what fits in memory", async () => {
    const folder = tempFolder({ "a.log.gz": gzipSync(text) });
    const scratch = join(tempFolder(), "scratch");
    const evidence = await openEvidence([folder], options({ scratch }));
    expect(existsSync(scratch)).toBe(false);
    expect(allBytes(evidence.files[0]).equals(text)).toBe(true);
  });

  test("counts memory over all files", async () => {
    const part = gzipSync(text.subarray(0, 60_000));
    const folder = tempFolder({ "a.gz": part, "b.gz": part, "c.gz": part, "d.gz": part });
    const scratch = join(tempFolder(), "scratch");
    const evidence = await openOn(nodeDisk, [folder], options({ scratch }), small);
    expect(readdirSync(scratch)).toHaveLength(2);
    evidence.close();
  });

  test("keeps standard input, compressed or not", async () => {
    const gz = gzipSync(text);
    for (const parts of [
      [text.subarray(0, 5), text.subarray(5)],
      [gz.subarray(0, 1), gz.subarray(1)],
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- two cases
      const evidence = await openOn(nodeDisk, ["-"], options({ stdin: () => chunks(...parts) }), small);
      expect(allBytes(evidence.files[0]).equals(text)).toBe(true);
      evidence.close();
    }
  });

  test("takes three quarters of the free disk and no more", async () => {
    const { bytes, problems } = await openBytes(gzipSync(text), { ...small, freeBytes: () => 200_000 });
    expect(bytes.length).toBeLessThanOrEqual(150_000);
    expect(text.subarray(0, bytes.length).equals(bytes)).toBe(true);
    expect(problems).toMatchObject([{ kind: "decompression-limit", byteOffset: bytes.length }]);
  });

  test("is never a place someone else prepared", async () => {
    const trap = tempFolder({ "victim.log": "keep me\n" });
    const folder = tempFolder({ "a.log.gz": gzipSync(text) });
    const scratch = tempFolder();
    symlinkSync(join(trap, "victim.log"), join(scratch, "spool-0"));
    const evidence = await openOn(nodeDisk, [folder], options({ scratch }), small);
    expect(allBytes(evidence.files[0]).equals(text)).toBe(true);
    evidence.close();
    expect(readFileSync(join(trap, "victim.log"), "utf8")).toBe("keep me\n");
    expect(readdirSync(scratch)).toEqual(["spool-0"]);

    const link = join(tempFolder(), "link");
    symlinkSync(trap, link);
    const refused = await openOn(nodeDisk, [folder], options({ scratch: link }), small);
    expect(refused.problems).toMatchObject([{ kind: "decompression-limit" }]);
    refused.close();
    expect(readdirSync(trap)).toEqual(["victim.log"]);
  });
});

test("decoded bytes at any position are the original's", async () => {
  const encoders: readonly ((bytes: Buffer) => Buffer)[] = [
    (b) => b,
    (b) => gzipSync(b),
    (b) => zstdCompressSync(b),
    (b) => Buffer.concat([gzipSync(b.subarray(0, b.length >> 1)), gzipSync(b.subarray(b.length >> 1))]),
    (b) => gzipSync(zstdCompressSync(b)),
  ];
  const reads = fc.array(fc.tuple(fc.nat(1.2e5), fc.nat(5e4)), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      fc.nat(1e5),
      fc.nat(1e5),
      fc.constantFrom(...encoders),
      fc.constantFrom(1000, 1e6),
      reads,
      async (from, length, encode, memory, positions) => {
        const original = Buffer.from(text.subarray(from, from + length));
        const folder = tempFolder({ "x.log": encode(original) });
        const limits = { memoryEach: memory, memoryTotal: memory, freeBytes: () => 1e9 };
        const evidence = await openOn(nodeDisk, [folder], options(), limits);
        const bytes = evidence.files[0]?.bytes;
        expect(bytes?.size).toBe(original.length);
        for (const [position, wanted] of positions) {
          const target = Buffer.alloc(wanted, 0xaa);
          const expected = original.subarray(position, position + wanted);
          const count = bytes?.read(target, position);
          expect(count).toBe(expected.length);
          expect(target.subarray(0, count).equals(expected)).toBe(true);
        }
        evidence.close();
      },
    ),
    { numRuns: 60 },
  );
});
