// What docs/rules.md promises, one sentence a test. The oracle holds the engine to all of it at once; these show it.
import { describe, expect, test } from "vitest";
import { findMatches, type RuleEvent } from "../../src/rules/index.ts";
import { event, sequenceOf, timeline } from "./events.ts";

/** A rule with these lines; its examples say nothing here. */
function rule(lines: string): string {
  return `id: mine\ntitle: Mine\n${lines}\nexamples:
  matches: [{ why: none, events: [{ at: 0s, signature: ready }] }]
  ignores: [{ why: none, events: [{ at: 0s, signature: ready }] }]\n`;
}

/** First and last place of every match. */
async function found(lines: string, events: readonly RuleEvent[]): Promise<readonly (readonly [number, number])[]> {
  const [findings] = findMatches([await sequenceOf(rule(lines))], events);
  return (findings?.matches ?? []).map(({ start, end }) => [start.place, end.place]);
}

/** `n` lost clients of instance a, a second apart. */
const lost = (n: number): readonly (readonly [number, string, string])[] =>
  Array.from({ length: n }, (_, i) => [i, "a", "client-lost"] as const);

const READY_THEN_DOWN = `steps: [{ id: up, signature: ready }, { id: down, signature: shut-down }]`;

describe("within", () => {
  test("includes its edge, and not a microsecond more", async () => {
    const lines = `${READY_THEN_DOWN}\nwithin: 10s`;
    expect(await found(lines, timeline([0, "a", "ready"], [10, "a", "shut-down"]))).toEqual([[0, 1]]);
    expect(await found(lines, timeline([0, "a", "ready"], [10.000001, "a", "shut-down"]))).toEqual([]);
  });

  test("takes the shortest stretch: the last start before the end", async () => {
    const events = timeline([0, "a", "ready"], [3, "a", "ready"], [5, "a", "shut-down"], [6, "a", "shut-down"]);
    expect(await found(`${READY_THEN_DOWN}\nwithin: 10s`, events)).toEqual([[1, 2]]);
  });

  test("counts an event whose clock went back at the latest time before it", async () => {
    const events = timeline([0, "a", "ready"], [12, "a", "checkpoint"], [9, "a", "shut-down"]);
    expect(await found(`${READY_THEN_DOWN}\nwithin: 10s`, events)).toEqual([]);
  });

  test("never takes an undated event", async () => {
    expect(
      await found(`${READY_THEN_DOWN}\nwithin: 10s`, timeline([0, "a", "ready"], [null, "a", "shut-down"])),
    ).toEqual([]);
  });
});

