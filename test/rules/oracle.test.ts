// The engine looks at every event once; a search by brute force tries every stretch and every choice. They must agree.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { signatureTest } from "../../src/rules/condition.ts";
import { findMatches, type RuleEvent, type SequenceRule } from "../../src/rules/index.ts";
import { bruteForce, type BruteMatch, byEnd, byText } from "./brute-force.ts";
import { event, sequenceOf, shipped } from "./events.ts";

function engine(rule: SequenceRule, events: readonly RuleEvent[]): readonly BruteMatch[] {
  const [found] = findMatches([rule], events);
  return (found?.matches ?? [])
    .map(({ start, end, runs }) => ({
      start: start.place,
      end: end.place,
      groups: runs.map(({ group }) => group).sort(byText),
    }))
    .toSorted(byEnd);
}

/** mulberry32: the same numbers on every machine. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const STEPS = ["ready", "child-terminated", "storage-runtime-crash", "shut-down"];
const NOISE = ["out-of-memory", "rds-event:patching-started", "shut-down", "ready", "child-terminated", "checkpoint"];

/** Crashes of two or three instances in pieces, at distances around the windows' edges, with what may spoil them. */
function raceTimeline(pick: (below: number) => number): readonly RuleEvent[] {
  const lines: { s: number | null; instance: string | null; signature: string }[] = [];
  const gaps = [0, 1, 5, 20, 40, 59, 60, 61, 240, 300, 301, 600];
  for (let n = 2 + pick(2), i = 1; i <= n; i++) {
    let s = pick(3) === 0 ? (gaps[pick(gaps.length)] ?? 0) : pick(20);
    for (const signature of STEPS) {
      if (pick(12) > 0) lines.push({ s: pick(30) === 0 ? null : s, instance: `aurora-${i}`, signature });
      s += pick(4) === 0 ? (gaps[pick(6)] ?? 0) : pick(8);
    }
  }
  for (let n = pick(4); n > 0; n--) {
    const instance = pick(4) === 0 ? null : `aurora-${1 + pick(3)}`;
    lines.push({
      s: pick(5) === 0 ? (gaps[pick(gaps.length)] ?? 0) : pick(90),
      instance,
      signature: NOISE[pick(6)] ?? "",
    });
  }
  // Sorted as a timeline is; now and then two lines change places, as when a clock goes back.
  lines.sort((a, b) => (a.s ?? 0) - (b.s ?? 0));
  if (pick(5) === 0 && lines.length > 1) {
    const at = pick(lines.length - 1);
    lines.splice(at, 2, ...lines.slice(at, at + 2).toReversed());
  }
  return lines.map(({ s, instance, signature }, i) => event(i, s, instance, signature));
}

test("the shipped race rule agrees with brute force on 10,000 random timelines", async () => {
  const rule = await sequenceOf(shipped);
  const pick = random(20_261_121);
  let fired = 0;
  for (let i = 0; i < 10_000; i++) {
    const events = raceTimeline(pick);
    const found = engine(rule, events);
    if (found.length > 0) fired++;
    const expected = bruteForce(rule, events);
    if (JSON.stringify(found) !== JSON.stringify(expected)) {
      const shown = events.map((each) => `${each.us / 1e6} ${each.instance} ${each.signature}`).join("\n");
      expect(found, shown).toEqual(expected);
    }
  }
  // Neither side may agree by finding nothing, or everything.
  expect(fired).toBeGreaterThan(1500);
  expect(fired).toBeLessThan(8500);
});

const condition = (ids: readonly string[]) => ({ tests: [signatureTest(ids, new Map())], everyRecord: false });
const letters = fc.constantFrom("a", "b", "c");
const some = fc.uniqueArray(letters, { minLength: 1, maxLength: 2 }).map(condition);
const seconds = fc.integer({ min: 0, max: 6 }).map((s) => s * 1e6);

const step = fc
  .record({
    condition: some,
    min: fc.constantFrom(1, 1, 1, 2, 3),
    more: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 2 }),
  })
  .map(({ more, ...rest }) => ({ ...rest, max: more === null ? null : rest.min + more }));
const absent = fc.record({
  condition: fc.constantFrom("c", "d", "d", "d").map((id) => condition([id])),
  during: fc.boolean(),
  beforeUs: fc.option(seconds, { freq: 2 }),
  afterUs: fc.option(seconds, { freq: 2 }),
  anywhere: fc.boolean(),
});
const rules = fc
  .record({
    steps: fc.array(step, { minLength: 1, maxLength: 3 }),
    absent: fc.array(absent, { maxLength: 2, size: "small" }),
    ordered: fc.boolean(),
    withinUs: fc.integer({ min: 0, max: 12 }).map((s) => s * 1e6),
    key: fc.constantFrom("instance" as const, "client" as const, "none" as const),
    groups: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ steps, absent: gone, key, groups, ...rest }): SequenceRule => ({
    kind: "sequence",
    id: "random",
    title: "random",
    where: { file: "random.yaml", line: 1 },
    examples: [],
    ...rest,
    key,
    groups: key === "none" ? 1 : groups,
    steps: steps.map((each, i) => ({ ...each, id: `s${i}` })),
    absent: gone.map((each, i) => ({ ...each, id: `a${i}` })),
  }));

const timelines = fc
  .array(
    fc.record({
      later: fc.constantFrom(0, 0, 1, 1, 2, 3, 5, -2),
      instance: fc.option(fc.constantFrom("i1", "i2", "i3"), { freq: 8 }),
      client: fc.option(fc.constantFrom("c1", "c2"), { freq: 2 }),
      signature: fc.constantFrom("a", "a", "b", "b", "c", "c", "d"),
      dated: fc.integer({ min: 0, max: 19 }),
    }),
    { minLength: 3, maxLength: 14, size: "max" },
  )
  .map((lines) => {
    let s = 100;
    return lines.map(({ later, instance, client, signature, dated }, i) => {
      s += later;
      return event(i, dated === 0 ? null : s, instance, signature, { client });
    });
  });

test("random rules agree with brute force on random timelines", () => {
  const fired = { ordered: 0, any: 0, distinct: 0, counted: 0, limited: 0, before: 0, after: 0, anywhere: 0 };
  fc.assert(
    fc.property(rules, timelines, (rule, events) => {
      const found = engine(rule, events);
      expect(found).toEqual(bruteForce(rule, events));
      if (found.length === 0) return;
      fired[rule.ordered ? "ordered" : "any"]++;
      if (rule.groups > 1) fired.distinct++;
      if (rule.steps.some(({ min }) => min > 1)) fired.counted++;
      if (rule.steps.some(({ max }) => max !== null)) fired.limited++;
      if (rule.absent.some(({ beforeUs }) => beforeUs !== null)) fired.before++;
      if (rule.absent.some(({ afterUs }) => afterUs !== null)) fired.after++;
      if (rule.absent.some(({ anywhere }) => anywhere)) fired.anywhere++;
    }),
    { numRuns: 10_000, seed: 20_261_121 },
  );
  // Every kind of rule fired often enough to be worth comparing.
  expect(Object.entries(fired).filter(([, times]) => times < 100)).toEqual([]);
});
