import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BlockIndex, Timeline } from "../../src/timeline/index.ts";
import { fitTogether, NameTable, Names } from "../../src/timeline/names.ts";
import { build, file } from "./build.ts";
import { fill } from "./fill.ts";

describe("the block index", () => {
  const heads = fc
    .array(fc.record({ gap: fc.integer({ min: 1, max: 90_000 }), us: fc.integer({ min: 0, max: 1000 }) }), {
      maxLength: 40,
    })
    .map((all) => {
      let byteOffset = -1;
      return all.map(({ gap, us }, i) => ({ byteOffset: (byteOffset += gap), line: i * 3 + 1, us }));
    });
  const windows = fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: 1000 }), fc.nat(200))
      .map(([startUs, more]) => ({ startUs, endUs: startUs + more })),
    { maxLength: 3 },
  );

  test("gives pieces that hold every record of the windows and begin at records", () => {
    fc.assert(
      fc.property(heads, windows, (all, wanted) => {
        const index = new BlockIndex();
        for (const { byteOffset, line, us } of all) index.head(byteOffset, line, us);
        const size = (all.at(-1)?.byteOffset ?? 0) + 100;
        const pieces = index.pieces(wanted, size);
        const starts = new Map(all.map(({ byteOffset, line }) => [byteOffset, line]));
        let end = -1;
        for (const piece of pieces) {
          expect(starts.get(piece.byteOffset)).toBe(piece.line);
          expect(piece.byteOffset).toBeGreaterThan(end); // pieces that touch are one
          expect(piece.endOffset === size || starts.has(piece.endOffset)).toBe(true);
          end = piece.endOffset;
        }
        const inside = (offset: number) => pieces.filter((p) => offset >= p.byteOffset && offset < p.endOffset).length;
        for (const { byteOffset, us } of all) {
          if (wanted.some((w) => us >= w.startUs && us <= w.endUs)) expect(inside(byteOffset)).toBe(1);
        }
      }),
    );
  });

  test("gives no block that holds no time of a window", () => {
    fc.assert(
      fc.property(heads, windows, (all, wanted) => {
        const index = new BlockIndex();
        // Blocks by brute force: a new one starts 64 KiB or more behind the start of the last.
        const blocks: { from: number; low: number; high: number }[] = [];
        for (const { byteOffset, line, us } of all) {
          index.head(byteOffset, line, us);
          const last = blocks.at(-1);
          if (last === undefined || byteOffset - last.from >= 65_536)
            blocks.push({ from: byteOffset, low: us, high: us });
          else Object.assign(last, { low: Math.min(last.low, us), high: Math.max(last.high, us) });
        }
        const pieces = index.pieces(wanted, Number.MAX_SAFE_INTEGER);
        for (const { from, low, high } of blocks) {
          const touches = wanted.some((w) => low <= w.endUs && high >= w.startUs);
          expect(pieces.some((p) => from >= p.byteOffset && from < p.endOffset)).toBe(touches);
        }
      }),
    );
  });

  test("of a file without records has no pieces", () => {
    expect(new BlockIndex().pieces([{ startUs: 0, endUs: 9 }], 100)).toEqual([]);
  });
});

describe("names", () => {
  test("have one code each, and 0 is none", () => {
    const names = new Names();
    expect([names.intern("h", "u", "d"), names.intern("h", "u", "e"), names.intern("h", "u", "d")]).toEqual([1, 2, 1]);
    const table = new NameTable(names.data());
    expect([table.get(0), table.get(2), table.get(3)]).toEqual([null, { host: "h", user: "u", database: "e" }, null]);
  });

  test("are told apart by their parts, not by their concatenation", () => {
    const names = new Names();
    expect(names.intern("a", "b", "")).not.toBe(names.intern("a", "", "b"));
  });

  test("beyond what a row holds are one, and the ones before stay known", () => {
    const names = new Names();
    for (let i = 0; i < 70_000; i++) names.intern("h", `user-${i}`, "d");
    expect(names.intern("h", "one more", "d")).toBe(65_535);
    const table = new NameTable(names.data());
    expect(table.get(65_535)).toEqual({ host: "(other)", user: "(other)", database: "(other)" });
    expect(table.get(names.intern("h", "user-9", "d"))?.user).toBe("user-9");
    expect(table.get(65_534)?.user).toBe("user-65533");
  });
});

function namesOf(prefix: string, count: number): readonly string[] {
  const names = new Names();
  for (let i = 0; i < count; i++) names.intern("h", `${prefix}${i}`, "d");
  return names.data();
}

test("names of several segments fit together as far as one segment tells them apart", () => {
  expect(fitTogether([])).toBe(true);
  expect(fitTogether([namesOf("a", 40_000), namesOf("a", 40_000)])).toBe(true);
  expect(fitTogether([namesOf("a", 32_767), namesOf("b", 32_767)])).toBe(true);
  expect(fitTogether([namesOf("a", 32_768), namesOf("b", 32_767)])).toBe(false);
  expect(fitTogether([namesOf("a", 70_000), namesOf("b", 1)])).toBe(false);
});

describe("a row", () => {
  test("keeps what its sink was told, at the limits of its columns", () => {
    const timeline = new Timeline(() => {
      throw new Error("no text here");
    });
    const { index } = timeline.addStream({
      kind: "server",
      name: "a",
      files: [],
      format: [],
      timeBasis: "stated",
      offsetSeconds: 2,
    });
    const { first: row } = fill(timeline, file("x.log", Buffer.from("0123456789")), [index], (sink) => {
      const who = sink.intern("h", "u", "d");
      sink.add(5e15, 2, 7, 7, 65_535, 3, 4, 4e9, 4_294_967_295, who, 65_535, -1);
      sink.setDigest(0, 0xffff_ffff);
      sink.extend(0, 5);
    });
    expect({
      time: timeline.time(row),
      stated: timeline.statedUs(row),
      precision: timeline.precision(row),
      level: timeline.level(row),
      part: timeline.part(row),
      signature: timeline.signature(row),
      pid: timeline.pid(row),
      port: timeline.port(row),
      who: timeline.who(row),
      digest: timeline.digest(row),
      source: timeline.source(row),
      raw: timeline.raw(row),
      start: timeline.raw(row, 2),
    }).toEqual({
      time: 5e15 - 2e6,
      stated: 5e15,
      precision: "microsecond",
      level: 7,
      part: 7,
      signature: 65_535,
      pid: 4_294_967_295,
      port: 65_535,
      who: { host: "h", user: "u", database: "d" },
      digest: 0xffff_ffff,
      source: { file: "x.log", line: 4e9, byteOffset: 3, byteLength: 5 },
      raw: "34567",
      start: "34",
    });
  });

  test("without a time has none, whatever its stream's offset", () => {
    const { timeline } = build([{ name: "a", offsetSeconds: 9, lines: [{ s: null }] }]);
    expect(timeline.time(0)).toBeNull();
  });

  test("that is not there is a mistake of the caller's", () => {
    expect(() => build([]).timeline.stream(0)).toThrow(RangeError);
  });
});
