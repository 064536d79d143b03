// The playbook: which report asks for what, and that nothing is said without a finding.
import * as fc from "fast-check";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  type ClusterReport,
  confidenceLevels,
  headlineClasses,
  type Report,
  stalenessSubtypes,
  triggers,
} from "../../../src/model/index.ts";

import { factors } from "../../../src/report/playbook/factors.ts";
import { marks } from "../../../src/report/playbook/action.ts";
import { actions, playbook } from "../../../src/report/playbook/actions.ts";
import { sources } from "../../../src/report/playbook/sources.ts";
import { fixtures } from "../../golden/golden.ts";
import { judgeFiles } from "../../incident.ts";
import { hostile, payloads } from "../hostile.ts";
import { sample } from "../sample.ts";

const ids = (report: Report): string[] => actions(report).map(({ id }) => id);

const reportOf = (path: string): Promise<Report> => judgeFiles([join(fixtures, path)]);

describe("the playbook itself", () => {
  test("has each id once, an imperative title, and a known mark", () => {
    expect(new Set(playbook.map(({ id }) => id)).size).toBe(playbook.length);
    expect(playbook.length).toBeGreaterThan(30);
    for (const { id, title, detail, mark, addresses, when } of playbook) {
      expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      expect(title, id).toMatch(/^[A-Z].{8,80}[^.]$/);
      expect(detail.length, id).toBeGreaterThan(60);
      expect(when, id).not.toMatch(/\.$/);
      expect(marks).toContain(mark);
      expect(addresses.length, id).toBeGreaterThan(0);
    }
  });

  test("cites https alone, and every source it lists", () => {
    for (const { url } of Object.values(sources)) expect(new URL(url).protocol, url).toBe("https:");
    const used = new Set(playbook.map(({ source }) => source.url));
    expect(Object.values(sources).filter(({ url }) => !used.has(url))).toEqual([]);
  });
});

// What must be asked for, and what must not: each finding has its answer, and no other.
const expected: readonly { readonly path: string; readonly has: readonly string[]; readonly not: readonly string[] }[] =
  [
    {
      path: "split-writer-race",
      has: ["check-commits-in-doubt", "pause-writers", "ask-aws", "dns-cache", "require-read-write", "fetch-metrics"],
      not: ["evict-on-25006", "use-writer-endpoint", "fetch-server-logs", "memory-headroom", "log-connections"],
    },
    {
      path: "stale-pool",
      has: ["pgbouncer-follow-writer", "alarm-refused-writes"],
      not: ["pause-writers", "dns-cache", "rds-proxy-pinning", "pooler-role-check", "engine-old-writer-fix"],
    },
    {
      path: "misrouted-writes",
      has: ["use-writer-endpoint"],
      not: ["restart-refused-clients", "evict-on-25006", "dns-cache", "pause-writers"],
    },
    { path: "read-only-transactions", has: ["read-write-transaction"], not: ["use-writer-endpoint", "evict-on-25006"] },
    { path: "reversed-failover", has: ["check-writer-after-failover", "alarm-writer-role"], not: ["pause-writers"] },
    {
      path: "oracle/o12-stale-pool",
      has: ["evict-on-25006", "pool-max-lifetime", "require-read-write"],
      not: ["dns-cache", "fetch-metrics", "fetch-server-logs", "log-connections"],
    },
    {
      path: "oracle/o13-stale-pool-no-server-log",
      has: ["fetch-server-logs", "keep-server-logs", "export-server-logs", "log-connections"],
      not: ["dns-cache"],
    },
    {
      path: "oracle/o18-crash-failover",
      has: ["memory-headroom"],
      not: ["see-memory-of-processes", "pause-writers", "ask-aws"],
    },
    { path: "oracle/o19-crash-failover-no-metrics", has: ["see-memory-of-processes"], not: ["memory-headroom"] },
    { path: "oracle/o20-upgrade", has: ["move-maintenance"], not: ["pause-writers", "fetch-cloudtrail"] },
    { path: "oracle/o25-pool-full-after", has: ["bound-connections", "retry-with-backoff"], not: ["pause-writers"] },
    { path: "oracle/o26-pool-full-before", has: ["bound-connections"], not: ["retry-with-backoff"] },
    { path: "oracle/o07-poison-query", has: ["keep-statement-away", "ask-aws"], not: ["pause-writers"] },
  ];

describe.each(expected)("$path", ({ path, has, not }) => {
  test("gets what its findings ask for, with evidence that is there", async () => {
    const report = await reportOf(path);
    const found = actions(report);
    const said = found.map(({ id }) => id);
    expect(has.filter((id) => !said.includes(id))).toEqual([]);
    expect(not.filter((id) => said.includes(id))).toEqual([]);
    const known = new Set(report.evidence.map(({ id }) => id));
    for (const { id, because } of [...found, ...factors(report).map((each) => ({ id: each.id, because: each }))]) {
      expect(because.text, id).not.toBe("");
      expect(
        because.evidence.filter((each) => !known.has(each)),
        id,
      ).toEqual([]);
    }
  }, 30_000);
});

test.each(["oracle/o11-normal-failover", "oracle/o33-quiet", "oracle/o30-redis"])(
  "%s asks for nothing",
  async (path) => {
    expect(ids(await reportOf(path))).toEqual([]);
  },
  30_000,
);

