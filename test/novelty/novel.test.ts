import { assert, constantFrom, integer, property, record, shuffledSubarray, array, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { LevelCode } from "../../src/model/index.ts";
import { LineTally, type Novel, novelTemplates, type Writer } from "../../src/novelty/index.ts";

const HOUR = 3_600_000_000;
const writer = (instance: string, background = true): Writer => ({ instance, background });
const one = writer("aurora-1");
const two = writer("aurora-2");
const client = writer("aurora-1", false);

interface Wrote {
  readonly writer: Writer;
  readonly message: string;
  readonly inside?: number;
  readonly before?: number;
  readonly level?: number;
}

/** What is listed when each stretch is an hour. `uncompared` have no quiet part. */
function listed(wrote: readonly Wrote[], uncompared: readonly Writer[] = []): readonly Novel[] {
  const tally = new LineTally();
  let row = 0;
  for (const { writer: by, message, inside = 0, before = 0, level = LevelCode.info } of wrote) {
    for (let i = 0; i < before; i++) tally.add({ writer: by, message, level, inside: false, row: row++ });
    for (let i = 0; i < inside; i++) tally.add({ writer: by, message, level, inside: true, row: row++ });
  }
  return novelTemplates(tally.templates(), (by) => ({ insideUs: HOUR, beforeUs: uncompared.includes(by) ? 0 : HOUR }));
}

const texts = (wrote: readonly Wrote[], uncompared?: readonly Writer[]): readonly string[] =>
  listed(wrote, uncompared).map(({ instance, template }) => `${instance} ${template}`);

const withoutRows = (wrote: readonly Wrote[]): unknown => listed(wrote).map((each) => ({ ...each, rows: [] }));

/** A number in letters. */
const word = (i: number): string => String(i).replace(/\d/g, (digit) => "abcdefghij".charAt(Number(digit)));

describe("a line is listed", () => {
  test("when the quiet part does not know it, with counts and its first rows", () => {
    expect(listed([{ writer: one, message: "fence 7 lost", inside: 5 }])).toEqual([
      {
        template: "fence <*> lost",
        instance: "aurora-1",
        level: "info",
        background: true,
        inside: 5,
        before: 0,
        comparedSeconds: 3600,
        rows: [0, 1, 2],
      },
    ]);
  });

  test("when it is much more frequent than before, and one more before would not change that", () => {
    expect(texts([{ writer: one, message: "lag", inside: 10, before: 1 }])).toEqual(["aurora-1 lag"]);
    expect(texts([{ writer: one, message: "lag", inside: 9, before: 1 }])).toEqual([]);
    expect(texts([{ writer: one, message: "lag", inside: 4, before: 0 }])).toEqual(["aurora-1 lag"]);
  });

  test("not when it is as frequent before, on this instance or on another: roles move lines", () => {
    expect(texts([{ writer: one, message: "job 1 done", inside: 9, before: 9 }])).toEqual([]);
    const moved = [
      { writer: one, message: "job 1 done", before: 9 },
      { writer: two, message: "job 2 done", inside: 9 },
    ];
    expect(texts(moved)).toEqual([]);
  });

  test("not when it was written only before", () => {
    expect(texts([{ writer: one, message: "job 1 done", before: 3 }])).toEqual([]);
  });

  test("although a session writes the same: who writes and how gravely keeps lines apart", () => {
    const same = [
      { writer: client, message: "fence lost", before: 50 },
      { writer: one, message: "fence lost", before: 50, level: LevelCode.warning },
      { writer: one, message: "fence lost", inside: 1 },
    ];
    expect(texts(same)).toEqual(["aurora-1 fence lost"]);
  });
});

test("the most telling is first", () => {
  const ranked = [
    { writer: one, message: "absent, of the server, fatal", inside: 1, level: LevelCode.fatal },
    { writer: one, message: "absent, of the server, often", inside: 3 },
    { writer: one, message: "absent, of the server, once", inside: 1 },
    { writer: client, message: "absent, of a session", inside: 90, level: LevelCode.panic },
    { writer: one, message: "more often by far", inside: 90, before: 1 },
    { writer: one, message: "more often", inside: 20, before: 1 },
    { writer: two, message: "uncompared, once", inside: 1 },
    { writer: two, message: "uncompared, often", inside: 50 },
  ];
  const expected = ranked.map((each) => `${each.writer.instance} ${each.message}`);
  expect(texts(ranked.toReversed(), [two])).toEqual(expected);
  expect(listed(ranked, [two]).map((each) => each.comparedSeconds)).toEqual([...Array<number>(6).fill(3600), 0, 0]);
});

test("at most ten are listed", () => {
  const many = Array.from({ length: 14 }, (_, i) => ({ writer: one, message: "x ".repeat(i + 1), inside: 1 }));
  expect(listed(many).length).toBe(10);
});

describe("the tally", () => {
  const lines = array(
    record({
      writer: constantFrom(one, two, client),
      message: constantFrom("fence 1 lost", "fence 2 lost", "fence lost", "epoch up", 'role "x" gone'),
      level: constantFrom(LevelCode.info, LevelCode.fatal),
      before: integer({ min: 0, max: 3 }),
      inside: integer({ min: 0, max: 12 }),
    }),
    { maxLength: 20 },
  );

  test("gives the same list for the same lines in any order", () => {
    const shuffled = lines.chain((all) =>
      shuffledSubarray(all, { minLength: all.length }).map((other) => ({ all, other })),
    );
    assert(
      property(shuffled, ({ all, other }) => {
        expect(withoutRows(other)).toEqual(withoutRows(all));
      }),
      { numRuns: 300, seed: 9 },
    );
  });

  test("keeps the first rows, whatever the order they come in", () => {
    const tally = new LineTally();
    for (const row of [9, 4, 7, 1, 8]) tally.add({ writer: one, message: "lost", level: 2, inside: true, row });
    expect(tally.templates()[0]?.counts[0]?.rows).toEqual([1, 4, 7]);
  });

  test("is bounded, and says what found no room", () => {
    const tally = new LineTally();
    for (let row = 0; row < 5000; row++)
      tally.add({ writer: one, message: `${word(row)} lost`, level: 2, inside: true, row });
    expect(tally.templates().length).toBe(1024);
    expect(tally.overflow).toBe(5000 - 1024);
    tally.add({ writer: one, message: "a lost", level: 2, inside: true, row: 0 });
    tally.add({ writer: one, message: "never seen", level: 2, inside: false, row: 0 });
    expect(tally.overflow).toBe(5000 - 1024);
  });

  test("takes hostile messages in its stride", () => {
    const tally = new LineTally();
    const messages = [
      "__proto__",
      "constructor",
      "a ".repeat(100_000),
      "'".repeat(100_000),
      "x=".repeat(50_000),
      "<*> ".repeat(99),
    ];
    for (const message of messages) tally.add({ writer: one, message, level: 2, inside: true, row: 1 });
    assert(
      property(string({ unit: "binary", maxLength: 300 }), (message) => {
        tally.add({ writer: two, message, level: 2, inside: true, row: 2 });
      }),
      { numRuns: 2000, seed: 10 },
    );
    for (const { template } of tally.templates()) {
      expect(template.length).toBeLessThanOrEqual(330);
      expect(template).not.toMatch(/\p{N}/u);
    }
  });
});