describe("steps", () => {
  test("keep their order, also inside one instant", async () => {
    const lines = `${READY_THEN_DOWN}\nwithin: 10s`;
    expect(await found(lines, timeline([0, "a", "shut-down"], [0, "a", "ready"]))).toEqual([]);
    expect(await found(lines, timeline([0, "a", "ready"], [0, "a", "shut-down"]))).toEqual([[0, 1]]);
  });

  test("come in any order when the rule says so", async () => {
    const lines = `${READY_THEN_DOWN}\norder: any\nwithin: 10s`;
    expect(await found(lines, timeline([0, "a", "shut-down"], [4, "a", "ready"]))).toEqual([[0, 1]]);
  });

  test("are run by one instance, unless the rule says otherwise", async () => {
    const events = timeline([0, "a", "ready"], [1, "b", "shut-down"]);
    expect(await found(`${READY_THEN_DOWN}\nwithin: 10s`, events)).toEqual([]);
    expect(await found(`${READY_THEN_DOWN}\nwithin: 10s\nsame: none`, events)).toEqual([[0, 1]]);
  });

  test("of an ordered sequence take an event each; without order one event may serve several", async () => {
    const twice = "steps: [{ id: one, signature: ready }, { id: two, signature: ready }]\nwithin: 10s";
    const once = timeline([0, "a", "ready"]);
    expect(await found(twice, once)).toEqual([]);
    expect(await found(`${twice}\norder: any`, once)).toEqual([[0, 0]]);
  });

  test("wait for their count, and the nearest ones count", async () => {
    const lines =
      "steps: [{ id: errors, signature: client-lost, count: 3 }, { id: down, signature: shut-down }]\nwithin: 10s";
    expect(await found(lines, timeline(...lost(2), [4, "a", "shut-down"]))).toEqual([]);
    expect(await found(lines, timeline(...lost(5), [6, "a", "shut-down"]))).toEqual([[2, 5]]);
  });

  test("may have no more than their max, counted in the window that ends with the run", async () => {
    const lines =
      "steps: [{ id: kill, signature: child-terminated, count: { max: 1 } }, { id: up, signature: ready }]\nwithin: 10s";
    const second = event(1, 15, "a", "child-terminated");
    const up = event(2, 20, "a", "ready");
    expect(await found(lines, [event(0, 10, "a", "child-terminated"), second, up])).toEqual([]);
    expect(await found(lines, [event(0, 9.9, "a", "child-terminated"), second, up])).toEqual([[1, 2]]);
  });

  test("look at the role the instance has at that time", async () => {
    const lines = "steps: [{ id: up, signature: ready, role: writer }]";
    expect(await found(lines, [event(0, 0, "a", "ready", { role: "reader" })])).toEqual([]);
    expect(await found(lines, [event(0, 0, "a", "ready", { role: "writer" })])).toEqual([[0, 0]]);
  });
});

