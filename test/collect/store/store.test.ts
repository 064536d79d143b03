import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import type { CaseFile, Kept, Unit } from "../../../src/collect/case-store.ts";
import { realDisk } from "../../../src/collect/store/disk.ts";
import type { Disk } from "../../../src/collect/store/disk.ts";
import { unfinishedCase } from "../../../src/collect/store/index.ts";
import { startHashing, manifestMismatches, openEvidence } from "../../../src/sources/index.ts";
import { readManifest } from "../../../src/sources/manifest.ts";
import {
  bytesOf,
  collect,
  entry,
  facts,
  falseClaims,
  filesIn,
  generations,
  openCase,
  put,
  request,
  someTime,
  ticking,
  timelessManifest,
} from "./scenario.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const [first = [], second = []] = generations;

test("a case holds the files, a manifest that lists them, and nothing else", async () => {
  const folder = join(temporaryFolder(), "new", "case");
  const store = await openCase(folder);
  expect(store.formerRequest).toBeNull();
  expect(await unfinishedCase(folder)).toEqual(request);
  await collect(store, first);
  await store.finish("complete", facts);
  expect([...filesIn(folder).keys()]).toEqual([
    "events/page-1.json",
    "events/page-2.json",
    "instances/a/one.log",
    "instances/a/two.log",
    "instances/b/gone.log",
    "instances/b/old.log",
    "manifest.json",
  ]);
  expect(existsSync(join(folder, ".collect"))).toBe(false);
  expect(await unfinishedCase(folder)).toBeNull();
  expect(falseClaims(folder)).toEqual([]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, "instances/a")).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, "instances/a/one.log")).mode & 0o777).toBe(0o600);
});

test("a second run does again what was not final, and only that", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder);
  await collect(store, first);
  await store.finish("complete", facts);
  const worked: string[] = [];
  const again = await openCase(folder);
  expect(again.formerRequest).toEqual(request);
  await collect(again, second, { worked: (subject) => worked.push(subject) });
  await again.finish("complete", facts);
  expect(worked).toEqual(["changing", "growing", "denied", "only now"]);
  const files = filesIn(folder);
  expect(files.has("instances/b/gone.log")).toBe(false); // its unit was replaced
  expect(files.has("instances/b/old.log")).toBe(true); // nobody asked for it
  expect(files.get("events/page-2.json")).toEqual(bytesOf("events/page-2.json350", 350));
  expect(falseClaims(folder)).toEqual([]);
});

test("the evidence's sha256 can be had by hand", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder);
  await collect(store, first);
  await store.finish("complete", facts);
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
    evidenceSha256: string;
    files: { path: string }[];
  };
  const command = 'sha256sum "$@" | LC_ALL=C sort | sha256sum';
  const paths = manifest.files.map((file) => file.path);
  const byHand = execFileSync("sh", ["-c", command, "sh", ...paths], { cwd: folder, encoding: "utf8" });
  expect(manifest.evidenceSha256).toBe(byHand.slice(0, 64));
});

test("manifest.json is what the analysis reads", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder);
  await store.unit("log", "k", async (unit) => {
    await put(unit, "instances/a/x.log", bytesOf("x", 100), { growing: true, from: "2026-11-21T20:00:00.000Z" });
    unit.note(entry("x.log", { state: "pending", reason: "still written to" }));
    return "again";
  });
  store.note(entry("events", { source: "rds-events", state: "none", code: "DENIED", reason: "denied" }));
  await store.finish("complete", facts);
  const bytes = readFileSync(join(folder, "manifest.json"));
  const problems: never[] = [];
  const manifest = readManifest(
    { size: bytes.length, read: (into, at) => bytes.copy(into, 0, at), close: () => undefined },
    "manifest.json",
    problems,
  );
  expect(problems).toEqual([]);
  expect(manifest?.hashes).toEqual(new Map([["instances/a/x.log", expect.stringMatching(/^[0-9a-f]{64}$/)]]));
  expect(manifest?.growing).toEqual(new Set(["instances/a/x.log"]));
  expect(manifest?.sizes.get("instances/a/x.log")).toBe(100);
  expect(manifest?.notCollected.map(({ source, state }) => [source, state])).toEqual([
    ["postgresql-log", "pending"],
    ["rds-events", "none"],
  ]);
});

