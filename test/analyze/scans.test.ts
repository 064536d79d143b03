// Who scans, with what, in how much memory and whether an earlier run did it already: none of it is in a report.
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { analyze, type AnalyzeOptions, defaultOptions, eventLines, openCase } from "../../src/analyze/index.ts";
import { ScanThreads } from "../../src/analyze/scan-threads.ts";
import { renderJson } from "../../src/report/index.ts";
import { type BlobCache, type Evidence, type FilePlace, placeOf } from "../../src/sources/index.ts";
import { PageStore } from "../../src/timeline/index.ts";
import { fixtures, incidents } from "../golden/golden.ts";
import { nothing } from "../incident.ts";
import { renderServerLog, type ServerRecord } from "../server-log.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "postmortem-scans-"));
  folders.push(folder);
  return folder;
}

async function withEvidence<T>(folder: string, use: (evidence: Evidence) => Promise<T>): Promise<T> {
  // As if everything had been written an hour ago.
  const openedMs = Date.now() + 3_600_000;
  const evidence = await openCase([folder], nothing, join(temporary(), "spool"), openedMs);
  try {
    return await use(evidence);
  } finally {
    evidence.close();
  }
}

function reportOf(folder: string, options: Partial<AnalyzeOptions>): Promise<string> {
  return withEvidence(folder, async (evidence) =>
    renderJson(await analyze(evidence, { ...defaultOptions, ...options })),
  );
}

function eventsOf(folder: string, options: Partial<AnalyzeOptions>): Promise<readonly string[]> {
  return withEvidence(folder, async (evidence) => {
    const lines: string[] = [];
    const all = eventLines(evidence, { ...defaultOptions, ...options }, { instance: null, matches: null });
    for await (const line of all) lines.push(JSON.stringify(line));
    return lines;
  });
}

/** A cache in memory, and what was found and kept in it. */
class Kept implements BlobCache {
  readonly blobs = new Map<string, Uint8Array>();
  hits = 0;

  read(key: string): Uint8Array | null {
    const blob = this.blobs.get(key) ?? null;
    if (blob !== null) this.hits++;
    return blob === null ? null : blob.slice();
  }

  write(key: string, parts: readonly Uint8Array[]): void {
    this.blobs.set(key, Buffer.concat(parts));
  }

  /** Scans that were kept. */
  get scans(): readonly string[] {
    return [...this.blobs.keys()].filter((key) => key.startsWith("scan "));
  }
}

/** A thread takes long to start from sources; one case in threads says as much as all. */
const inThreads: readonly (readonly [string, Partial<AnalyzeOptions>])[] = [
  ["one thread beside", { workers: 1 }],
  ["two threads, the plain scanner", { workers: 2, scanner: "plain" }],
  ["four threads", { workers: 4 }],
  ["ranges by two threads", { workers: 2, rangeBytes: 12_000 }],
];

const ways: readonly (readonly [string, Partial<AnalyzeOptions>])[] = [
  ["the plain scanner", { scanner: "plain" }],
  ["rows on disk", { rowBytes: 0 }],
  ["in ranges", { rangeBytes: 12_000 }],
];

test.each(incidents())("%s is the same report whoever scans", async (name) => {
  const folder = join(fixtures, name);
  const expected = await reportOf(folder, { workers: 0 });
  for (const [way, options] of [...ways, ...(name === "split-writer-race" ? inThreads : [])])
    expect(await reportOf(folder, options), way).toBe(expected);
});

test("records are printed in the same order whoever scans", async () => {
  const folder = join(fixtures, "formats");
  const expected = await eventsOf(folder, { workers: 0 });
  expect(expected.length).toBeGreaterThan(100);
  for (const [way, options] of [...ways, ...inThreads.slice(1, 2)])
    expect(await eventsOf(folder, options), way).toEqual(expected);
});

function ordinary(from: number): ServerRecord[] {
  return Array.from({ length: 40_000 }, (_, i): ServerRecord => {
    const message =
      i % 50 === 0
        ? `relation "t${i % 7}" does not exist`
        : `duration: ${i % 40}.5 ms  statement: UPDATE t SET a = ${i}`;
    return {
      at: from + i / 50,
      pid: 100 + (i % 90),
      session: { user: "app", host: `10.0.0.${i % 9}`, port: 4000 + (i % 90) },
      level: i % 50 === 0 ? "ERROR" : "LOG",
      message,
    };
  });
}

