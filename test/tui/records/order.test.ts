import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { madeCase, matched, type MadeStream } from "./made-case.ts";

const record = fc.record({
  s: fc.option(
    fc.integer({ min: 0, max: 40 }).map((tenth) => tenth / 10),
    { nil: null, freq: 5 },
  ),
  children: fc.array(fc.constant("more"), { maxLength: 2 }),
  text: fc.constantFrom("a", "b", "ab"),
});
const streams: fc.Arbitrary<readonly MadeStream[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom("server" as const, "client" as const),
      offsetSeconds: fc.constantFrom(0, 0, 1, -0.7),
      records: fc.array(record, { maxLength: 15 }),
    }),
    { maxLength: 4 },
  )
  .map((all) =>
    all.map((each, i) => ({ ...each, name: `s${i}`, offsetSeconds: each.kind === "server" ? 0 : each.offsetSeconds })),
  );
/** Few rows hardly fill a block: some cases have thousands. */
const large: fc.Arbitrary<readonly MadeStream[]> = fc
  .tuple(fc.integer({ min: 1000, max: 6000 }), fc.infiniteStream(fc.nat(50)))
  .map(([count, numbers]) =>
    ["a", "b"].map((name, i) => ({
      name,
      records: Array.from({ length: count / (i + 1) }, (_, at) => {
        const jump = Number(numbers.next().value);
        return { s: jump === 0 ? null : Math.floor(at / 20) - (jump === 1 ? 30 : 0), text: jump < 9 ? "ab" : "b" };
      }),
    })),
  );

/** Index of the first row that is not before a time. */
function firstFrom(us: number, times: readonly (number | null)[]): number {
  const at = times.findIndex((time) => time !== null && time >= us);
  return at === -1 ? times.length : at;
}

function check(all: readonly MadeStream[]): void {
  const made = madeCase(all);
  made.turns.all();
  const { timeline } = made;
  const linear = [...timeline.inOrder()].filter((row) => timeline.part(row) === 0);
  const list = made.records.all;
  if (list === null) throw new Error("no order");
  expect(list.count).toBe(linear.length);
  const step = Math.max(1, Math.floor(linear.length / 40));
  for (let i = 0; i < linear.length; i += step) {
    const row = linear[i] ?? -1;
    expect(list.at(i)?.row).toBe(row);
    expect(list.placeOf(row)).toBe(i);
    for (const child of timeline.childrenOf(row)) expect(list.placeOf(child)).toBe(i);
  }
  const times = linear.map((row) => timeline.time(row));
  const odd = matched(made, { text: "a" }).result;
  if (odd === null) throw new Error("no result");
  const kept = linear.filter((row) => timeline.text(row).message.includes("a"));
  expect(odd.count).toBe(kept.length);
  const isKept = new Set(kept);
  const before = linear.map(() => 0);
  linear.forEach((row, i) => (before[i + 1] = (before[i] ?? 0) + (isKept.has(row) ? 1 : 0)));
  const keptTimes = kept.map((row) => timeline.time(row));
  for (const s of [-5, 0, 0.35, 1, 2, 2.5, 3.99, 4, 30, 100, 299, 1000]) {
    expect(list.placeAt(s * 1e6)).toBe(firstFrom(s * 1e6, times));
    expect(odd.placeAt(s * 1e6)).toBe(firstFrom(s * 1e6, keptTimes));
  }
  for (let i = 0; i < linear.length; i += step) {
    expect(odd.placeOf(linear[i] ?? -1)).toBe(before[i]);
  }
}

describe("places in the order", () => {
  test("are those of a linear search, by row and by time, also where clocks go back", () => {
    fc.assert(fc.property(streams, check));
  });

  test("are so over many blocks of rows", () => {
    fc.assert(fc.property(large, check), { numRuns: 6 });
  });

  test("are none beyond the ends", () => {
    const { records, turns } = madeCase([{ name: "a", records: [{ s: 1 }] }]);
    expect(records.all).toBeNull();
    turns.all();
    expect([-1, 0.5, 1, Number.NaN].map((place) => records.all?.at(place))).toEqual([null, null, null, null]);
    expect(records.all?.placeAt(Number.NaN)).toBe(1);
  });
});

test("the order is made in slices, tells how far it is, and says when it is done", () => {
  const rows = Array.from({ length: 20_000 }, (_, s) => ({ s }));
  const { records, turns } = madeCase([
    { name: "a", records: rows },
    { name: "b", kind: "client", records: rows.toReversed() },
  ]);
  const seen: number[] = [];
  records.onChange(() => seen.push(records.ordered));
  turns.all();
  expect(turns.slices).toBeGreaterThan(5);
  expect(seen).toHaveLength(turns.slices);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);
  expect(seen.slice(0, -1).every((share) => share < 1)).toBe(true);
});

test("a client's clock counts as corrected", () => {
  const { records, turns } = madeCase([
    { name: "a", records: [{ s: 10, text: "server" }] },
    { name: "b", kind: "client", offsetSeconds: 3600, records: [{ s: 3605, text: "client" }] },
  ]);
  turns.all();
  expect([0, 1].map((place) => records.all?.at(place)?.message)).toEqual(["client", "server"]);
  expect(records.all?.at(0)?.time).toBe(5e6);
});
