import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NotLinearError } from "../../../src/text/index.ts";
import type { OrderedRecords } from "../../../src/tui/case.ts";
import { ids, madeCase, matched, type MadeStream } from "./made-case.ts";

function textsOf(list: OrderedRecords | null): readonly (string | undefined)[] {
  return Array.from({ length: list?.count ?? 0 }, (_, place) => list?.at(place)?.message);
}

const words = fc.constantFrom("ERROR: ", "error", "Ä", "ä", "ok ", "\n\tmore ", "/x/", "1ms", "\u{1F600}");
const text = fc.array(words, { minLength: 1, maxLength: 4 }).map((parts) => `>${parts.join("")}`);
const record = fc.record({
  s: fc.integer({ min: 0, max: 9 }),
  text,
  children: fc.array(text, { maxLength: 2 }),
  level: fc.integer({ min: 0, max: 7 }),
  signature: fc.constantFrom(...ids),
});
const streams: fc.Arbitrary<readonly MadeStream[]> = fc
  .array(fc.array(record, { maxLength: 12 }), { minLength: 1, maxLength: 3 })
  .map((all) => all.map((records, i) => ({ name: `s${i}`, records })));
const filter = fc.record({
  streams: fc.option(
    fc.uniqueArray(fc.nat(2)).map((all) => new Set(all)),
    { nil: null },
  ),
  level: fc.option(fc.integer({ min: 0, max: 7 }), { nil: null }),
  signature: fc.option(fc.constantFrom<string>(...ids, "no-such-signature"), { nil: null }),
  text: fc.constantFrom(
    null,
    "",
    "error",
    "ERROR",
    "Error",
    "ä",
    "Ä",
    "ok",
    "ore",
    ">",
    "1ms",
    "\u{1F600}",
    "/ERROR|1ms/",
    "/^>o/",
    "/[0-9]ms/",
    "/k E+/",
  ),
});

const small = (raw: string): string => raw.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

/** What a person means: case counts with a capital, and only ASCII is folded. */
function holds(raw: string, wanted: string): boolean {
  if (wanted.length > 2 && wanted.startsWith("/") && wanted.endsWith("/"))
    return new RegExp(wanted.slice(1, -1)).test(raw);
  return /\p{Lu}/u.test(wanted) ? raw.includes(wanted) : small(raw).includes(small(wanted));
}

/** A record in a thousand holds a needle. */
const many = (count: number): readonly MadeStream[] => [
  {
    name: "a",
    records: Array.from({ length: count }, (_, s) => ({ s, text: s % 1000 === 7 ? `needle ${s}` : `hay ${s}` })),
  },
];

