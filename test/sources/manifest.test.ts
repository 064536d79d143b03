import { describe, expect, test } from "vitest";
import type { Evidence } from "../../src/sources/index.ts";
import { openEvidence } from "../../src/sources/index.ts";
import { options, pgLine, tempFolder } from "./evidence-folder.ts";

const path = "instances/aurora-1/postgresql.log";
const size = Buffer.byteLength(pgLine);

async function open(manifest: unknown, prefix = ""): Promise<Evidence> {
  const folder = tempFolder({ [`${prefix}${path}`]: pgLine, [`${prefix}manifest.json`]: JSON.stringify(manifest) });
  const evidence = await openEvidence([folder], options());
  evidence.close();
  return evidence;
}

describe("when the evidence was collected", () => {
  test.each([
    ["collectedAt", "2026-11-21T19:11:58.5Z", 1_795_288_318_500_000],
    ["collected", "2026-11-21T21:11:58+02:00", 1_795_288_318_000_000],
    ["createdAt", "2026-11-21 19:11:58", 1_795_288_318_000_000],
    ["collectedAt", "yesterday", Number.NaN],
    ["collectedAt", 1_795_288_318, Number.NaN],
    ["somewhen", "2026-11-21T19:11:58Z", Number.NaN],
  ])("%s: %j", async (key, value, us) => {
    const evidence = await open({ [key]: value, files: [{ path }] });
    expect(evidence.manifestFacts.collectedUs).toBe(us);
    expect(evidence.problems).toEqual([]);
  });

  test("the earliest of several folders counts", async () => {
    const folders = ["2026-11-21T20:00:00Z", "2026-11-21T19:00:00Z", "never"].map((collectedAt) =>
      tempFolder({ [path]: pgLine, "manifest.json": JSON.stringify({ collectedAt, files: { [path]: {} } }) }),
    );
    const evidence = await openEvidence(folders, options());
    evidence.close();
    expect(evidence.manifestFacts.collectedUs).toBe(1_795_287_600_000_000);
  });

  test("what its ledger could not get whole is told; what is complete or was never there is not", async () => {
    const denied = {
      source: "rds-events",
      subject: "orders-prod",
      state: "none",
      reason: "rds:DescribeEvents is denied",
      consequence: "who asked for the failover is not known",
      remedy: null,
    };
    const evidence = await open({
      files: [{ path }],
      acquisition: [
        { ...denied, code: "DENIED", call: "rds:DescribeEvents" },
        { ...denied, state: "complete" },
        { ...denied, state: "absent" },
        { ...denied, subject: 7 },
        "nothing",
        null,
      ],
    });
    expect(evidence.manifestFacts.notCollected).toEqual([denied]);
  });

  test("no manifest, no time", async () => {
    const evidence = await openEvidence([tempFolder({ "a.log": pgLine })], options());
    evidence.close();
    expect(evidence.manifestFacts).toEqual({
      collectedUs: Number.NaN,
      growing: new Set(),
      short: new Map(),
      notCollected: [],
    });
  });
});

describe("a file that still grew while it was collected", () => {
  test.each([
    ["says so", { growing: true }],
    ["is in that state", { state: "growing" }],
    ["is longer than the listing declared", { declaredSize: size - 1, bytes: size }],
  ])("%s", async (_, entry) => {
    expect((await open({ files: [{ path, ...entry }] })).manifestFacts.growing).toEqual(new Set([path]));
    expect((await open({ files: { [path]: entry } })).manifestFacts.growing).toEqual(new Set([path]));
  });

  test.each([{ growing: "yes" }, { state: "complete" }, { declaredSize: size, bytes: size }, { bytes: -1 }, 7, null])(
    "%j does not say it",
    async (entry) => {
      const { growing, short } = (await open({ files: { [path]: entry } })).manifestFacts;
      expect([growing, short]).toEqual([new Set(), new Map()]);
    },
  );

  test("it is named as it is cited", async () => {
    const folder = tempFolder({
      [path]: pgLine,
      "manifest.json": JSON.stringify({
        files: [
          { path, growing: true },
          { path: "gone.log", growing: true },
        ],
      }),
    });
    const evidence = await openEvidence([folder, tempFolder({ "b.log": pgLine })], options());
    evidence.close();
    expect([...evidence.manifestFacts.growing]).toEqual([evidence.files.find((f) => f.path.endsWith(path))?.path]);
  });
});

test.each(["declaredSize", "size", "bytes"])("a file shorter than its %s is told with what is missing", async (key) => {
  const evidence = await open({ files: [{ path, [key]: size + 10 }] });
  expect(evidence.manifestFacts.short).toEqual(new Map([[path, size + 10]]));
  expect(evidence.manifestFacts.growing).toEqual(new Set());
});

test("metrics and endpoints of a case are told by path", async () => {
  const folder = tempFolder({
    [path]: pgLine,
    "endpoints.json": "[]",
    "metrics/aurora-1.json": "{}",
    "instances/aurora-1/metrics.json": "{}",
  });
  const evidence = await openEvidence([folder], options());
  evidence.close();
  expect(evidence.files.map((f) => [f.path, f.kind])).toEqual([
    ["endpoints.json", "endpoints"],
    ["instances/aurora-1/metrics.json", "metrics"],
    [path, "postgresql"],
    ["metrics/aurora-1.json", "metrics"],
  ]);
  expect(evidence.problems).toEqual([]);
});
