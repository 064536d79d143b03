// Relations, not strings: the same crash block, moved in time and between instances. The lines stay word for word what
// they are; only what they are to each other changes, and with it the verdict.
import { assert, asyncProperty, integer } from "fast-check";
import { describe, expect, test } from "vitest";
import { type CaseFile, judge, rdsEvents, Server } from "../incident.ts";
import { interrupted, ordinaryApp, raceEvents } from "./stories.ts";
import { levelOf, POSSIBLE, PROBABLE } from "./verdicts.ts";

/** When each instance's backend is killed; null for never. */
interface Blocks {
  readonly one: number | null;
  readonly two: number | null;
}

/** One block, the same text wherever it stands: a backend with a write, then the storage runtime's line. */
function crashes(server: Server, at: number, pid: number): Server {
  return server
    .born(at - 3, pid)
    .killed(at, { pid })
    .starts(at + 6, "writer", interrupted);
}

/** The failover that went back, with the blocks where they are put; without it both instances just go on. */
function story(blocks: Blocks, failover: boolean): readonly (Server | CaseFile)[] {
  const one = new Server("aurora-1", 500);
  const two = new Server("aurora-2", 3500);
  const early = blocks.one !== null && blocks.one < 0;
  if (early) crashes(one.writes(-900, (blocks.one ?? 0) - 4), blocks.one ?? 0, 700).writes((blocks.one ?? 0) + 7, -1);
  else one.writes(-900, -1);
  two.idles(-900, -1);
  if (failover) {
    one.stops(0).starts(4);
    two.stops(1).starts(5);
  }
  if (blocks.one !== null && !early) crashes(one.idles(6, blocks.one - 4), blocks.one, 700);
  one.writes((early ? null : blocks.one) === null ? 30 : (blocks.one ?? 0) + 7, 2200);
  if (blocks.two !== null) crashes(two.idles(6, blocks.two - 4), blocks.two, 800);
  two.idles(blocks.two === null ? 6 : blocks.two + 7, 2200);
  return [one, two, failover ? raceEvents() : rdsEvents()];
}

/** How sure the report is of a race; the class must also lead when it is called probable. */
async function race(blocks: Blocks, failover = true): Promise<{ readonly level: number; readonly class: string }> {
  const report = await judge(...story(blocks, failover), ordinaryApp());
  return { level: levelOf(report, "split-writer-race"), class: report.verdict.class };
}

describe("the crash block of one backend, transplanted", () => {
  test("onto both instances, seconds apart, inside the failover: a race", async () => {
    expect(await race({ one: 16, two: 18 })).toEqual({ level: PROBABLE, class: "split-writer-race" });
  });

  test.each<[string, Blocks]>([
    ["onto none", { one: null, two: null }],
    ["onto the old writer only", { one: 16, two: null }],
    ["onto the target only", { one: null, two: 18 }],
    ["onto the old writer ten minutes before the failover, and onto the target", { one: -600, two: 18 }],
    ["onto the old writer inside, and onto the target half an hour later", { one: 16, two: 1900 }],
  ])("%s: a reversal, no race", async (_where, blocks) => {
    const { level, class: headline } = await race(blocks);
    expect(level).toBeLessThanOrEqual(POSSIBLE);
    expect(headline).not.toBe("split-writer-race");
  });

  test("onto both instances at once, with no failover anywhere: crashes, no race", async () => {
    const { level, class: headline } = await race({ one: 16, two: 18 }, false);
    expect(level).toBeLessThanOrEqual(POSSIBLE);
    expect(headline).not.toBe("split-writer-race");
  });

  test("anywhere in time: a race exactly when both lives could take writes at once", async () => {
    const at = integer({ min: 10, max: 300 });
    await assert(
      asyncProperty(at, at, async (one, two) => {
        // Both are ready at 4 and 5 and again 6 s after a crash: the lives that crash always overlap until the first.
        expect(await race({ one, two })).toEqual({ level: PROBABLE, class: "split-writer-race" });
        const alone = await race({ one, two: null });
        expect(alone.level).toBeLessThanOrEqual(POSSIBLE);
        expect(alone.class).not.toBe("split-writer-race");
      }),
      { numRuns: 8, seed: 3 },
    );
  }, 60_000);
});

/** Recovery in place under the same postmaster, as stock PostgreSQL does after a kill. */
function inPlace(server: Server, at: number, pid: number): Server {
  return server.born(at - 3, pid).killed(at, { pid, runtime: null });
}

describe("two kills for lack of memory on both instances, transplanted", () => {
  test.each([
    ["seconds apart", 40, 43],
    ["a minute apart", 40, 100],
    ["twenty minutes apart", 40, 1240],
  ])("%s, with no role change, they stay two crashes", async (_how, first, second) => {
    const one = inPlace(new Server("aurora-1").writes(-900, first - 4), first, 700).writes(first + 3, 2200);
    const two = inPlace(new Server("aurora-2", 3500).idles(-900, second - 4), second, 800).idles(second + 3, 2200);
    const report = await judge(one, two, rdsEvents(), ordinaryApp());
    expect(report.verdict.class).toBe("instance-crash");
    expect(levelOf(report, "split-writer-race")).toBeLessThanOrEqual(POSSIBLE);
  });

  test("both onto one instance, they are crashes of that instance", async () => {
    const one = inPlace(new Server("aurora-1").writes(-900, 36), 40, 700).writes(43, 90);
    inPlace(one, 100, 701).writes(103, 2200);
    const report = await judge(one, new Server("aurora-2", 3500).idles(-900, 2200), rdsEvents(), ordinaryApp());
    expect(report.verdict.class).toBe("instance-crash");
    expect(report.verdict.headline).not.toMatch(/aurora-2/);
  });
});
