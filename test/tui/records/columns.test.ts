import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epochUs } from "../../../src/model/index.ts";
import { madeCase, type MadeStream } from "./made-case.ts";

describe("counts by column", () => {
  const record = fc.record({
    s: fc.option(
      fc.integer({ min: -30, max: 300 }).map((t) => t / 10),
      { nil: null, freq: 9 },
    ),
    level: fc.integer({ min: 0, max: 7 }),
  });
  const streams: fc.Arbitrary<readonly MadeStream[]> = fc
    .array(fc.record({ offsetSeconds: fc.constantFrom(0, 2.5), records: fc.array(record, { maxLength: 40 }) }), {
      minLength: 1,
      maxLength: 3,
    })
    .map((all) =>
      all.map((each, i) => ({ ...each, name: `s${i}`, kind: i === 0 ? ("server" as const) : ("client" as const) })),
    );

  test("add up to exactly what is listed, and are exact themselves below a second", () => {
    fc.assert(
      fc.property(
        streams,
        fc.integer({ min: -50, max: 250 }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 60 }),
        fc.boolean(),
        (all, from, length, columns, one) => {
          const { records, turns, timeline } = madeCase(all, (made, [first = []]) => {
            if (first[1] !== undefined) made.hideTwin(first[1], first[0] ?? 0);
          });
          turns.all();
          const [start, end] = [from * 1e5, (from + length) * 1e5];
          const stream = one ? (timeline.streams[0] ?? null) : null;
          const { counts } = records.bins(stream, start, end, columns);
          const inside = [...timeline.inOrder()].filter((row) => {
            const us = timeline.time(row);
            return (
              us !== null && us >= start && us < end && (stream === null || timeline.stream(row).index === stream.index)
            );
          });
          for (let level = 0; level < 8; level++) {
            const mine = inside.filter((row) => timeline.level(row) === level);
            const cells = Array.from({ length: columns }, (_, column) => counts[column * 8 + level]);
            expect(cells.reduce<number>((sum, cell) => sum + (cell ?? 0), 0)).toBe(mine.length);
            if ((end - start) / columns >= 1e6) continue;
            const exact = cells.map(() => 0);
            for (const row of mine) {
              const column = Math.floor(((timeline.time(row) ?? 0) - start) / ((end - start) / columns));
              exact[Math.min(columns - 1, column)] = (exact[Math.min(columns - 1, column)] ?? 0) + 1;
            }
            expect(cells).toEqual(exact);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("are those of the scans before the order is known", () => {
    const { records, timeline, turns } = madeCase([
      {
        name: "a",
        records: [
          { s: 1, level: 5 },
          { s: 3, level: 5 },
        ],
      },
    ]);
    const counts = () => [...records.bins(timeline.streams[0] ?? null, 0, epochUs(4e6), 2).counts];
    expect(records.all).toBeNull();
    const early = counts();
    turns.all();
    expect([early.length, early[5], early[13]]).toEqual([16, 1, 1]);
    expect(counts()).toEqual(early);
  });

  test("of nothing are none", () => {
    const { records, turns } = madeCase([{ name: "a", records: [] }]);
    turns.all();
    expect([...records.bins(null, 5, 5, 2).counts, ...records.bins(null, 0, 5, 0).counts]).toEqual(
      Array.from({ length: 16 }, () => 0),
    );
  });
});