describe("a filter", () => {
  test("lets through what a linear reading of all records lets through, from any cursor", () => {
    fc.assert(
      fc.property(streams, filter, fc.nat(30), (all, wanted, from) => {
        const made = madeCase(all);
        made.turns.all();
        const { timeline } = made;
        const expected = [...timeline.inOrder()]
          .filter((row) => timeline.part(row) === 0)
          .map((row, place) => ({ row, place }))
          .filter(({ row }) => {
            const { index } = timeline.stream(row);
            const raws = [row, ...timeline.childrenOf(row)].map((each) => timeline.raw(each));
            return (
              (wanted.streams === null || wanted.streams.size === 0 || wanted.streams.has(index)) &&
              timeline.level(row) >= (wanted.level ?? 0) &&
              (wanted.signature === null || ids[timeline.signature(row) - 1] === wanted.signature) &&
              (wanted.text === null || wanted.text === "" || raws.some((raw) => holds(raw, wanted.text ?? "")))
            );
          });
        const filtering = matched(made, wanted, from);
        const { result } = filtering;
        expect(Array.from({ length: result?.count ?? -1 }, (_, place) => result?.at(place)?.row)).toEqual(
          expected.map(({ row }) => row),
        );
        expect([filtering.matches, filtering.share]).toEqual([expected.length, 1]);
        const first = expected.find(({ place }) => place >= from) ?? expected[0];
        expect(filtering.first).toBe(first?.place ?? null);
      }),
      { numRuns: 300 },
    );
  });

  test("counts while it goes on, and shows the first match behind the cursor at once", () => {
    const made = madeCase(many(40_000));
    made.turns.all();
    const filtering = made.records.filter(
      { streams: null, level: null, signature: null, text: "/needle [0-9]+/" },
      20_000,
    );
    let turns = 0;
    while (filtering.first === null && made.turns.turn()) turns++;
    const atFirst = turns;
    expect([filtering.first, filtering.result]).toEqual([20_007, null]);
    expect(filtering.share).toBeLessThan(0.5);
    while (made.turns.turn()) turns++;
    expect(turns).toBeGreaterThan(2 * atFirst);
    expect([filtering.matches, filtering.result?.count, filtering.first]).toEqual([40, 40, 20_007]);
  });

  test("that is cancelled does nothing more and never has a result", () => {
    const made = madeCase(many(40_000));
    made.turns.all();
    const filtering = made.records.filter({ streams: null, level: null, signature: null, text: "needle" }, 0);
    made.turns.turn();
    filtering.cancel();
    const { slices } = made.turns;
    made.turns.all();
    expect(made.turns.slices - slices).toBeLessThanOrEqual(1);
    expect([filtering.result, filtering.share < 1]).toEqual([null, true]);
  });

  test("waits for the order, and can be cancelled meanwhile", () => {
    const made = madeCase(many(2000));
    const wanted = { streams: null, level: null, signature: null, text: "needle" };
    const [kept, left] = [made.records.filter(wanted, 0), made.records.filter(wanted, 0)];
    left.cancel();
    made.turns.all();
    expect(textsOf(kept.result)).toEqual(["needle 7", "needle 1007"]);
    expect([left.result, left.matches]).toEqual([null, 0]);
  });

  test("finds a text across the windows in which files are read", () => {
    const long = "y".repeat(256 * 1024 - 3);
    const made = madeCase([
      {
        name: "a",
        records: [
          { s: 1, text: `${long}needle` },
          { s: 2, text: "needl" },
        ],
      },
    ]);
    made.turns.all();
    expect(matched(made, { text: "needle" }).matches).toBe(1);
    expect(matched(made, { text: "NEEDLE" }).matches).toBe(0);
    expect(matched(made, { text: "z".repeat(200_000) }).matches).toBe(0);
  });

  test("finds nothing in lines that are no part of a record, and nothing across records", () => {
    const made = madeCase([
      {
        name: "a",
        records: [
          { s: 1, text: "one", stray: "stray" },
          { s: 2, text: "two" },
        ],
      },
    ]);
    made.turns.all();
    expect(matched(made, { text: "stray" }).matches).toBe(0);
    expect(matched(made, { text: "two" }).first).toBe(1);
  });

  test("leaves out what repeats another record", () => {
    const both = [{ s: 1, text: "same" }];
    const made = madeCase(
      [
        { name: "a", records: both },
        { name: "b", records: both },
      ],
      (timeline, [[kept = 0] = [], [twin = 0] = []]) => {
        timeline.hideTwin(twin, kept);
      },
    );
    made.turns.all();
    expect([matched(made, { text: "same" }).matches, matched(made, { level: 1 }).matches]).toEqual([1, 1]);
  });

  test("with an expression that could not be searched in linear time is refused", () => {
    const { records } = madeCase(many(1));
    expect(() => records.filter({ streams: null, level: null, signature: null, text: "/(a)\\1/" }, 0)).toThrow(
      NotLinearError,
    );
    expect(() => records.filter({ streams: null, level: null, signature: null, text: "/(/" }, 0)).toThrow(
      NotLinearError,
    );
  });
});
