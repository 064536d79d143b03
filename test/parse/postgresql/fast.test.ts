// The fast scanner passes over what the plain one reads line by line: whatever the bytes are, they must not differ.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LevelCode, PartCode } from "../../../src/model/index.ts";
import { scanServerLog } from "../../../src/parse/index.ts";
import type { Keep, Scanner } from "../../../src/parse/postgresql/scan.ts";
import { codes, serverMatcher } from "../../../src/signatures/index.ts";
import { BlockIndex } from "../../../src/timeline/block-index.ts";
import { randomLog } from "./random-log.ts";
import { source } from "./scan.ts";

const isStart = (code: number): boolean => code === codes.code("server-starting");
const notable: Keep = { what: "notable" };

/** As the real index, with blocks so small that a short log has many. */
class SmallIndex {
  readonly blocks: { byteOffset: number; line: number; lowUs: number; highUs: number }[] = [];
  readonly gaps: number[] = [];
  private reachedUs = Number.NaN;

  get blockEnd(): number {
    return (this.blocks.at(-1)?.byteOffset ?? -500) + 500;
  }

  head(byteOffset: number, line: number, timeUs: number): void {
    if (timeUs - this.reachedUs > 60_000_000) this.gaps.push(this.reachedUs, timeUs);
    if (!(timeUs < this.reachedUs)) this.reachedUs = timeUs;
    const last = this.blocks.at(-1);
    if (last === undefined || byteOffset >= this.blockEnd) {
      this.blocks.push({ byteOffset, line, lowUs: timeUs, highUs: timeUs });
    } else {
      last.lowUs = Math.min(last.lowUs, timeUs);
      last.highUs = Math.max(last.highUs, timeUs);
    }
  }
}

/** Everything a scan tells, as text: that is what makes comparing thousands affordable. */
function told(bytes: Uint8Array, scanner: Scanner, blockBytes?: number, keep = notable, excerpt = false): string {
  const rows: (number | null)[][] = [];
  const counts = new Map<string, number>();
  const names: string[] = [];
  const index = bytes.length > 200_000 ? new BlockIndex() : new SmallIndex();
  const scan = scanServerLog(
    source(bytes),
    { format: "stderr", excerpt, why: "test" },
    {
      sink: {
        add: (...columns) => rows.push([...columns]) - 1,
        extend: (row, byteLength) => (rows[row] ?? []).splice(6, 1, byteLength),
        setDigest: (row, digest) => (rows[row] ?? []).push(digest),
        intern: (...name) => {
          const key = name.join("\0");
          return names.includes(key) ? names.indexOf(key) : names.push(key) - 1;
        },
      },
      matcher: serverMatcher,
      isStart,
      keep,
      index,
      histogram: {
        count: (second, level, count) =>
          counts.set(`${second} ${level}`, (counts.get(`${second} ${level}`) ?? 0) + count),
      },
      scanner,
      ...(blockBytes === undefined ? {} : { blockBytes }),
    },
  );
  const histogram = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify({ scan, rows, names, histogram, index: index instanceof BlockIndex ? index.data() : index });
}

function expectAgreement(bytes: Uint8Array, blockBytes?: number, keep = notable, excerpt = false): void {
  const fast = told(bytes, "fast", blockBytes, keep, excerpt);
  const plain = told(bytes, "plain", undefined, keep, excerpt);
  if (fast !== plain) expect(JSON.parse(fast)).toEqual(JSON.parse(plain));
}

const blockSizes = fc.constantFrom(64, 65, 100, 257, 1000, 4096, 65_536, 262_144, 1_048_576);
const keeps = fc.constantFrom<Keep>(
  notable,
  notable,
  notable,
  { what: "all" },
  {
    what: "chatter",
    windows: [{ startUs: Date.UTC(2026, 10, 21) * 1000, endUs: Date.UTC(2026, 10, 22) * 1000 }],
    codes: new Set([codes.code("duration"), codes.code("checkpoint")]),
    sampled: new Set([codes.code("duration")]),
  },
);