function postmaster(at: number, message: string): ServerRecord {
  return { at, pid: 1, session: null, level: "LOG", message };
}

/** A case whose logs are large enough to be worth keeping: an instance crashes in the middle of ordinary work. */
function largeCase(): string {
  const crash = [
    postmaster(800, "server process (PID 107) was terminated by signal 9: Killed"),
    postmaster(800, "terminating any other active server processes"),
    postmaster(801, "all server processes terminated; reinitializing"),
    postmaster(803, "database system was not properly shut down; automatic recovery in progress"),
    postmaster(805, "database system is ready to accept connections"),
  ];
  const folder = temporary();
  for (const [instance, format] of [
    ["aurora-1", "short"],
    ["aurora-2", "long"],
  ] as const) {
    mkdirSync(join(folder, "instances", instance), { recursive: true });
    const text = renderServerLog([...ordinary(0), ...(instance === "aurora-1" ? crash : []), ...ordinary(806)], format);
    writeFileSync(join(folder, "instances", instance, "postgresql.log.2026-11-21-1900"), text);
  }
  return folder;
}

describe("a case of large logs", () => {
  const folder = largeCase();

  test("is the same report from what an earlier run kept, and reads nothing again", async () => {
    const expected = await reportOf(folder, { workers: 0 });
    const cache = new Kept();
    expect(await reportOf(folder, { cache })).toBe(expected);
    const kept = cache.scans.length;
    expect(kept).toBeGreaterThanOrEqual(2);
    cache.hits = 0;
    expect(await reportOf(folder, { cache })).toBe(expected);
    expect(cache.hits).toBeGreaterThanOrEqual(kept);
    expect(cache.scans).toHaveLength(kept);
    for (const [way, options] of ways) expect(await reportOf(folder, { ...options, cache }), way).toBe(expected);
  });

  test("is scanned again where what was kept is damaged", async () => {
    const cache = new Kept();
    const expected = await reportOf(folder, { cache, workers: 2 });
    const whole = new Map(cache.blobs);
    const damages: readonly ((blob: Uint8Array) => Uint8Array)[] = [
      () => new Uint8Array(0),
      (blob) => blob.subarray(0, 3),
      (blob) => blob.subarray(0, 200),
      (blob) => blob.subarray(0, blob.length - 1),
      (blob) => Buffer.concat([blob, Buffer.from("x")]),
      (blob) => blob.map((byte, i) => (i < 4 ? 255 : byte)),
      (blob) => blob.map((byte, i) => (i > 4 && i < 64 ? byte ^ 85 : byte)),
    ];
    for (const damage of damages) {
      for (const key of cache.scans) cache.blobs.set(key, damage(whole.get(key) ?? new Uint8Array(0)));
      expect(await reportOf(folder, { cache })).toBe(expected);
    }
  });

  test("is the same report in ranges, scanned once more where they cannot tell", async () => {
    const expected = await reportOf(folder, { workers: 0 });
    const cache = new Kept();
    for (const options of [{ workers: 0 }, { workers: 1 }, { cache }, { cache }])
      expect(await reportOf(folder, { rangeBytes: 1_000_000, ...options })).toBe(expected);
    const orphan = largeCase();
    const line = "2026-11-21 19:00:00 UTC:10.0.0.1(4000):app@orders:[9999]:STATEMENT:  select 1\n";
    appendFileSync(join(orphan, "instances/aurora-1/postgresql.log.2026-11-21-1900"), line);
    const whole = await reportOf(orphan, { workers: 0 });
    // Ranges of more than 4 MiB are kept, and what was scanned once more.
    const kept = new Kept();
    for (const options of [{ workers: 0 }, { workers: 1 }, { cache: kept }, { cache: kept }])
      expect(await reportOf(orphan, { rangeBytes: 4_300_000, ...options })).toBe(whole);
    const inOneGo = kept.scans.filter((key) => key.includes('"range":null'));
    expect(inOneGo).toHaveLength(1);
    expect(kept.scans.length).toBeGreaterThan(2);
  });

  test("is the same report when this thread and others share the files", async () => {
    const many = temporary();
    for (const [n, at] of [0, 900, 1800, 2700].entries()) {
      const parent = join(many, "instances", `aurora-${(n % 2) + 1}`);
      mkdirSync(parent, { recursive: true });
      const text = renderServerLog(ordinary(at), "short");
      writeFileSync(join(parent, `postgresql.log.2026-11-21-190${n}`), text);
    }
    const expected = await reportOf(many, { workers: 0 });
    for (const options of [{ workers: 1 }, { workers: 1, rangeBytes: 2_000_000 }])
      expect(await reportOf(many, options)).toBe(expected);
  });

  test("that was changed since is another", async () => {
    const cache = new Kept();
    const changed = largeCase();
    const before = await reportOf(changed, { cache });
    const line = renderServerLog(
      [{ at: 4000, pid: 1, session: null, level: "LOG", message: "received fast shutdown request" }],
      "short",
    );
    appendFileSync(join(changed, "instances/aurora-1/postgresql.log.2026-11-21-1900"), line);
    const after = await reportOf(changed, { cache });
    expect(after).toBe(await reportOf(changed, {}));
    expect(after).not.toBe(before);
  });

  test("of which a moment ago something was written keeps nothing", async () => {
    const cache = new Kept();
    const evidence = await openCase([folder], nothing, join(temporary(), "spool"), Date.now() - 3_600_000);
    await analyze(evidence, { ...defaultOptions, cache });
    evidence.close();
    expect(cache.scans).toEqual([]);
  });
});

