import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { analyze, defaultOptions, type EarlyFinding, openCase, type Overview } from "../../src/analyze/index.ts";
import { formatUtc } from "../../src/model/index.ts";
import { renderJson } from "../../src/report/index.ts";

/** Everything that is told while a fixture is analyzed, and the report. */
async function told(folder: string): Promise<{
  readonly events: readonly string[];
  readonly overview: Overview | null;
  readonly findings: readonly EarlyFinding[];
  readonly sizes: ReadonlyMap<string, number>;
  readonly passed: ReadonlyMap<string, number>;
  readonly json: string;
}> {
  const scratch = mkdtempSync(join(tmpdir(), "postmortem-progress-"));
  onTestFinished(() => {
    rmSync(scratch, { recursive: true, force: true });
  });
  const events: string[] = [];
  const [sizes, passed] = [new Map<string, number>(), new Map<string, number>()];
  const findings: EarlyFinding[] = [];
  let overview: Overview | null = null;
  const evidence = await openCase([folder], () => process.stdin, join(scratch, "spool"));
  const report = await analyze(evidence, {
    ...defaultOptions,
    progress: {
      opened(files, of) {
        events.push("opened");
        for (const { path, bytes } of files) sizes.set(path, bytes);
        overview = of();
      },
      read(path, bytes) {
        passed.set(path, (passed.get(path) ?? 0) + bytes);
      },
      fileDone(path, early) {
        events.push(`done ${path}`);
        findings.push(...early());
      },
      ended: () => void events.push("ended"),
    },
  });
  evidence.close();
  return { events, overview, findings, sizes, passed, json: renderJson(report) };
}

test("first what there is, then each file once, then the end", async () => {
  const { events, sizes, passed, findings, overview } = await told("fixtures/split-writer-race");
  expect(events[0]).toBe("opened");
  expect(events.at(-1)).toBe("ended");
  const done = events.slice(1, -1).map((event) => event.slice("done ".length));
  const logs = [...sizes.keys()].filter((path) => /^(?:instances|apps)\//.test(path));
  expect(done).toEqual(expect.arrayContaining(logs));
  expect(new Set(done).size).toBe(done.length);
  for (const path of logs) expect([path, passed.get(path)]).toEqual([path, sizes.get(path)]);
  expect(overview).toMatchObject({ name: "split-writer-race", eventFiles: 1, missing: [] });
  expect(overview?.instances.map(({ id }) => id)).toEqual(["aurora-1", "aurora-2"]);
  const spans = overview?.instances.map(({ span }) => span !== null && span.first < span.last);
  expect(spans).toEqual([true, true]);
  expect(overview?.applications.length).toBeGreaterThan(0);
  const crash = findings.find(({ id }) => id === "storage-runtime-crash");
  if (crash === undefined) throw new Error("the crash was not told");
  expect(crash).toMatchObject({ precision: "second", count: 1 });
  expect(`${crash.subject} ${crash.time === null ? "" : formatUtc(crash.time, "second")}`).toMatch(
    /^aurora-\d 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  );
  expect(crash.file).toContain(`instances/${crash.subject}/`);
  expect(crash.line).toBeGreaterThan(0);
});

test("an instance that events name and no log is of is told before anything is read", async () => {
  const folder = mkdtempSync(join(tmpdir(), "postmortem-progress-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  cpSync("fixtures/split-writer-race", folder, { recursive: true });
  rmSync(join(folder, "instances/aurora-2"), { recursive: true });
  const { overview } = await told(folder);
  expect(overview?.instances.map(({ id }) => id)).toEqual(["aurora-1"]);
  expect(overview?.missing).toEqual(["aurora-2"]);
});

test("who listens changes nothing of the report", async () => {
  const evidence = await openCase(["fixtures/split-writer-race"], () => process.stdin, join(tmpdir(), "never-made"));
  const silent = renderJson(await analyze(evidence, defaultOptions));
  evidence.close();
  expect((await told("fixtures/split-writer-race")).json).toBe(silent);
});
