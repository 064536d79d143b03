// "Why did it not fire": which step matched where, and what came closest to the one that did not.
import { describe, expect, test } from "vitest";
import { explainRule, type RuleEvent, sayExplanation } from "../../src/rules/index.ts";
import { event, rulesOf, sequenceOf, timeline } from "./events.ts";

const CRASH = `steps:
  - { id: up, signature: ready }
  - { id: kill, signature: child-terminated }
  - { id: down, signature: shut-down, role: [writer, unknown] }
within: 30s`;

const place = (each: RuleEvent): string => `#${each.place}`;

async function said(lines: string, events: readonly RuleEvent[]): Promise<string> {
  const rule = await sequenceOf(`id: mine\ntitle: Mine\n${lines}\nexamples:
  matches: [{ why: none, events: [{ at: 0s, signature: ready }] }]
  ignores: [{ why: none, events: [{ at: 0s, signature: ready }] }]\n`);
  return sayExplanation(
    explainRule(rule, () => events),
    place,
  ).join("\n");
}

describe("an explanation", () => {
  test("names every step of a match, the time it took, and what was absent", async () => {
    const events = timeline(
      [0, "a", "ready"],
      [8, "a", "child-terminated"],
      [9.5, "a", "shut-down"],
      [99, "b", "checkpoint"],
    );
    const lines = `${CRASH}\nabsent: [{ id: memory, signature: out-of-memory, before: 5m, after: 1m }]`;
    expect(await said(lines, events)).toBe(
      `fired once

1. 9.5 s of 30 s
  a
    up    #0
    kill  #1
    down  #2
  memory: absent in the 5 min before, between, in the 60 s after`,
    );
  });

  test("says when the records end too early to show that something was absent", async () => {
    const lines =
      "steps: [{ id: up, signature: ready }]\nabsent: [{ id: memory, signature: out-of-memory, after: 1m }]";
    expect(await said(lines, timeline([0, "a", "ready"], [59, "a", "checkpoint"]))).toContain(
      "the records end before that time is over: what came then is not known",
    );
    expect(await said(lines, timeline([0, "a", "ready"], [60, "a", "checkpoint"]))).not.toContain("records end");
  });

  test("gives the first and the last event of a step that is counted", async () => {
    const lines = "steps: [{ id: lost, signature: client-lost, count: 3 }]\nwithin: 10s";
    const events = timeline([0, "a", "client-lost"], [1, "a", "client-lost"], [2, "a", "client-lost"]);
    expect(await said(lines, events)).toContain("    lost  3 × #0 … #2");
    expect(await said(lines, events.slice(1))).toContain("  lost: 2 of 3, the first #1; no other record fits");
  });
});

