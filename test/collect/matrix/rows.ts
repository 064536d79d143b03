/** Accounts that misbehave in ways no single fault is. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { openQueries } from "../../sim/services/logs-queries.ts";
import { FAULT_KINDS } from "../../sim/service.ts";
import type { Simulator } from "../../sim/server.ts";
import type { Fault } from "../../sim/service.ts";
import type { LogFile, PortionModes, World } from "../../sim/world.ts";
import { changes, newLosses, type Verdict } from "./judge.ts";
import type { References } from "./play.ts";
import { type CellOptions, type CellRun, IMPATIENT, LONG_BUDGET_MS, runCell } from "./run-cell.ts";
import { matrixWorld } from "./world.ts";

/** An account that misbehaves in its own way, and what must come of it. */
export interface Row {
  readonly name: string;
  readonly play: (references: References) => Promise<Verdict>;
}

const REST = "rds:DownloadCompleteDBLogFile";
/** The file that misbehaves: the larger one of aurora-1. */
const FILE = "error/postgresql.log.2026-11-21-0000";
const PATH = "instances/aurora-1/postgresql.log.2026-11-21-0000";

/** Nothing is missing, and every file is the reference's. */
function whole(run: CellRun, reference: CellRun): string[] {
  const changed = changes(run, reference).filter((path) => !path.startsWith("raw/"));
  const losses = newLosses(run, reference).map(({ reason }) => reason);
  return [...sound(run), ...changed.map((path) => `${path} changed`), ...losses];
}

/** It came to an end in order, and wrote nothing into the account. */
function sound(run: CellRun): string[] {
  const crashed = run.state === "crashed" || run.state === "nothing" ? [`${run.state}: ${run.words}`] : [];
  return [...crashed, ...run.writes.map(({ action }) => `a write was called: ${action}`)];
}

function verdict(causes: readonly string[], outcome: "complete" | "incomplete" = "complete"): Verdict {
  return { outcome: causes.length > 0 ? "failed" : outcome, causes };
}

/** Whether the run itself says that something is missing. */
function told(run: CellRun, reference: CellRun): "complete" | "incomplete" {
  return newLosses(run, reference).length > 0 ? "incomplete" : "complete";
}

function row(name: string, options: () => CellOptions, causes: (run: CellRun, all: References) => string[]): Row {
  return {
    name,
    play: async (all) => verdict(causes(await runCell({ budgetMs: LONG_BUDGET_MS, ...options() }), all)),
  };
}

/** Requests that find the cluster and who asks: they come one after the other, and no burst is made of those. */
const FIRST_ALONE = 6;
const burst: readonly Fault[] = Array.from({ length: 60 }, (_, i) => {
  return { action: "*", nth: FIRST_ALONE + i, kind: "throttle" };
});

/** Throttled from the beginning, everything, for so long. */
function throttledFor(ms: number): CellOptions {
  const began = performance.now();
  return {
    rules: { faults: [{ action: "*", nth: 0, kind: "throttle" }] },
    onCall: (_entry, _count, { rules }) => {
      if (performance.now() - began > ms) rules.faults.length = 0;
    },
  };
}

function asked(run: CellRun, most: number): string[] {
  return run.journal.length > most ? [`${run.journal.length} requests, of ${most} at most`] : [];
}

const throttling: readonly Row[] = [
  row(
    "the first 60 calls that come side by side are throttled",
    () => ({ rules: { faults: [...burst] } }),
    // Each is asked for once more and no oftener.
    (run, all) => [...whole(run, all.whole), ...asked(run, all.whole.journal.length + 62)],
  ),
  row(
    "everything is throttled for three seconds",
    () => throttledFor(3000),
    (run, all) => [...whole(run, all.whole), ...asked(run, all.whole.journal.length + 150)],
  ),
];

/** The text of a credentials file for a key that the account knows from now on. */
function temporary({ rules }: Pick<Simulator, "rules">, token: string): string {
  const key = `ASIA${token.toUpperCase()}`;
  rules.credentials.set(key, { secret: "s3cret", token, expiresMs: null });
  return `[default]\naws_access_key_id = ${key}\naws_secret_access_key = s3cret\naws_session_token = ${token}\n`;
}

