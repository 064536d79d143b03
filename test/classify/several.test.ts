// One incident or two, one instance or two.
import { describe, expect, test } from "vitest";
import { type CaseFile, judge, rdsEvents, Server } from "../incident.ts";
import { CLUSTER, handOver, interrupted, ordinaryApp, raceEvents, raceServers } from "./stories.ts";
import { levelOf, POSSIBLE, verdictOf } from "./verdicts.ts";

function at(file: CaseFile, path: string): CaseFile {
  return { ...file, path };
}

describe("the same log twice is one instance", () => {
  test("under the names of two instances", async () => {
    const log = raceServers()[0].log();
    const copy = at(log, "instances/aurora-2/postgresql.log.2026-11-21-1900");
    const report = await judge(log, copy, raceEvents(), ordinaryApp());
    expect(levelOf(report, "split-writer-race")).toBeLessThanOrEqual(POSSIBLE);
    expect(report.verdict.class).not.toBe("split-writer-race");
    expect(report.problems.map((problem) => problem.kind)).toContain("same-instance");
  });

  test("at two paths that name none", async () => {
    const log = raceServers()[0].log();
    const report = await judge(at(log, "first/server.log"), at(log, "second/server.log"));
    expect(verdictOf(report)).toBe("inconclusive insufficient");
    expect(report.incidents[0]?.hypotheses[0]?.class).toBe("split-writer-race");
    expect(report.instances).toHaveLength(1);
    expect(report.problems.map((problem) => problem.kind)).toContain("same-instance");
  });

  test("in two formats, stderr beside csvlog", async () => {
    const [one, two] = raceServers();
    const report = await judge(one.log(), one.log("csvlog"), two, raceEvents(), ordinaryApp());
    expect(verdictOf(report)).toBe("split-writer-race probable");
    expect(report.problems.map((problem) => problem.kind)).toContain("duplicate-file");
    const crash = report.incidents[0]?.hypotheses[0]?.for.find((claim) => claim.text.startsWith("aurora-1 crashed"));
    const cited = report.evidence.filter(({ id }) => crash?.evidence.includes(id));
    // Each line is cited once a format, the finer one first.
    expect(new Set(cited.map(({ source }) => `${source.file}:${source.line}`)).size).toBe(cited.length);
    expect(cited[0]?.source.file).toMatch(/\.csv$/);
  });

  test("with one part missing, the parts they share are counted once", async () => {
    const [one] = raceServers();
    const log = one.log();
    const later = log.text.split("\n").slice(4).join("\n");
    const report = await judge(
      log,
      { path: "instances/aurora-2/postgresql.log.2026-11-21-1900", text: later },
      raceEvents(),
    );
    expect(report.verdict.class).not.toBe("split-writer-race");
    expect(report.problems.map((problem) => problem.kind)).toContain("same-instance");
  });
});

describe("an unfinished copy beside the whole log of an instance", () => {
  test("changes no state and is reported", async () => {
    const [one, two] = raceServers();
    const log = one.log();
    const half = {
      path: "instances/aurora-1/postgresql.log.2026-11-21-1901",
      text: log.text.split("\n").slice(8).join("\n"),
    };
    const alone = await judge(log, two, raceEvents(), ordinaryApp());
    const beside = await judge(log, half, two, raceEvents(), ordinaryApp());
    expect(beside.instances.map((each) => each.states.length)).toEqual(
      alone.instances.map((each) => each.states.length),
    );
    expect(beside.problems.map((problem) => problem.kind)).toContain("duplicate-file");
  });
});

describe("several things in one case", () => {
  const twice = rdsEvents(
    [-2, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
    [12, CLUSTER, "Completed failover to DB instance: aurora-2"],
    [238, CLUSTER, "Started cross AZ failover to DB instance: aurora-1"],
    [252, CLUSTER, "Completed failover to DB instance: aurora-1"],
  );

  test("two failovers 4 min apart are two incidents", async () => {
    const one = new Server("aurora-1")
      .writes(-120, -1)
      .stops(0)
      .starts(4)
      .idles(5, 239)
      .stops(241)
      .starts(245)
      .writes(246, 600);
    const two = new Server("aurora-2", 3500)
      .idles(-120, -1)
      .stops(1)
      .starts(5)
      .writes(6, 239)
      .stops(240)
      .starts(244)
      .idles(245, 600);
    const app = ordinaryApp("api/pod-1", 12).loses(240, 3);
    const report = await judge(one, two, twice, app);
    expect(report.incidents).toHaveLength(2);
    expect(report.incidents.map((each) => each.mechanism.class)).toEqual(["normal-failover", "normal-failover"]);
    expect(verdictOf(report)).toMatch(/^normal-failover (?:probable|strong)$/);
  });

  test("a failover and an unrelated crash half an hour later are two incidents", async () => {
    const [one, two] = handOver();
    one.idles(301, 2400);
    two.writes(301, 1799).born(1700, 800).killed(1800, { pid: 800, runtime: null }).writes(1803, 2400);
    const events = rdsEvents(
      [-2, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
      [12, CLUSTER, "Completed failover to DB instance: aurora-2"],
    );
    const report = await judge(one, two, events, ordinaryApp());
    const classes = report.incidents.map((each) => each.hypotheses[0]?.class);
    expect(classes).toEqual(["instance-crash", "normal-failover"]);
    expect(report.verdict.class).toBe("instance-crash");
  });

  test("two attempts at a race are two incidents, each with its own crashes", async () => {
    const [one, two] = raceServers();
    one
      .writes(301, 539)
      .stops(540)
      .starts(544)
      .born(546, 710)
      .killed(556, { pid: 710 })
      .starts(564, "writer", interrupted)
      .writes(565, 800);
    two
      .idles(301, 540)
      .stops(541)
      .starts(545)
      .born(547, 810)
      .killed(558, { pid: 810 })
      .starts(568, "writer", interrupted)
      .idles(569, 800);
    const events = rdsEvents(
      [-2, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
      [22, CLUSTER, "Promoting previous primary again: aurora-1"],
      [538, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
      [562, CLUSTER, "Promoting previous primary again: aurora-1"],
    );
    const report = await judge(one, two, events, ordinaryApp());
    expect(report.incidents.map((each) => each.mechanism.class)).toEqual(["split-writer-race", "split-writer-race"]);
    for (const incident of report.incidents) {
      const crashes = incident.hypotheses[0]?.for.filter((claim) => / crashed at /.test(claim.text)) ?? [];
      expect(crashes).toHaveLength(2);
    }
  });

  test("a third instance that events name and whose log is missing lowers a clean failover", async () => {
    const events = rdsEvents(
      [-2, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
      [9, "aurora-3", "DB instance restarted"],
      [12, CLUSTER, "Completed failover to DB instance: aurora-2"],
    );
    const report = await judge(...handOver(), events, ordinaryApp());
    expect(verdictOf(report)).toBe("normal-failover probable");
    expect(JSON.stringify(report.incidents[0]?.hypotheses)).toContain("log of aurora-3");
  });

  test("a restart of a third instance during a clean failover does not disturb it", async () => {
    const three = new Server("aurora-3", 6500).idles(-120, 2).stops(3).starts(8, "reader").idles(9, 300);
    const events = rdsEvents(
      [-2, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
      [9, "aurora-3", "DB instance restarted"],
      [12, CLUSTER, "Completed failover to DB instance: aurora-2"],
    );
    const report = await judge(...handOver(), three, events, ordinaryApp());
    expect(verdictOf(report)).toBe("normal-failover strong");
  });
});