describe("matches", () => {
  test("do not overlap, the earliest end first", async () => {
    const lines = "steps: [{ id: lost, signature: client-lost, count: 3 }]\nwithin: 10s";
    const events = timeline(...Array.from({ length: 8 }, (_, i) => [i, "a", "client-lost"] as const));
    expect(await found(lines, events)).toEqual([
      [0, 2],
      [3, 5],
    ]);
  });

  test("of two instances are found side by side", async () => {
    const events = timeline([0, "a", "ready"], [1, "b", "ready"], [2, "b", "shut-down"], [3, "a", "shut-down"]);
    expect(await found(`${READY_THEN_DOWN}\nwithin: 10s`, events)).toEqual([
      [1, 2],
      [0, 3],
    ]);
  });

  test("are all counted, and the first twenty kept", async () => {
    const [findings] = findMatches(
      [await sequenceOf(rule("steps: [{ id: lost, signature: client-lost }]"))],
      timeline(...Array.from({ length: 50 }, (_, i) => [i, "a", "client-lost"] as const)),
    );
    expect(findings?.count).toBe(50);
    expect(findings?.matches.map(({ start }) => start.place)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });
});

describe("distinct", () => {
  const lines = `${READY_THEN_DOWN}\nwithin: 10s\ndistinct: instance`;

  test("wants every instance to run all steps by itself", async () => {
    const shared = timeline([0, "a", "ready"], [1, "b", "ready"], [2, "a", "shut-down"]);
    expect(await found(lines, shared)).toEqual([]);
    expect(await found(lines, [...shared, event(3, 3, "b", "shut-down")])).toEqual([[0, 3]]);
  });

  test("wants distinct ones: twice the same instance is one", async () => {
    const events = timeline([0, "a", "ready"], [1, "a", "shut-down"], [2, "a", "ready"], [3, "a", "shut-down"]);
    expect(await found(lines, events)).toEqual([]);
  });

  test("wants them inside one window, its edge included", async () => {
    const begun = timeline([0, "a", "ready"], [1, "a", "shut-down"], [9, "b", "ready"]);
    expect(await found(lines, [...begun, event(3, 10, "b", "shut-down")])).toEqual([[0, 3]]);
    expect(await found(lines, [...begun, event(3, 10.5, "b", "shut-down")])).toEqual([]);
  });

  test("wants as many as `groups` says", async () => {
    const two = timeline([0, "a", "ready"], [1, "a", "shut-down"], [2, "b", "ready"], [3, "b", "shut-down"]);
    const third = [event(4, 4, "c", "ready"), event(5, 5, "c", "shut-down")];
    expect(await found(`${lines}\ngroups: 3`, two)).toEqual([]);
    expect(await found(`${lines}\ngroups: 3`, [...two, ...third])).toEqual([[0, 5]]);
  });

  test("counts clients as well", async () => {
    const clients = ["x", "y"].map((client, i) => event(i, i, null, "client-read-only", { source: "client", client }));
    const asked = "steps: [{ id: refused, signature: client-read-only }]\nwithin: 10s\ndistinct: client";
    expect(await found(asked, clients)).toEqual([[0, 1]]);
    expect(await found(`${asked}\ngroups: 3`, clients)).toEqual([]);
  });
});

/** Ready at 50 s, shut down at 55 s, and out of memory at `s`. */
const around = (s: number, instance = "a"): readonly RuleEvent[] =>
  timeline([50, "a", "ready"], [55, "a", "shut-down"], [s, instance, "out-of-memory"]).toSorted((a, b) => a.us - b.us);

describe("absent", () => {
  const lines = `${READY_THEN_DOWN}\nwithin: 10s\nabsent: [{ id: memory, signature: out-of-memory`;

  test("means not between the first and the last event, on the same instance", async () => {
    expect(await found(`${lines} }]`, around(52))).toEqual([]);
    expect(await found(`${lines} }]`, around(52, "b"))).toEqual([[0, 1]]);
    expect(await found(`${lines} }]`, around(49))).toEqual([[0, 1]]);
    expect(await found(`${lines} }]`, around(56))).toEqual([[0, 1]]);
  });

  test("anywhere means on any instance", async () => {
    expect(await found(`${lines}, anywhere: true }]`, around(52, "b"))).toEqual([]);
  });

  test("before means nor that long before the first event, its edge included", async () => {
    expect(await found(`${lines}, before: 5s }]`, around(45))).toEqual([]);
    expect(await found(`${lines}, before: 5s }]`, around(44.9))).toEqual([[0, 1]]);
    expect(await found(`${lines}, before: 5s }]`, around(52))).toEqual([]);
  });

  test("after means nor that long after the last event, its edge included", async () => {
    expect(await found(`${lines}, after: 5s }]`, around(60))).toEqual([]);
    expect(await found(`${lines}, after: 5s }]`, around(60.1))).toEqual([[0, 1]]);
  });

  test("with during: false allows it in between", async () => {
    expect(await found(`${lines}, after: 5s, during: false }]`, around(52))).toEqual([[0, 1]]);
    expect(await found(`${lines}, after: 5s, during: false }]`, around(58))).toEqual([]);
  });

  test("after the end of the records is not proven, and the match says so", async () => {
    const asked = await sequenceOf(rule(`${lines}, after: 5s }]`));
    const unproven = (events: readonly RuleEvent[]) =>
      findMatches([asked], events)[0]?.matches.map((each) => each.unproven);
    const ends = timeline([50, "a", "ready"], [55, "a", "shut-down"]);
    expect(unproven(ends)).toEqual([true]);
    expect(unproven([...ends, event(2, 60, "a", "checkpoint")])).toEqual([false]);
  });

  test("of a run that was refused makes no longer one a match", async () => {
    // a and b ran the steps; what came 2 s later refuses their match, and c's later run does not revive it.
    const asked = `steps: [{ id: up, signature: ready }]\nwithin: 10s\ndistinct: instance
absent: [{ id: memory, signature: out-of-memory, after: 2s, during: false, anywhere: true }]`;
    const events = timeline([0, "a", "ready"], [1, "b", "ready"], [2, "x", "out-of-memory"], [9, "b", "ready"]);
    expect(await found(asked, events)).toEqual([]);
    expect(await found(asked, [...events, event(4, 9, "c", "ready")])).toEqual([[3, 4]]);
  });
});