/** What the analysis says of the hashes of a case. */
async function hashStates(folder: string): Promise<Readonly<Record<string, string>>> {
  const opened = { sniff: () => null, stdin: () => process.stdin, scratch: join(temporaryFolder(), "scratch") };
  const evidence = await openEvidence([folder], opened);
  const hashes = await startHashing(evidence, { cache: null, manifest: true }).hashes;
  evidence.close();
  expect(manifestMismatches(hashes)).toEqual([]);
  const collected = hashes.filter(({ file }) => file !== "manifest.json");
  return Object.fromEntries(collected.map(({ file, state }) => [file, state]));
}

test("what the manifest recorded of each file is believed, until somebody touches the file or copies the case", async () => {
  const folder = join(temporaryFolder(), "case");
  const line = Buffer.from("2026-11-21 19:11:58 UTC::@:[390]:LOG:  ready\n");
  const paths = ["instances/a/one.log", "instances/b/two.log"];
  for (const run of ["first", "second"]) {
    // oxlint-disable-next-line no-await-in-loop -- runs follow each other
    const store = await openCase(folder);
    for (const path of paths) {
      // oxlint-disable-next-line no-await-in-loop
      await store.unit(path, "k", async (unit) => {
        await put(unit, path, line);
        return "final";
      });
    }
    // oxlint-disable-next-line no-await-in-loop
    await store.finish("complete", facts);
    // oxlint-disable-next-line no-await-in-loop
    const states = await hashStates(folder);
    expect(states, run).toEqual({ "instances/a/one.log": "manifest", "instances/b/two.log": "manifest" });
  }
  const copy = join(temporaryFolder(), "copy");
  cpSync(folder, copy, { recursive: true, preserveTimestamps: true });
  expect(Object.values(await hashStates(copy))).toEqual(["verified", "verified"]);

  // The same bytes and the same mtime again: ctime tells.
  const [one = ""] = paths;
  const { atimeMs, mtimeMs } = statSync(join(folder, one));
  writeFileSync(join(folder, one), line);
  utimesSync(join(folder, one), atimeMs / 1000, mtimeMs / 1000);
  expect(await hashStates(folder)).toEqual({ "instances/a/one.log": "verified", "instances/b/two.log": "manifest" });
});

/** `collectedAt` of a case whose units end like this, by when each is asked for. */
async function collectedAtAfter(
  folder: string,
  atMs: number,
  ends: Readonly<Record<string, "final" | "again">>,
): Promise<string> {
  const store = await openCase(folder, { clock: () => atMs });
  for (const [subject, end] of Object.entries(ends)) {
    await store.unit(subject, "k", async (unit) => {
      await put(unit, `apps/${subject}.log`, bytesOf(subject, 10), { from: new Date(atMs).toISOString() });
      return end;
    });
  }
  await store.finish("complete", facts);
  return (JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as { collectedAt: string }).collectedAt;
}

test("collectedAt is as of when all is known: what is pending holds it back, what is final does not", async () => {
  const folder = temporaryFolder();
  const [nine, ten, eleven] = [21, 22, 23].map((hour) => Date.UTC(2026, 10, 21, hour)) as [number, number, number];
  expect(await collectedAtAfter(folder, nine, { log: "final", events: "again" })).toBe("2026-11-21T21:00:00.000Z");
  expect(await collectedAtAfter(folder, ten, { log: "final", events: "again" })).toBe("2026-11-21T22:00:00.000Z");
  expect(await collectedAtAfter(folder, eleven, { log: "final", events: "final" })).toBe("2026-11-21T23:00:00.000Z");
  // Everything was there; looking again does not make it younger.
  expect(await collectedAtAfter(folder, eleven + 1, { log: "final", events: "final" })).toBe(
    "2026-11-21T23:00:00.000Z",
  );
});