test("where nothing is decided, only what would decide it is asked for", async () => {
  const report = await reportOf("race-one-log-withheld");
  expect(report.verdict.class).toBe("inconclusive");
  const evidence = new Set(playbook.filter(({ purpose }) => purpose === "evidence").map(({ id }) => id));
  expect(ids(report).length).toBeGreaterThan(0);
  expect(ids(report).filter((id) => !evidence.has(id))).toEqual([]);
}, 30_000);

const cluster = (engineVersion: string | null, engine: string | null = "aurora-postgresql"): ClusterReport => ({
  id: "orders-prod",
  engine,
  engineVersion,
  by: "api",
  evidence: ["e18"],
});
const fix = (of: ClusterReport | null, id = "engine-old-writer-fix") =>
  actions({ ...sample, cluster: of }).find((action) => action.id === id);

describe("the engine's fixes", () => {
  test("a version below the fix is told where to go; one whose patch release is not told, how to ask", () => {
    expect(fix(cluster("15.4"))?.detail).toContain("--engine-version 15.13`");
    expect(fix(cluster("15.12"))?.detail).toContain("below 15.12.4 the fix is missing");
    expect(fix(cluster("15.12"))?.because).toEqual({
      text: "split-writer-race is probable; the engine is 15.12, by DescribeDBClusters, mended from 15.12.4 on: which patch release ran is not told",
      evidence: ["e18", "e5", "e3", "e6", "e13"],
    });
    expect(fix(cluster("15.12"), "engine-intended-target-fix")?.detail).toContain("--engine-version 15.17`");
  });

  test("a mended or newer engine, and one that is not Aurora, get neither", () => {
    for (const of of [cluster("15.12.4"), cluster("18.3"), cluster("15.4", "postgres")])
      expect(fix(of)).toBeUndefined();
    expect(fix(cluster("18.3"), "engine-intended-target-fix")).toBeUndefined();
  });

  test("an engine nobody tells is asked for, and what is no version reaches no command", () => {
    for (const of of [null, cluster(null), cluster("15.4; rm -rf /"), cluster("$(id)")]) {
      const action = fix(of);
      expect(action?.because.text).toContain("no evidence tells the engine's version");
      expect(action?.detail).not.toMatch(/rm -rf|\$\(id\)/);
    }
  });
});

test("factors say what the report shows, and how sure", () => {
  expect(factors(sample).map(({ id, level }) => [id, level])).toEqual([
    ["writers-not-paused", "probable"],
    ["engine-below-fix", "possible"],
    ["kept-connections", "probable"],
    ["needed-restart", "probable"],
    ["commits-in-flight", "strong"],
  ]);
  expect(factors(sample).find(({ id }) => id === "kept-connections")).toMatchObject({
    text: "1 client (orders-api/pod-1) kept connections to the demoted instance in their pools, for up to 49.2 s",
    evidence: ["e20", "e11", "e12"],
  });
});

describe("whatever a report holds", () => {
  const level = fc.constantFrom(...confidenceLevels);
  const mechanism = fc.constantFrom(...headlineClasses);
  const subtype = fc.option(fc.constantFrom(...stalenessSubtypes));
  const text = fc.oneof(fc.string(), fc.constantFrom(...payloads));
  const arbitrary = fc.record({
    base: fc.oneof(fc.constant(sample), fc.constantFrom(...payloads).map(hostile)),
    verdict: fc.record({ class: mechanism, level, cause: fc.option(text) }),
    trigger: fc.constantFrom(...triggers),
    incidents: fc.nat({ max: 3 }),
    mechanism: fc.record({ class: mechanism, level }),
    effect: fc.record({ class: mechanism, subtype, level, clients: fc.array(text, { maxLength: 3 }) }),
    cluster: fc.option(fc.record({ id: fc.option(text), engine: fc.option(text), engineVersion: fc.option(text) })),
    clients: fc.boolean(),
    coverage: fc.boolean(),
  });

  test("nothing throws, every id is evidence, and an open verdict gets no advice", () => {
    fc.assert(
      fc.property(arbitrary, (given) => {
        const { base } = given;
        const report: Report = {
          ...base,
          verdict: { ...base.verdict, ...given.verdict, incident: given.incidents > 0 ? 0 : null },
          incidents: Array.from({ length: given.incidents }, (_, index) => {
            const [first] = base.incidents;
            if (first === undefined) throw new Error("the sample has an incident");
            return {
              ...first,
              id: `i${index + 1}`,
              trigger: { ...first.trigger, kind: given.trigger },
              mechanism: given.mechanism,
              clientEffects: [...first.clientEffects, { ...given.effect, evidence: first.trigger.evidence }],
            };
          }),
          cluster: given.cluster === null ? null : { ...given.cluster, by: "api", evidence: [] },
          clients: given.clients ? base.clients : [],
          coverage: given.coverage ? base.coverage : [],
        };
        const known = new Set(report.evidence.map(({ id }) => id));
        const found = actions(report);
        for (const { because } of found) expect(because.evidence.every((id) => known.has(id))).toBe(true);
        for (const { evidence } of factors(report)) expect(evidence.every((id) => known.has(id))).toBe(true);
        expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
        if (given.verdict.class === "no-incident" || given.verdict.class === "inconclusive") {
          expect(found.every(({ id }) => playbook.find((entry) => entry.id === id)?.purpose === "evidence")).toBe(true);
        }
        expect(JSON.stringify(actions(report))).toBe(JSON.stringify(found));
      }),
      { numRuns: 300 },
    );
  });
});