/** Where a log of one line lies. */
async function place(): Promise<FilePlace> {
  const folder = temporary();
  writeFileSync(
    join(folder, "x.log"),
    renderServerLog([{ at: 1, pid: 7, session: null, level: "LOG", message: "hello" }], "short"),
  );
  return withEvidence(folder, async ({ files: [file] }) => {
    const found = file === undefined ? null : placeOf(file);
    if (found === null) throw new Error("a file without a place");
    return Promise.resolve(found);
  });
}

describe("a thread", () => {
  const task = {
    kind: "server",
    path: "x.log",
    keep: "all",
    sniff: { format: "stderr", excerpt: false, why: "" },
    scanner: "fast",
    limits: null,
    range: null,
  } as const;

  test("leaves a file that is gone, shrunk or another's to the caller", async () => {
    const found = await place();
    const threads = new ScanThreads(1, new PageStore(), () => {});
    const whole = await threads.scan(task, found);
    expect(whole?.result.segment.rows).toBe(1);
    for (const wrong of [
      { ...found, path: `${found.path}.gone` },
      { ...found, stat: { ...found.stat, size: found.stat.size + 1 } },
      { ...found, stat: { ...found.stat, id: "0:0" } },
    ]) {
      expect(await threads.scan(task, wrong)).toBeNull();
    }
    expect((await threads.scan(task, found))?.result).toEqual(whole?.result);
    await threads.close();
  });

  test("gives back what it did not begin: the task asked for, else the last", async () => {
    const found = await place();
    const threads = new ScanThreads(1, new PageStore(), () => {});
    const tasks = Array.from({ length: 4 }, (_, i) => ({ ...task, path: `${i}.log` }));
    const [begun, , asked] = tasks;
    const answers = tasks.map((each) => threads.scan(each, found));
    if (begun === undefined || asked === undefined) throw new Error("no tasks");
    const given = [asked, begun, begun, begun].map((each) => threads.giveBack(each));
    expect(given).toEqual([true, true, true, false]);
    const rows = (await Promise.all(answers)).map((scanned) => scanned?.result.segment.rows ?? null);
    expect(rows).toEqual([1, null, null, null]);
    await threads.close();
  });

  test("that dies leaves its file, and what waits, to the caller", async () => {
    const found = await place();
    const threads = new ScanThreads(1, new PageStore(), () => {});
    const deadly = {
      kind: "application",
      path: "x.log",
      keep: "all",
      zone: "No/Where",
      scanner: "fast",
      limits: null,
    } as const;
    expect(await Promise.all([threads.scan(deadly, found), threads.scan(task, found)])).toEqual([null, null]);
    expect(await threads.scan(task, found)).toBeNull();
    await threads.close();
  });
});
