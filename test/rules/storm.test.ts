// An error storm is the normal case: every event must cost one look, and memory for the window alone.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { findMatches, type RuleEvent } from "../../src/rules/index.ts";
import { SequenceMatcher } from "../../src/rules/sequence-matcher.ts";
import { sequenceOf } from "./events.ts";

const EXAMPLES = `examples:
  matches: [{ why: none, events: [{ at: 0s, signature: ready }] }]
  ignores: [{ why: none, events: [{ at: 0s, signature: ready }] }]
`;

const RULES = [
  // counts, order, both kinds of absence, distinct: everything that remembers something
  "steps: [{ id: a, signature: client-lost, count: 500 }, { id: b, signature: ready }]\nwithin: 1h",
  "steps: [{ id: a, signature: client-lost, count: 500 }, { id: b, signature: ready }]\norder: any\nwithin: 1h",
  "steps: [{ id: a, signature: client-lost }]\nwithin: 1h\nabsent: [{ id: x, signature: shut-down, before: 1h, after: 1h }]",
  "steps: [{ id: a, signature: client-lost }, { id: b, signature: client-lost, count: { max: 9000 } }]\nwithin: 1h\ndistinct: instance\ngroups: 3",
  "steps: [{ id: a, signature: client-lost }]\nwithin: 1h\ndistinct: instance\ngroups: 9\nabsent: [{ id: x, signature: client-lost, after: 1m, during: false, anywhere: true }]",
];

const text = (): string => "";
const sqlstate = (): null => null;

/** Events made one by one: none is kept unless the engine keeps it. */
function* storm(count: number, made: { last: number }): Iterable<RuleEvent> {
  for (let place = 0; place < count; place++) {
    made.last = place;
    const instance = `aurora-${place % 4}`;
    const signature = place % 1000 === 999 ? "ready" : "client-lost";
    // A thousand events a second: the whole storm lies in one window.
    const us = place * 1000;
    yield {
      us,
      source: "server",
      instance,
      client: null,
      role: "unknown",
      signature,
      level: "error",
      place,
      text,
      sqlstate,
    };
  }
}

describe("a storm", () => {
  test("of 200,000 events passes five rules in seconds", async () => {
    const rules = await Promise.all(RULES.map((lines) => sequenceOf(`id: mine\ntitle: Mine\n${lines}\n${EXAMPLES}`)));
    const made = { last: -1 };
    const began = performance.now();
    const found = findMatches(rules, storm(200_000, made));
    expect(made.last).toBe(199_999);
    expect(found.map(({ count }) => count > 0)).toEqual([true, true, true, true, false]);
    // Ten times what it takes here; anything that looks back over the window takes hours.
    expect(performance.now() - began).toBeLessThan(30_000);
  });

  test("of clients, each its own group, does too", async () => {
    const rule = await sequenceOf(
      `id: mine\ntitle: Mine\nsteps: [{ id: a, signature: client-read-only }]\nwithin: 1h\ndistinct: client\ngroups: 100\n${EXAMPLES}`,
    );
    const began = performance.now();
    const clients = (function* (): Iterable<RuleEvent> {
      for (const event of storm(200_000, { last: 0 }))
        yield {
          ...event,
          source: "client",
          client: `pod-${(event.place * 7919) % 20_000}`,
          signature: "client-read-only",
        };
    })();
    expect(findMatches([rule], clients)[0]?.count).toBe(2000);
    expect(performance.now() - began).toBeLessThan(30_000);
  });

  test("of what had to be absent leaves no chain of it behind", async () => {
    const rule = await sequenceOf(
      `id: mine\ntitle: Mine\nsteps: [{ id: a, signature: ready }]\nabsent: [{ id: x, signature: client-lost, before: 1h }]\n${EXAMPLES}`,
    );
    const matcher = new SequenceMatcher(rule, () => expect.fail("found"));
    const seen: WeakRef<RuleEvent>[] = [];
    // Every event but a few is a forbidden one, and each looks back at the one before it.
    for (const event of storm(20_000, { last: 0 })) {
      seen.push(new WeakRef(event));
      matcher.offer(event);
    }
    await new Promise((done) => setImmediate(done)); // a WeakRef holds on until the turn is over
    setFlagsFromString("--expose-gc");
    (runInNewContext("gc") as () => void)();
    expect(seen.filter((each) => each.deref() !== undefined).length).toBeLessThan(50);
    matcher.end();
  });
});