describe("a near miss", () => {
  test.each<[string, readonly RuleEvent[], string]>([
    [
      "too long by three seconds",
      timeline([0, "a", "ready"], [8, "a", "child-terminated"], [33, "a", "shut-down"]),
      `nearly on a: 3 of 3 steps
  up    #0
  kill  #1
  down  #2
  3 s longer than 30 s`,
    ],
    [
      "a step that comes before the one it should follow",
      timeline([0, "a", "ready"], [8, "a", "shut-down"], [9, "a", "child-terminated"]),
      `nearly on a: 3 of 3 steps
  up    #0
  kill  #2
  down  #1
  wrong order: down (#1) comes before kill (#2)`,
    ],
    [
      "a step that comes too late",
      timeline([0, "a", "ready"], [29, "a", "child-terminated"], [8, "b", "ready"], [33.5, "a", "shut-down"]).toSorted(
        (a, b) => a.us - b.us,
      ),
      "  3.5 s longer than 30 s",
    ],
    [
      "a step outside of the window that holds the others",
      timeline([0, "a", "shut-down"], [50, "a", "ready"], [55, "a", "child-terminated"]),
      `nearly on a: 2 of 3 steps
  up    #1
  kill  #2
  down: missing; #0 is 25 s too early`,
    ],
    [
      "a step that only another instance has",
      timeline([0, "a", "ready"], [8, "a", "child-terminated"], [9, "b", "shut-down"]),
      "  down: missing; only b has it, #2",
    ],
    [
      "a step whose role is another",
      [
        ...timeline([0, "a", "ready"], [8, "a", "child-terminated"], [9, "b", "shut-down"]),
        event(3, 10, "a", "shut-down", { role: "reader" }),
      ],
      "  down: missing; #3 has it, but its role is reader, not writer or unknown",
    ],
    [
      "a step whose record has no time",
      timeline([0, "a", "ready"], [8, "a", "child-terminated"], [null, "a", "shut-down"]),
      "  down: missing; #2 fits, but has no time",
    ],
    [
      "a step that nothing fits",
      timeline([0, "a", "ready"], [8, "a", "child-terminated"]),
      "  down: missing; no record with an instance fits",
    ],
    [
      "a step on no instance at all",
      timeline([0, "a", "ready"], [8, "a", "child-terminated"], [9, null, "shut-down"]),
      "  down: missing; no record with an instance fits",
    ],
  ])("is %s", async (_, events, expected) => {
    const text = await said(CRASH, events);
    expect(text).toMatch(/^did not fire/);
    expect(text).toContain(expected);
  });

  test("is something that was not absent", async () => {
    const lines = `${CRASH}\nabsent: [{ id: memory, signature: out-of-memory, before: 5m }]`;
    const events = timeline(
      [0, "a", "out-of-memory"],
      [9, "a", "ready"],
      [10, "a", "child-terminated"],
      [11, "a", "shut-down"],
    );
    expect(await said(lines, events)).toContain("  memory is not absent before: #0");
  });

  test("is a step that came too often", async () => {
    const lines =
      "steps: [{ id: kill, signature: child-terminated, count: { max: 1 } }, { id: up, signature: ready }]\nwithin: 30s";
    const events = timeline([0, "a", "child-terminated"], [1, "a", "child-terminated"], [2, "a", "ready"]);
    expect(await said(lines, events)).toContain("  more than 1 of kill in 30 s, from #0 on");
  });

  test("is an event that would have to serve two steps", async () => {
    const lines = "steps: [{ id: one, signature: ready }, { id: two, signature: ready }]\nwithin: 30s";
    expect(await said(lines, timeline([0, "a", "ready"]))).toContain("one event cannot serve two steps");
  });

  test("shows the best groups first, three of them", async () => {
    const events = [
      ...["a", "b", "c", "d"].map((instance, i) => event(i, i, instance, "ready")),
      event(4, 5, "c", "child-terminated"),
      event(5, 6, "d", "child-terminated"),
      event(6, 50, "d", "shut-down"),
    ];
    const text = await said(CRASH, events);
    expect([...text.matchAll(/nearly on (.)/g)].map((match) => match[1])).toEqual(["d", "c", "a"]);
  });
});

/** A crash of an instance in three events, a second apart. */
const crash = (place0: number, s: number, instance: string): readonly RuleEvent[] => [
  event(place0, s, instance, "ready"),
  event(place0 + 1, s + 1, instance, "child-terminated"),
  event(place0 + 2, s + 2, instance, "shut-down"),
];

describe("with distinct", () => {
  const lines = `${CRASH}\ndistinct: instance`;
  test("it names the instances that ran all steps, and what the others lack", async () => {
    expect(await said(lines, [...crash(0, 0, "a"), event(3, 5, "b", "ready")])).toBe(`did not fire

1 of 2 instances ran all steps
  a
    up    #0
    kill  #1
    down  #2

nearly on b: 1 of 3 steps
  up    #3
  kill: missing; only a has it, #1
  down: missing; only a has it, #2`);
  });

  test("it says how far apart two instances were", async () => {
    const text = await said(lines, [...crash(0, 0, "a"), ...crash(3, 3600, "b")]);
    expect(text).toContain("2 of 2 instances ran all steps");
    expect(text).toContain("together: 59.5 min longer than 30 s");
    expect(text).not.toContain("nearly on");
  });

  test("it says what spoiled them together", async () => {
    const spoiled = `${lines}\nabsent: [{ id: patch, signature: "rds-event:upgrade", anywhere: true }]`;
    const events = [
      ...crash(0, 0, "a"),
      event(9, 2, null, "rds-event:upgrade", { source: "event" }),
      ...crash(3, 3, "b"),
    ];
    expect(await said(spoiled, events)).toContain("together: patch is not absent between: #9");
  });
});

test("a signature takes undated records too: it asks for no time", async () => {
  const [rule] = await rulesOf(
    "id: mine\ntitle: Mine\nmatch: { signature: ready }\nexamples: { matches: [x], ignores: [x] }\n",
  );
  if (rule === undefined) throw new Error("no rule");
  const { count, undated } = explainRule(rule, () => timeline([null, "a", "ready"], [1, "b", "ready"]));
  expect([count, undated]).toEqual([2, 0]);
});