/** Server logs among the fixtures, as they are. */
function fixtures(): readonly { readonly name: string; readonly bytes: Buffer }[] {
  const root = fileURLToPath(new URL("../../../fixtures", import.meta.url));
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /postgresql\.log[^/]*$/.test(name) && !/\.(?:gz|zst|csv|json)$/.test(name))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(root, name)) }));
}

describe("the fast scanner and the plain one agree", () => {
  test("on random logs, wherever blocks end", () => {
    fc.assert(
      fc.property(randomLog, blockSizes, keeps, fc.boolean(), (bytes, blockBytes, keep, excerpt) =>
        expectAgreement(bytes, blockBytes, keep, excerpt),
      ),
      { numRuns: 400 },
    );
  });

  test("on long logs, block by block of the index", () => {
    fc.assert(
      fc.property(fc.array(randomLog, { minLength: 4, maxLength: 8 }), blockSizes, (parts, blockBytes) => {
        const once = Buffer.concat(parts.map((part) => Buffer.concat([part, Buffer.from("\n")])));
        const bytes = Buffer.concat(Array.from({ length: Math.ceil(300_000 / once.length) }, () => once));
        expectAgreement(bytes, blockBytes);
      }),
      { numRuns: 8 },
    );
  });

  test("on any bytes", () => {
    const byte = fc.oneof(fc.constantFrom(...Buffer.from("\n\t\r []:0123 UTCLOG")), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 400 }), randomLog, blockSizes, (noise, log, blockBytes) => {
        const cut = Math.floor(log.length / 2);
        expectAgreement(Buffer.concat([log.subarray(0, cut), Buffer.from(noise), log.subarray(cut)]), blockBytes);
      }),
      { numRuns: 150 },
    );
  });

  test.each(fixtures())("on $name", ({ bytes }) => {
    for (const blockBytes of [undefined, 64, 1000, 1_048_576]) expectAgreement(bytes, blockBytes);
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.nat(200), fc.nat(bytes.length), (at, gone, end) => {
        const from = Math.max(0, Math.min(at, end) - 20_000);
        expectAgreement(Buffer.concat([bytes.subarray(from, at), bytes.subarray(at + gone, Math.max(at + gone, end))]));
      }),
      { numRuns: 10 },
    );
  });

  test("on a log of a message a second, more of them in a block than are counted at once", () => {
    const lines = Array.from({ length: 3000 }, (_, second) => {
      const stamp = new Date(Date.UTC(2026, 10, 21) + second * 1000).toISOString().slice(0, 19).replace("T", " ");
      return `${stamp} UTC:10.0.0.7(5432):app@orders:[862]:LOG:  duration: 1 ms\n`;
    });
    expectAgreement(Buffer.from(lines.join("")));
  });

  test("on lines too long to be examined whole", () => {
    const long = `\t${"y".repeat(1_100_000)}\n`;
    const usual = "2026-11-21 06:00:00 UTC:10.0.0.7(5432):app@orders:[862]:LOG:  duration: 1 ms\n\tx\n";
    for (const blockBytes of [1000, 262_144, 1_048_576]) {
      expectAgreement(Buffer.from(`${usual.repeat(40)}${long}${usual.repeat(40)}`), blockBytes);
      expectAgreement(Buffer.from(`${usual.repeat(40)}${usual.slice(0, -4)}${long}${usual}`), blockBytes);
    }
  });
});

test("a background message that begins so is chatter, whatever follows", () => {
  for (const { text: start, code: expected } of serverMatcher.ordinary?.background ?? []) {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (tail) => {
        const bytes = Buffer.concat([Buffer.from(start), tail]);
        const code = serverMatcher.match(bytes, 0, bytes.length, LevelCode.info, PartCode.message, true);
        return code === expected && serverMatcher.isChatter(code);
      }),
    );
  }
});