/** The token expires after 30 requests; `renewed`: the credentials file has another one by then. */
async function expiring(renewed: boolean, all: References): Promise<Verdict> {
  const home = mkdtempSync(join(tmpdir(), "postmortem-matrix-keys-"));
  const file = join(home, "credentials");
  const rules = { credentials: new Map() };
  writeFileSync(file, temporary({ rules } as unknown as Simulator, "first"));
  try {
    const run = await runCell({
      budgetMs: LONG_BUDGET_MS,
      rules,
      environment: { AWS_SHARED_CREDENTIALS_FILE: file },
      onCall: (_entry, count, simulator) => {
        if (count !== 30) return;
        simulator.rules.credentials.set("ASIAFIRST", { secret: "s3cret", token: "first", expiresMs: 0 });
        if (renewed) writeFileSync(file, temporary(simulator, "second"));
      },
    });
    if (renewed) return verdict(whole(run, all.whole));
    const losses = newLosses(run, all.whole);
    const wrong = [...run.files].filter(([path, sha256]) => all.whole.files.get(path) !== sha256);
    const causes = [
      ...sound(run),
      ...(run.exit === 3 ? [] : [`exit ${run.exit}`]),
      ...(losses.some(
        ({ code, remedy }) => /EXPIRED|CREDENTIALS/.test(code ?? "") && /sign in|renew/.test(remedy ?? ""),
      )
        ? []
        : ["no entry says that the credentials expired and what to do"]),
      // cluster.json and metrics.json may hold less; what does not say so must be the same.
      ...wrong
        .filter(([path]) => /^(?:instances|apps|enhanced)/.test(path) && losses.length === 0)
        .map(([path]) => `${path} changed`),
      ...asked(run, all.whole.journal.length + 8),
    ];
    return verdict(causes, "incomplete");
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const credentials: readonly Row[] = [
  { name: "the token expires and the credentials file has a new one", play: (all) => expiring(true, all) },
  { name: "the token expires for good", play: (all) => expiring(false, all) },
];

/** The account with one file of its own ways. */
function worldWithFile(change: (file: LogFile) => LogFile): { readonly world: World; readonly bytes: Buffer } {
  const world = matrixWorld();
  const logs = world.instances.find(({ id }) => id === "aurora-1")?.logs ?? [];
  const index = logs.findIndex(({ name }) => name === FILE);
  const file = logs[index];
  if (file === undefined) throw new Error(`no ${FILE}`);
  logs[index] = change(file);
  return { world, bytes: file.bytes as Buffer };
}

/** The file is one of these, or it is not there, or an entry tells of it. */
function oneOf(run: CellRun, reference: CellRun, contents: readonly Buffer[], path = PATH): string[] {
  const got = run.files.get(path);
  const known = contents.map((bytes) => createHash("sha256").update(bytes).digest("hex"));
  const own = newLosses(run, reference).filter(
    ({ subject, source }) => source === "postgresql-log" && subject.startsWith("aurora-1"),
  );
  const others = changes(run, reference).filter(
    (each) => !/^raw\/|^cloudwatch\//.test(each) && !each.startsWith("instances/aurora-1/"),
  );
  const causes = [...sound(run), ...others.map((each) => `${each} changed`)];
  const silent = own.every(({ consequence }) => (consequence ?? "") === "");
  if ((got === undefined || !known.includes(got)) && silent)
    causes.push(`${path} is ${got === undefined ? "not there" : "another"}, and no entry says so`);
  return causes;
}

const later = Buffer.from("2026-11-21 00:50:00 UTC:10.0.0.1(5432):app@orders:[9]:LOG:  later\n".repeat(500));

const changing: readonly Row[] = [1, 2, 3].flatMap((afterReads): readonly Row[] =>
  [false, true].flatMap((portions) => {
    const denied = new Set(portions ? [REST] : []);
    const how = `after ${afterReads} reads${portions ? ", in portions" : ""}`;
    const play = (name: string, change: Partial<PortionModes>, contents: (bytes: Buffer) => Buffer[]): Row => ({
      name: `${name} ${how}`,
      play: async (all) => {
        const { world, bytes } = worldWithFile((file) => ({ ...file, modes: change }));
        const run = await runCell({ world, rules: { denied } });
        const reference = portions ? all.portions : all.whole;
        return verdict(oneOf(run, reference, contents(bytes)), told(run, reference));
      },
    });
    return [
      play("a file grows", { grows: { afterReads, bytes: later } }, (bytes) => [bytes, Buffer.concat([bytes, later])]),
      play("a file is rotated", { rotates: { afterReads, bytes: later } }, (bytes) => [bytes, later]),
      play("a file is deleted", { rotates: { afterReads, bytes: null } }, (bytes) => [bytes]),
    ];
  }),
);

const MODES: Readonly<Record<string, Partial<PortionModes>>> = {
  "M1, M2: as documented": {},
  "M3: lines cut at the edge of a page": { truncationMark: true },
  "M4: a line that is always cut": { alwaysTruncatedLine: 5000 },
  "M5: pages overlap": { overlapBytes: 1000 },
  "M6: ends early, and goes on": { endsEarlyAt: { bytes: 400_000, forGood: false } },
  "M6: ends early for good": { endsEarlyAt: { bytes: 400_000, forGood: true } },
  "M7: the last marker is 0": { markerZeroAtEnd: true },
  "M8: the same marker at the end": { sameMarkerAtEnd: true },
  "M9: binary data refused": { binaryRefused: true },
  "M10: it grows between pages": { grows: { afterReads: 2, bytes: later } },
  "M11: no data instead of empty data": { absentData: true },
};

const portions: readonly Row[] = [
  ...Object.entries(MODES).map(([name, modes]): Row => ({
    name: `portions ${name}`,
    play: async ({ portions: reference }) => {
      const { world, bytes } = worldWithFile((file) => ({ ...file, modes }));
      const run = await runCell({ world, rules: { denied: new Set([REST]) } });
      return verdict(oneOf(run, reference, [bytes, Buffer.concat([bytes, later])]), told(run, reference));
    },
  })),
  {
    name: "portions M12: text of a compressed file",
    play: async ({ portions: reference }) => {
      const { world, bytes } = worldWithFile((file) => {
        const gzip = gzipSync(file.bytes as Buffer);
        return { ...file, name: `${FILE}.gz`, bytes: gzip, modes: { gzipText: file.bytes as Buffer } };
      });
      const run = await runCell({ world, rules: { denied: new Set([REST]) } });
      return verdict(oneOf(run, reference, [bytes], `${PATH}.inflated`), told(run, reference));
    },
  },
];

/** This machine's clock is wrong by so much; the account takes signatures of 15 minutes at most. */
const skewed: readonly Row[] = [-20, 20].map((minutes) => ({
  name: `this machine's clock is ${-minutes} minutes ahead`,
  play: async () => {
    const reference = await runCell({ world: matrixWorld({ now: () => Date.now() }) });
    const run = await runCell({ world: matrixWorld({ now: () => Date.now() + minutes * 60_000 }) });
    return verdict([...sound(reference), ...whole(run, reference)]);
  },
}));

/** Interrupted while a query runs: it is stopped where AWS lets us, and nothing waits for a StopQuery that hangs. */
const interrupted: readonly Row[] = [null, ...FAULT_KINDS].map((kind) => ({
  name: `interrupted while a query runs, StopQuery ${kind ?? "answers"}`,
  play: async () => {
    const world = matrixWorld();
    let atMs = 0;
    const run = await runCell({
      world,
      timeouts: IMPATIENT,
      rules: kind === null ? {} : { faults: [{ action: "StopQuery", nth: 0, kind }] },
      onCall: ({ call }, _count, _simulator, interrupt) => {
        if (call !== "GetQueryResults" || atMs > 0) return;
        atMs = performance.now();
        interrupt();
      },
    });
    const tookMs = performance.now() - atMs;
    const open = openQueries(world).length;
    return verdict([
      ...sound(run),
      ...(run.state === "interrupted" && run.exit === 130 ? [] : [`it ended as ${run.state}, exit ${run.exit}`]),
      ...(kind === null && open > 0 ? [`${open} queries still run`] : []),
      ...(tookMs > 15_000 ? [`the interruption took ${Math.round(tookMs)} ms`] : []),
    ]);
  },
}));

/** All of them. */
export const rows: readonly Row[] = [
  ...throttling,
  ...credentials,
  ...changing,
  ...portions,
  ...skewed,
  ...interrupted,
];
