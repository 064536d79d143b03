// When an instance could write, and whether two could at once.
import { describe, expect, test } from "vitest";
import type { Overlap } from "../../src/model/index.ts";
import { type CaseFile, rdsEvents, Server } from "../incident.ts";
import { factsOf, instanceOf, logOf, us } from "./facts.ts";

const interrupted = "was interrupted; last known up at 2026-11-21 18:58:00 UTC";

/** Up from 0 to 60, two sessions refused from 2 s to `last`. */
function refusedUntil(last: number): Server {
  return new Server("a").starts(0).refuses(2, 701, last).refuses(2, 702, last).idles(1, 59).stops(60);
}

describe("a writable span", () => {
  test("lasts from ready to the end of the life", async () => {
    const { spans } = await instanceOf("a", new Server("a").starts(0).idles(1, 29).stops(30));
    expect(spans.map((span) => [span.startUs, span.endUs, span.proven])).toEqual([[us(0), us(30), false]]);
  });

  test("is proven by a write that was accepted", async () => {
    const { spans } = await instanceOf("a", new Server("a").starts(0).writes(5, 29).stops(30));
    expect(spans.map((span) => span.proven)).toEqual([true]);
  });

  test("is none in a life that never came up", async () => {
    const server = new Server("a").starts(0);
    server.records.pop();
    const { spans } = await instanceOf("a", server.says(9, "LOG", "database system is shut down"));
    expect(spans).toEqual([]);
  });

  test("is none in a proven standby's life, and begins with its promotion", async () => {
    expect((await instanceOf("a", new Server("a").starts(0, "reader").idles(1, 60))).spans).toEqual([]);
    const promoted = await instanceOf("a", new Server("a").starts(0, "reader").idles(1, 29).promotes(30).idles(31, 60));
    expect(promoted.spans.map((span) => span.startUs)).toEqual([us(30)]);
  });

  test("begins after the last refusal when everybody was refused, and is none when they were to the end", async () => {
    expect((await instanceOf("a", refusedUntil(20))).spans.map((span) => span.startUs)).toEqual([us(20)]);
    expect((await instanceOf("a", refusedUntil(60))).spans).toEqual([]);
  });

  test("is not cut by refusals beside which others wrote: those transactions were read-only, not the instance", async () => {
    const server = new Server("a").starts(0).refuses(2, 701, 50).refuses(2, 702, 50).writes(5, 59).stops(60);
    expect((await instanceOf("a", server)).spans.map((span) => span.startUs)).toEqual([us(0)]);
  });
});

/** The overlap of the lives that crash: `a` is up from 0 to 20, `b` from `from` to 60. */
async function overlapAt(from: number): Promise<Overlap> {
  const a = new Server("a").starts(0).idles(1, 19).killed(20);
  const b = new Server("b", 3500)
    .starts(from)
    .idles(from + 1, 59)
    .killed(60, { pid: 800 });
  const { overlaps } = await factsOf(a, b);
  const [overlap] = overlaps;
  if (overlap === undefined || overlaps.length > 1) throw new Error(`${overlaps.length} overlaps`);
  return overlap;
}

describe("two spans", () => {
  // The uncertainty is 2 s for each of the two clocks.
  test.each([
    [5, "proven"],
    [15, "proven"],
    [16, "undecidable"],
    [20, "undecidable"],
    [24, "undecidable"],
    [25, "excluded"],
    [55, "excluded"],
  ] as const)(
    "of which the second begins at %i s, the first having ended at 20 s, are %s to overlap",
    async (from, state) => {
      expect((await overlapAt(from)).state).toBe(state);
    },
  );

  test("overlap the same whichever instance is named first", async () => {
    const later = await factsOf(
      new Server("b").starts(0).killed(20),
      new Server("a", 3500).starts(5).killed(60, { pid: 800 }),
    );
    expect(later.overlaps.map((overlap) => [overlap.state, Math.abs(overlap.seconds)])).toEqual([["proven", 11]]);
  });

  test("of excerpts without times are undecidable, never excluded", async () => {
    const lines = [
      "LOG:  database system is ready to accept connections",
      "LOG:  server process (PID 799) was terminated by signal 9: Killed",
      "FATAL:  Can't handle storage runtime process crash",
      "LOG:  database system is shut down",
    ];
    const { overlaps } = await factsOf(
      logOf("a", ...lines),
      logOf("b", ...lines.with(1, lines[1]?.replace("799", "812") ?? "")),
    );
    expect(overlaps.length).toBeGreaterThan(0);
    for (const overlap of overlaps) expect(overlap.state).toBe("undecidable");
  });
});

/** `writer by event from 12`: roles of an instance, each with its source and its second. */
async function roles(id: string, ...story: readonly (Server | CaseFile)[]): Promise<readonly string[]> {
  const instance = await instanceOf(id, ...story);
  return instance.roles.map(
    (each) => `${each.role} by ${each.source} from ${Math.round((each.startUs - us(0)) / 1_000_000)}`,
  );
}

describe("the role of an instance", () => {
  test("comes from events first, for the one named and for the other", async () => {
    const events = rdsEvents([12, "orders-prod", "Completed failover to DB instance: b"]);
    expect(await roles("b", new Server("b").idles(-60, 60), events)).toContain("writer by event from 12");
    expect(await roles("a", new Server("a").idles(-60, 60), events)).toContain("reader by event from 12");
  });

  test("comes from recovery lines where no event speaks", async () => {
    const server = new Server("a").starts(-60, "reader").idles(-59, -1).promotes(0).idles(1, 60);
    expect(await roles("a", server)).toEqual(["reader by recovery-lines from -60", "writer by recovery-lines from 0"]);
  });

  test("comes from refusals of two sessions, and from none of one", async () => {
    const two = new Server("a").idles(-60, 60).refuses(0, 701, 20).refuses(1, 702, 20);
    expect(await roles("a", two)).toEqual(["reader by refusals from 0"]);
    expect(await roles("a", new Server("a").idles(-60, 60).refuses(0, 701, 20))).toEqual([]);
  });

  test("never comes from the wording of `ready` alone", async () => {
    expect(
      await roles("a", new Server("a").idles(-60, -1).stops(0).starts(4, "writer", interrupted).idles(5, 60)),
    ).toEqual([]);
  });
});