test("what is pending and cannot be asked for any more does not hold collectedAt back for ever", async () => {
  const folder = temporaryFolder();
  const nine = Date.UTC(2026, 10, 21, 21);
  await collectedAtAfter(folder, nine, { rotated: "again", log: "final" });
  expect(await collectedAtAfter(folder, nine + 3_600_000, { events: "final" })).toBe("2026-11-21T22:00:00.000Z");
});

test("work that throws leaves the former unit as it was, and nothing of its own", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder);
  await collect(store, first);
  await store.finish("complete", facts);
  const before = filesIn(folder);
  const again = await openCase(folder);
  let former: Kept | null = null;
  const failing = again.unit("changing", "k2", async (unit) => {
    former = unit.former;
    await put(unit, "instances/a/two.log", bytesOf("other", 900));
    await put(unit, "instances/a/three.log", bytesOf("other", 900));
    await (await unit.create("instances/a/four.log")).write(bytesOf("left open", 10));
    throw new Error("throttled");
  });
  await expect(failing).rejects.toThrow("throttled");
  expect(former).toMatchObject({
    key: "k1",
    files: [{ path: "instances/a/two.log" }, { path: "instances/b/gone.log" }],
  });
  expect(readdirSync(join(folder, ".collect")).filter((name) => name.startsWith("part"))).toEqual([]);
  await again.finish("complete", facts);
  for (const [path, bytes] of before) if (path !== "manifest.json") expect(filesIn(folder).get(path)).toEqual(bytes);
  expect(falseClaims(folder)).toEqual([]);
  expect([...filesIn(folder).keys()]).toEqual([...before.keys()]);
});

test("a file that was discarded can be begun again", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder);
  const { kept } = await store.unit("log", "k", async (unit) => {
    const sink = await unit.create("apps/a.log");
    await sink.write(bytesOf("cut", 400_000));
    await sink.discard();
    expect(readdirSync(join(folder, ".collect")).filter((name) => name.startsWith("part"))).toEqual([]);
    const file = await put(unit, "apps/a.log", bytesOf("whole", 600_000), { pieceBytes: 70_001 });
    expect(file.bytes).toBe(600_000);
    return "final";
  });
  expect(kept.files.map((file) => file.path)).toEqual(["apps/a.log"]);
  expect(filesIn(folder).get("apps/a.log")?.equals(bytesOf("whole", 600_000))).toBe(true);
  await store.finish("complete", facts);
});

test("the digest of what was written so far is had at any byte", async () => {
  const store = await openCase(temporaryFolder());
  const whole = bytesOf("digest", 700_000);
  await store.unit("log", "k", async (unit) => {
    const sink = await unit.create("apps/a.log");
    for (const [from, to] of [
      [0, 10],
      [10, 300_000],
      [300_000, 300_001],
      [300_001, 700_000],
    ] as const) {
      await sink.write(whole.subarray(from, to));
      expect(sink.bytes).toBe(to);
      expect(await sink.digest()).toBe(createHash("sha256").update(whole.subarray(0, to)).digest("hex"));
    }
    await expect(Promise.all([sink.write(whole), sink.write(whole)])).rejects.toThrow("one write at a time");
    await sink.discard();
    return "final";
  });
  await store.close();
});

test("mistakes of the caller are said to be such", async () => {
  const store = await openCase(temporaryFolder());
  const inUnit = (subject: string, path: string): Promise<unknown> =>
    store.unit(subject, "k", async (unit) => {
      await put(unit, path, bytesOf(path, 3));
      return "final";
    });
  await inUnit("one", "apps/a.log");
  await expect(inUnit("one", "apps/b.log")).rejects.toThrow("one was asked for before in this run");
  await expect(inUnit("two", "apps/a.log")).rejects.toThrow("apps/a.log belongs to one, not to two");
  await expect(inUnit("three", "apps/A.log")).rejects.toThrow("apps/A.log differs from apps/a.log in case only");
  await expect(inUnit("four", "../a.log")).rejects.toThrow("not a path of a case: ../a.log");
  await expect(inUnit("five", "manifest.json")).rejects.toThrow(RangeError);
  const keeping = store.unit("six", "k", async (unit) => {
    unit.keep("apps/a.log");
    return "final";
  });
  await expect(keeping).rejects.toThrow("no former file apps/a.log to keep");
  const pending = Promise.withResolvers<"final">();
  const running = store.unit("seven", "k", () => pending.promise);
  await expect(store.finish("complete", facts)).rejects.toThrow("units still run");
  pending.resolve("final");
  await running;
  await store.finish("complete", facts);
  await expect(inUnit("eight", "apps/c.log")).rejects.toThrow("the case was given free");
});

