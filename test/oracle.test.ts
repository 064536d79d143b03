// All oracle cases of CLASSIFY §10, and the look-alikes of §6 in pairs.
import { mkdtempSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cases } from "../fixtures/oracle/generate.ts";
import type { Report } from "../src/model/index.ts";
import { judgeFiles } from "./incident.ts";
import { filesOf, folders, incidentOf, mismatches, oracle, oracleCases, reportOf } from "./oracle.ts";

const expected = oracleCases();

test("every case has a folder, an expectation and a generator, and nothing else has", () => {
  expect(folders().length).toBeGreaterThanOrEqual(36);
  expect(Object.keys(expected).sort()).toEqual(folders());
  expect(Object.keys(cases).sort()).toEqual(folders());
  const ids = Object.values(expected).map((each) => each.id);
  for (let n = 1; n <= 35; n++) expect(ids).toContain(`O${n}`);
});

test("the folders hold what the generator writes", () => {
  for (const name of folders())
    expect(Object.fromEntries(filesOf(name)), name).toEqual(Object.fromEntries(cases[name] ?? []));
});

describe("oracle cases", () => {
  for (const [name, each] of Object.entries(expected)) {
    test(`${each.id}: ${name.replace(/^\w+?-/, "").replaceAll("-", " ")}`, async () => {
      expect(mismatches(await reportOf(name), each), each.because).toEqual([]);
    });
    for (const variant of each.variants ?? []) {
      test(`${each.id} ${variant.name}`, async () => {
        expect(mismatches(await reportOf(name, variant.without), variant), variant.because).toEqual([]);
      });
    }
    if (each.sameAs !== undefined) {
      const twin = each.sameAs;
      test(`${each.id} gives the verdict of ${expected[twin]?.id}`, async () => {
        expect(verdictOf(await reportOf(name))).toBe(verdictOf(await reportOf(twin)));
      });
    }
  }

  test("O34 oldest first gives the same verdict", async () => {
    const name = "o34-newest-first";
    const folder = mkdtempSync(join(tmpdir(), "postmortem-ascending-"));
    try {
      cpSync(join(oracle, name), folder, { recursive: true });
      const file = join(folder, "apps/orders-api/logs-insights-results.csv");
      const [head = "", ...rows] = readFileSync(file, "utf8").trimEnd().split("\n");
      writeFileSync(file, `${[head, ...rows.toReversed()].join("\n")}\n`);
      expect(verdictOf(await judgeFiles([folder]))).toBe(verdictOf(await reportOf(name)));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** Class, level, cause and sub-types: what tells two verdicts apart. */
function verdictOf(report: Report): string {
  const subtypes = incidentOf(report)?.clientEffects.flatMap((effect) => effect.subtype ?? []) ?? [];
  return [report.verdict.class, report.verdict.level, report.verdict.cause, ...subtypes].filter(Boolean).join(" ");
}

interface Pair {
  readonly pair: string;
  readonly a: string;
  readonly b: string;
  /** Parts of `b` that are taken away before. */
  readonly without?: readonly string[];
  readonly discriminator: string;
  /** Beginnings of the paths that carry it: nothing else differs. Null for two stories of their own. */
  readonly carriedBy: readonly string[] | null;
  /** Where the verdicts may be the same: what differs instead. */
  readonly tells?: (report: Report) => string;
}

const pods = ["apps/orders-api/"];
const pairs: readonly Pair[] = [
  {
    pair: "a split and one backend killed on one instance",
    a: "o01-split-writer-race",
    b: "p01-one-instance-killed",
    discriminator: "the number of instances on which a backend was killed",
    carriedBy: ["instances/aurora-2/", "apps/"],
  },
  {
    pair: "a split and one instance out of memory",
    a: "o01-split-writer-race",
    b: "o18-crash-failover",
    discriminator: "the number of instances, the life before the crash, the memory metric",
    carriedBy: null,
  },
  {
    pair: "a split and two kills for lack of memory, one after the other",
    a: "o01-split-writer-race",
    b: "o05-serial-out-of-memory",
    discriminator: "the overlap of the writable times, and FreeableMemory",
    carriedBy: ["instances/aurora-1/", "metrics.json", "rds-events.json", "apps/"],
  },
  {
    pair: "a split and a poison query",
    a: "o01-split-writer-race",
    b: "o07-poison-query",
    discriminator: "the equality of the killed statements, and the signal",
    carriedBy: ["instances/"],
  },
  {
    pair: "a split and write forwarding",
    a: "o01-split-writer-race",
    b: "o06-write-forwarding-on",
    discriminator: "the forwarding status",
    carriedBy: ["cluster.json"],
  },
  {
    pair: "a split and refused writes",
    a: "o01-split-writer-race",
    b: "o04-refused-before-the-kill",
    discriminator: "a refusal of the same process before",
    carriedBy: ["instances/aurora-2/"],
  },
  {
    pair: "an old writer that goes on writing and one that is only slow",
    a: "o10-old-writer-stays-up",
    b: "p06-slow-failover",
    discriminator: "a completed write on the old writer after the new one is ready",
    carriedBy: null,
  },
  {
    pair: "a healthy failover and staleness",
    a: "o11-normal-failover",
    b: "o12-stale-pool",
    discriminator: "refusals that outlive the grace while the new writer is healthy",
    carriedBy: ["instances/", ...pods],
  },
  {
    pair: "a stale name and a stale pool",
    a: "p08-stale-dns",
    b: "o12-stale-pool",
    discriminator: "new sessions on the old writer",
    carriedBy: ["instances/", ...pods],
  },
  {
    pair: "a resolver's cache and a stale pool",
    a: "o14-resolver-cache",
    b: "o12-stale-pool",
    discriminator: "new sessions on the old writer, of one process",
    carriedBy: ["instances/", ...pods],
  },
  {
    pair: "a stale pool and writes sent to the reader",
    a: "o12-stale-pool",
    b: "o15-misrouted-writes",
    discriminator: "a restart of the process heals, and it had succeeded before",
    carriedBy: null,
  },
  {
    pair: "stale clients and a cluster without writer",
    a: "o12-stale-pool",
    b: "p10-no-writer",
    discriminator: "whether anybody writes",
    carriedBy: ["instances/", "apps/", "rds-events.json", "metrics.json", "cluster.json"],
  },
  {
    pair: "writes sent to the reader and read-only transactions",
    a: "o15-misrouted-writes",
    b: "o17-read-only-transactions",
    discriminator: "whose log holds the refusals",
    carriedBy: ["instances/"],
  },
  {
    pair: "a failover and an upgrade",
    a: "o11-normal-failover",
    b: "o20-upgrade",
    discriminator: "a change of role; the event; the version",
    carriedBy: null,
  },
  {
    pair: "a reader's restart and the visible half of a failover",
    a: "o28-reader-restart",
    b: "o28-reader-restart",
    without: ["instances/aurora-1"],
    discriminator: "the writer's life, seen through",
    carriedBy: ["instances/aurora-1/"],
  },
  {
    pair: "a split and a reversal",
    a: "o01-split-writer-race",
    b: "p14-reversed-no-crash",
    discriminator: "a crash with a write on both",
    carriedBy: ["instances/", "apps/", "rds-events.json", "metrics.json"],
  },
  {
    pair: "a failover and sessions that somebody ended",
    a: "o11-normal-failover",
    b: "p15-sessions-terminated",
    discriminator: "restarts of the instance; one user only",
    carriedBy: null,
  },
  {
    pair: "a crash and an idle timeout",
    a: "o18-crash-failover",
    b: "o29-idle-timeout",
    discriminator: "the database's log; the equal idle age of what was lost",
    carriedBy: null,
  },
  {
    pair: "pool timeouts as effect and as cause",
    a: "o25-pool-full-after",
    b: "o26-pool-full-before",
    discriminator: "after or before the first transport error",
    carriedBy: ["instances/aurora-2/", "apps/sync-engine/", "metrics.json", "rds-events.json", "cloudtrail.json"],
  },
  {
    pair: "a pool that is full and a pool that can open nothing",
    a: "o25-pool-full-after",
    b: "o24-pool-cannot-open",
    discriminator: "active = max, or total = 0",
    carriedBy: ["instances/aurora-2/", "apps/sync-engine/", "metrics.json"],
  },
  {
    pair: "a wrong zone and an incident two hours later",
    a: "o27-local-time-without-zone",
    b: "p18-refused-two-hours-later",
    discriminator: "an offset near a multiple of 900 s, by process ids",
    carriedBy: ["instances/", ...pods, "apps/sync-engine/"],
    tells: (report) => String(report.problems.some((problem) => problem.kind === "zone-estimated")),
  },
];

describe("look-alikes", () => {
  test.each(pairs)("$pair: $discriminator", async ({ a, b, without = [], carriedBy, tells = verdictOf }) => {
    const [one, other] = [await reportOf(a), await reportOf(b, without)];
    expect(tells(one)).not.toBe(tells(other));
    if (carriedBy === null) return;
    const differing = differences(a, b, without);
    expect(differing.filter((path) => !carriedBy.some((part) => path.startsWith(part)))).toEqual([]);
    expect(carriedBy.filter((part) => !differing.some((path) => path.startsWith(part)))).toEqual([]);
  });
});

/** Paths whose bytes differ. */
function differences(a: string, b: string, without: readonly string[]): readonly string[] {
  const one = filesOf(a);
  const other = new Map([...filesOf(b)].filter(([path]) => !without.some((part) => path.startsWith(`${part}/`))));
  const paths = [...new Set([...one.keys(), ...other.keys()])].sort();
  return paths.filter((path) => one.get(path) !== other.get(path));
}
