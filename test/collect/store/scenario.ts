// A collection without AWS: units whose bytes follow from their names, so that any two runs that end must agree.
import { createHash } from "node:crypto";
import { globSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AcquisitionEntry, CaseFile, CaseStore, Unit } from "../../../src/collect/case-store.ts";
import { openStore } from "../../../src/collect/store/index.ts";
import type { OpenStore, RunFacts, StoreOptions } from "../../../src/collect/store/index.ts";

export const facts: RunFacts = {
  window: { start: "2026-11-21T19:00:00.000Z", end: "2026-11-21T20:00:00.000Z" },
  calls: { DescribeEvents: 3, DescribeDBLogFiles: 1 },
  clockOffsetMs: -12,
  caller: "arn:aws:sts::123456789012:assumed-role/forensics/me",
};

export const request = { cluster: "orders-prod", since: "2h ago" };

/** A clock that goes on a second at each look. */
export function ticking(fromMs = Date.UTC(2026, 10, 21, 21)): () => number {
  let now = fromMs;
  return () => (now += 1000);
}

function options(over: Partial<StoreOptions> = {}): StoreOptions {
  return { request, clock: ticking(), tool: { version: "0.1.0" }, ...over };
}

export function openCase(folder: string, over: Partial<StoreOptions> = {}): Promise<OpenStore> {
  return openStore(folder, options(over));
}

/** Bytes that follow from a word alone. */
export function bytesOf(word: string, count: number): Buffer {
  const blocks: Buffer[] = [];
  for (let n = 0; n * 32 < count; n++) blocks.push(createHash("sha256").update(`${word}/${n}`).digest());
  return Buffer.concat(blocks).subarray(0, count);
}

export function entry(subject: string, over: Partial<AcquisitionEntry> = {}): AcquisitionEntry {
  return {
    source: "postgresql-log",
    subject,
    state: "complete",
    code: null,
    call: "rds:DownloadCompleteDBLogFile",
    reason: "fetched whole",
    consequence: null,
    remedy: null,
    runAgainAfter: null,
    ...over,
  };
}

export const someTime = "2026-11-21T21:00:00.000Z";

/** Writes a file in pieces, as a socket would give them. */
export async function put(
  unit: Unit,
  path: string,
  content: Uint8Array,
  over: { growing?: boolean; from?: string; pieceBytes?: number } = {},
): Promise<CaseFile> {
  const sink = await unit.create(path);
  const { pieceBytes = 1000 } = over;
  for (let at = 0; at < content.length; at += pieceBytes) await sink.write(content.subarray(at, at + pieceBytes));
  return sink.commit({
    declaredSize: content.length,
    growing: over.growing ?? false,
    origin: { call: "rds:DownloadCompleteDBLogFile", parameters: { file: path } },
    acquired: { from: over.from ?? someTime, to: over.from ?? someTime, requestIds: [], attempts: 1 },
  });
}

/** One subject of a scenario. */
export interface Asked {
  readonly subject: string;
  readonly key: string;
  readonly end: "final" | "again";
  /** Content by path; a path of `keep` is kept where the former unit has it. */
  readonly files: Readonly<Record<string, Buffer>>;
  readonly keep?: readonly string[];
}

/** The first run of a case, and a second that finds some things done, some changed, some grown and some new. */
export const generations: readonly (readonly Asked[])[] = [
  [
    asked("final one", "k", "final", { "instances/a/one.log": 700 }),
    asked("changing", "k1", "final", { "instances/a/two.log": 500, "instances/b/gone.log": 300 }),
    asked("growing", "k", "again", { "events/page-1.json": 200, "events/page-2.json": 100 }),
    asked("rotated away later", "k", "final", { "instances/b/old.log": 400 }),
    asked("denied", "k", "again", {}),
  ],
  [
    asked("final one", "k", "final", { "instances/a/one.log": 700 }),
    asked("changing", "k2", "final", { "instances/a/two.log": 900, "instances/c/new.log": 50 }),
    {
      ...asked("growing", "k", "again", { "events/page-1.json": 200, "events/page-2.json": 350 }),
      keep: ["events/page-1.json"],
    },
    asked("denied", "k", "final", { "rds-events.json": 80 }),
    asked("only now", "k", "final", { "metrics.json": 10 }),
  ],
];

function asked(subject: string, key: string, end: Asked["end"], sizes: Readonly<Record<string, number>>): Asked {
  return {
    subject,
    key,
    end,
    files: Object.fromEntries(Object.entries(sizes).map(([p, n]) => [p, bytesOf(p + n, n)])),
  };
}

/** Thirty files of up to 60 kB, some of them not final. */
export const manyUnits: readonly Asked[] = Array.from({ length: 30 }, (_, n) => {
  const path = `instances/a${n % 3}/postgresql.log.2026-11-21-${10 + n}`;
  return asked(`log ${n}`, "k", n % 7 === 3 ? "again" : "final", { [path]: 2000 * (n + 1) });
});

/** Asks for everything; what was worked on is told by subject. */
export async function collect(
  store: CaseStore,
  generation: readonly Asked[],
  hooks: { worked?: (subject: string) => void; done?: (asked: Asked) => void } = {},
): Promise<void> {
  // One after the other, so that the n-th operation is the same in every run.
  for (const one of generation) {
    await store.unit(one.subject, one.key, async (unit) => {
      hooks.worked?.(one.subject);
      for (const [path, content] of Object.entries(one.files)) {
        if (one.keep?.includes(path) === true && unit.former?.files.some((file) => file.path === path) === true) {
          unit.keep(path);
        } else {
          await put(unit, path, content);
        }
      }
      unit.note(entry(one.subject));
      return one.end;
    });
    hooks.done?.(one);
  }
}

/** Every file below a folder with its bytes. */
export function filesIn(folder: string): ReadonlyMap<string, Buffer> {
  const names = globSync("**/*", { cwd: folder, exclude: () => false }).filter((name) =>
    lstatSync(join(folder, name)).isFile(),
  );
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name))]));
}

/** manifest.json, without what differs between two runs that got the same. */
export function timelessManifest(folder: string): unknown {
  const text = readFileSync(join(folder, "manifest.json"), "utf8");
  return JSON.parse(text, (key, value: unknown) =>
    ["acquired", "collectedAt", "asOf", "stat"].includes(key) ? null : value,
  );
}

/** What manifest.json says of files that are not so. None where there is no manifest. */
export function falseClaims(folder: string): readonly string[] {
  const files = filesIn(folder);
  const text = files.get("manifest.json");
  if (text === undefined) return [];
  const manifest = JSON.parse(text.toString("utf8")) as { files: readonly CaseFile[] };
  return manifest.files
    .filter(
      ({ path, sha256 }) =>
        createHash("sha256")
          .update(files.get(path) ?? "missing")
          .digest("hex") !== sha256,
    )
    .map(({ path }) => path);
}