test("an interrupted run says so, forgets what it was at, and the next one goes on", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder);
  await collect(store, first.slice(0, 2));
  const written = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<"final">();
  const running = store.unit("at work", "k", async (unit) => {
    await put(unit, "apps/a.log", bytesOf("a", 10));
    const sink = await unit.create("apps/b.log");
    await sink.write(bytesOf("b", 10));
    written.resolve();
    return stopped.promise;
  });
  const outcome = expect(running).rejects.toThrow("the case was given free");
  await written.promise;
  await store.finish("interrupted", facts);
  stopped.resolve("final");
  await outcome;
  expect(JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"))).toMatchObject({
    state: "interrupted",
    files: { length: 3 },
  });
  expect(readdirSync(join(folder, ".collect"))).toEqual(["journal.jsonl"]);
  expect(falseClaims(folder)).toEqual([]);
  expect(await unfinishedCase(folder)).toEqual(request);
  const next = await openCase(folder);
  await collect(next, first);
  await next.finish("complete", facts);
  const whole = temporaryFolder();
  const undisturbed = await openCase(whole);
  await collect(undisturbed, first);
  await undisturbed.finish("complete", facts);
  expect(timelessManifest(folder)).toEqual(timelessManifest(whole));
});

test("what dead runs left in .collect goes away when the case is opened", async () => {
  const folder = temporaryFolder();
  await (await openCase(folder)).close();
  for (const name of ["part-1-1", "tmp-1-2", "draft-0a-1"]) writeFileSync(join(folder, ".collect", name), "x");
  const store = await openCase(folder);
  expect(readdirSync(join(folder, ".collect")).filter((name) => !/^lock-|^journal/.test(name))).toEqual([]);
  await store.close();
});

test("one bit flipped anywhere is noticed, and the file fetched again", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder);
  await collect(store, first);
  await store.finish("complete", facts);
  const path = join(folder, "instances/a/one.log");
  const good = readFileSync(path);
  for (let n = 0; n < 25; n++) {
    const bad = Buffer.from(good);
    const at = (n * 7919) % (good.length * 8);
    bad[at >> 3] = (bad[at >> 3] ?? 0) ^ (1 << (at & 7));
    writeFileSync(path, bad);
    const next = await openCase(folder);
    const worked: string[] = [];
    await collect(next, first, { worked: (subject) => worked.push(subject) });
    expect(worked).toEqual(["final one", "growing", "denied"]);
    await next.finish("complete", facts);
    expect(readFileSync(path).equals(good)).toBe(true);
    expect(next.entries().filter((one) => one.source === "case-folder")).toMatchObject([
      { subject: "instances/a/one.log", state: "complete", code: "CHANGED_ON_DISK" },
    ]);
  }
});

test("what was changed or lost and cannot be fetched again is in the ledger, and a changed file keeps its hash in the manifest", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder);
  await collect(store, first);
  await store.finish("complete", facts);
  truncateSync(join(folder, "instances/b/old.log"), 399);
  rmSync(join(folder, "instances/a/one.log"));
  const next = await openCase(folder);
  await collect(next, first.slice(1, 3));
  await next.finish("complete", facts);
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
    files: CaseFile[];
    acquisition: object[];
  };
  expect(manifest.acquisition).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ subject: "instances/b/old.log", state: "partial", code: "CHANGED_ON_DISK" }),
      expect.objectContaining({ subject: "instances/a/one.log", state: "none", code: "MISSING_ON_DISK" }),
    ]),
  );
  expect(falseClaims(folder)).toEqual(["instances/b/old.log"]);
  expect(manifest.files.some((file) => file.path === "instances/a/one.log")).toBe(false);
});

