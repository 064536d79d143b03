// Hand-made incidents with one source taken away: less evidence never says more.
import { describe, expect, test } from "vitest";
import { headlineClasses } from "../../src/model/index.ts";
import { App, type CaseFile, judge, rdsEvents, Server } from "../incident.ts";
import { completedEvents, handOver, interrupted, ordinaryApp, raceEvents, raceServers } from "./stories.ts";
import { hypothesisOf, levelOf, PROBABLE, rank } from "./verdicts.ts";

type Part = Server | App | CaseFile;

function stale(): readonly Part[] {
  const [one, two] = handOver();
  one.born(5, 710, 711).refuses(6, 710, 130).refuses(6, 711, 130);
  return [
    one,
    two,
    completedEvents(),
    new App("api/pod-1").works(-120, -1).loses(0).refused(6, 130).works(133, 300),
    ordinaryApp("web/pod-1", 12),
  ];
}

function crashed(): readonly Part[] {
  const one = new Server("aurora-1").writes(-300, -1).killed(0).starts(20, "reader", interrupted).idles(21, 300);
  const two = new Server("aurora-2", 3500).starts(-300, "reader").idles(-299, 3).promotes(4).writes(5, 300);
  return [one, two, completedEvents(), ordinaryApp()];
}

function restarted(): readonly Part[] {
  const one = new Server("aurora-1").writes(-120, 300);
  const two = new Server("aurora-2", 3500).idles(-120, -1).stops(0, 640).starts(5, "reader").idles(6, 300);
  const events = rdsEvents(
    [1, "aurora-2", "DB instance shutdown"],
    [8, "aurora-2", "DB instance restarted"],
    [60, "aurora-1", "Backing up DB instance"],
  );
  return [one, two, events, new App("api/pod-1").works(-120, 300)];
}

function reversed(): readonly Part[] {
  const one = new Server("aurora-1").writes(-120, -1).stops(0, 640).starts(14).writes(15, 300);
  const two = new Server("aurora-2", 3500)
    .idles(-120, -1)
    .stops(1)
    .starts(6)
    .idles(7, 11)
    .stops(12)
    .starts(20)
    .idles(21, 300);
  return [one, two, raceEvents(), ordinaryApp()];
}

const stories: Readonly<Record<string, () => readonly Part[]>> = {
  "a race": () => [...raceServers(), raceEvents(), ordinaryApp()],
  "a normal failover": () => [...handOver(), completedEvents(), ordinaryApp()],
  "a stale pool": stale,
  "a crash and a failover": crashed,
  "a restart of the reader": restarted,
  "a reversal": reversed,
};

function nameOf(part: Part): string {
  return "id" in part ? part.id : part.path;
}

const cases = Object.entries(stories).flatMap(([story, parts]) =>
  parts().map((part, taken) => ({ story, part: nameOf(part), taken })),
);

describe.each(cases)("$story without $part", ({ story, part, taken }) => {
  test("reaches no class more surely, and no strong verdict without a named instance's log", async () => {
    const parts = stories[story]?.() ?? [];
    const full = await judge(...parts);
    const less = await judge(...parts.filter((_, i) => i !== taken));
    const bolder = headlineClasses.filter((each) => {
      const refuted = (hypothesisOf(full, each)?.against.length ?? 0) > 0;
      const before = levelOf(full, each);
      return levelOf(less, each) > (refuted || before === -1 ? PROBABLE : before);
    });
    expect(
      bolder.map((each) => `${each}: ${hypothesisOf(full, each)?.level} → ${hypothesisOf(less, each)?.level}`),
    ).toEqual([]);
    if (less.problems.some((problem) => problem.kind === "instance-not-supplied")) {
      expect(less.verdict.level).not.toBe("strong");
      expect(JSON.stringify(less.coverage)).toContain(part);
    }
    if (less.verdict.class === "inconclusive") {
      const decided = less.incidents[less.verdict.incident ?? 0]?.hypotheses.filter(
        (each) => rank(each.level) >= PROBABLE,
      );
      expect(decided?.map((each) => each.class) ?? []).toEqual([]);
    }
  });
});