async function taking(unit: Unit): Promise<"final"> {
  await put(unit, "instances/a/one.log", bytesOf("taken", 33));
  return "final";
}

test("a path passes from a subject nobody asks for to the one that writes it now", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder);
  await collect(store, first);
  await store.finish("complete", facts);
  const next = await openCase(folder);
  const failing = next.unit("fails", "k", async (unit) => {
    await taking(unit);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  await next.unit("changing", "k9", taking); // before "final one", whose it was, in any order of names
  await next.finish("interrupted", facts);
  const last = await openCase(folder);
  expect((await last.unit("changing", "k9", taking)).reused).toBe(true);
  const { reused } = await last.unit("final one", "k", async (unit) => {
    expect(unit.former?.files).toEqual([]);
    await put(unit, "instances/a/elsewhere.log", bytesOf("elsewhere", 5));
    return "final";
  });
  expect(reused).toBe(false);
  await last.finish("complete", facts);
  expect(filesIn(folder).get("instances/a/one.log")).toEqual(bytesOf("taken", 33));
  expect(falseClaims(folder)).toEqual([]);
});

test("a file that cannot be read is fetched again", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder);
  await collect(store, first);
  await store.finish("complete", facts);
  const broken: Disk = {
    ...realDisk,
    open: (path, how) =>
      path.endsWith("one.log") && how === "read"
        ? Promise.reject(Object.assign(new Error("EIO: i/o error, open"), { code: "EIO" }))
        : realDisk.open(path, how),
  };
  const next = await openCase(folder, { disk: broken });
  const worked: string[] = [];
  await collect(next, first, { worked: (subject) => worked.push(subject) });
  await next.finish("complete", facts);
  expect(worked).toContain("final one");
  expect(next.entries().find((one) => one.source === "case-folder")).toMatchObject({
    state: "complete",
    code: "UNREADABLE_ON_DISK",
    reason: "collected by an earlier run, it cannot be read any more; it was fetched again",
  });
});

test("a chunk may be used again as soon as it is written, however slow the disk", async () => {
  const slow: Disk = {
    ...realDisk,
    async open(path, how) {
      const file = await realDisk.open(path, how);
      return { ...file, write: (bytes) => turn().then(() => file.write(bytes)) };
    },
  };
  const folder = temporaryFolder();
  const store = await openCase(folder, { disk: slow });
  const contents = [300_000, 5, 262_144, 20_000, 600_000].map((count, n) => bytesOf(`chunk ${n}`, count));
  await store.unit("log", "k", async (unit) => {
    const sink = await unit.create("apps/a.log");
    const chunk = Buffer.alloc(600_000);
    for (const content of contents) {
      content.copy(chunk);
      await sink.write(chunk.subarray(0, content.length));
      chunk.fill(0);
    }
    await sink.commit({
      declaredSize: null,
      growing: false,
      origin: { call: "file", parameters: {} },
      acquired: { from: someTime, to: someTime, requestIds: [], attempts: 1 },
    });
    return "final";
  });
  await store.finish("complete", facts);
  expect(filesIn(folder).get("apps/a.log")?.equals(Buffer.concat(contents))).toBe(true);
  expect(falseClaims(folder)).toEqual([]);
});

test("many units at once end in one manifest", async () => {
  const folder = temporaryFolder();
  const store = await openCase(folder, { clock: ticking() });
  const subjects = Array.from({ length: 200 }, (_, n) => `unit ${n}`);
  await Promise.all(
    subjects.map((subject, n) =>
      store.unit(subject, "k", async (unit) => {
        await put(unit, `apps/s${n % 7}/${n}.log`, bytesOf(subject, n * 10));
        unit.note(entry(subject));
        return "final";
      }),
    ),
  );
  await store.finish("complete", facts);
  expect(falseClaims(folder)).toEqual([]);
  const next = await openCase(folder);
  for (const subject of subjects) {
    const { kept, reused } = await next.unit(subject, "k", () => Promise.reject(new Error("done before")));
    expect(reused).toBe(true);
    expect(kept.entries).toEqual([entry(subject)]);
  }
  await next.finish("complete", facts);
});
