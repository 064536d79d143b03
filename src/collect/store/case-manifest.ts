import { createHash } from "node:crypto";
import type { AcquisitionEntry, CaseFile } from "../case-store.ts";
import type { FileStat } from "./disk.ts";
import { CaseRefused } from "./refused.ts";
import { isObject, readCaseFile, readEntry, readUnit } from "./units.ts";
import type { CaseRequest, EndedUnit } from "./units.ts";

export const MANIFEST = "manifest.json";

/** As much as the reader of manifests takes: a larger one is none of ours. */
export const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;
const VERSION = 1;

/** What the run as a whole knows when it ends; plain JSON. */
export interface RunFacts {
  /** What was asked for, resolved; ISO 8601 UTC. */
  readonly window: { readonly start: string; readonly end: string };
  /** How many calls of each kind were made, and what became of them. */
  readonly calls: Readonly<Record<string, unknown>>;
  /** What was added to this machine's clock to have AWS's; null when AWS was not asked. */
  readonly clockOffsetMs: number | null;
  /** ARN by sts:GetCallerIdentity. */
  readonly caller: string | null;
}

export interface ManifestInput {
  readonly tool: { readonly version: string };
  readonly state: "complete" | "interrupted";
  readonly request: CaseRequest;
  readonly collectedAt: string;
  readonly run: RunFacts;
  readonly files: readonly CaseFile[];
  /** What each file was on disk when it was known to have its hash, by path; those not known are not hashed sooner. */
  readonly stats: ReadonlyMap<string, FileStat>;
  readonly entries: readonly AcquisitionEntry[];
  /** Their `entries` are members of `entries`. */
  readonly units: readonly EndedUnit[];
}

/** Total order of texts by their UTF-16 units: the same everywhere, whatever the language of the machine. */
export function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function orderOf(entry: AcquisitionEntry): readonly string[] {
  return [entry.source, entry.subject, entry.state, JSON.stringify(entry)];
}

/** By source and subject; what is the same in both by everything else. */
export function sortEntries(entries: readonly AcquisitionEntry[]): readonly AcquisitionEntry[] {
  return entries
    .map((entry) => ({ entry, order: orderOf(entry) }))
    .sort((a, b) => a.order.map((text, i) => byText(text, b.order[i] ?? "")).find((n) => n !== 0) ?? 0)
    .map(({ entry }) => entry);
}

/**
 * One number for all evidence: sha256 of the lines `<sha256>  <path>`, sorted. By hand, in the case folder:
 * `jq -r '.files[].path' manifest.json | xargs sha256sum | LC_ALL=C sort | sha256sum`.
 */
export function evidenceSha256(files: readonly Pick<CaseFile, "path" | "sha256">[]): string {
  const lines = files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).sort(byText);
  return createHash("sha256").update(lines.join("")).digest("hex");
}

/** manifest.json as text: the same for the same evidence but for times, and places on the disk. */
export function manifestText(input: ManifestInput): string {
  const files = [...input.files].sort((a, b) => byText(a.path, b.path));
  const acquisition = sortEntries(input.entries);
  const indexes = new Map(acquisition.map((entry, index) => [entry, index]));
  const units = [...input.units]
    .sort((a, b) => byText(a.subject, b.subject))
    .map(({ subject, key, end, asOf, files: own, entries }) => ({
      subject,
      key,
      end,
      asOf,
      files: own.map((file) => file.path).sort(byText),
      entries: entries.map((entry) => indexes.get(entry)),
    }));
  const calls = Object.fromEntries(Object.entries(input.run.calls).sort(([a], [b]) => byText(a, b)));
  const { window, clockOffsetMs, caller } = input.run;
  const manifest = {
    manifestVersion: VERSION,
    tool: input.tool,
    state: input.state,
    request: input.request,
    collectedAt: input.collectedAt,
    window,
    caller,
    clockOffsetMs,
    evidenceSha256: evidenceSha256(files),
    files: files.map((file) => ({ ...file, stat: input.stats.get(file.path) ?? null })),
    acquisition,
    calls,
    units,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** A text that may be anything, as JSON; null when it is none. */
function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/**
 * What a former run left in manifest.json; null when no run of this program wrote it.
 *
 * @param path for the words of a refusal
 * @throws {CaseRefused} when a newer version wrote it
 */
export function readCaseManifest(
  text: string,
  path: string,
): { readonly request: CaseRequest; readonly units: readonly EndedUnit[] } | null {
  const manifest = json(text);
  if (!isObject(manifest) || typeof manifest["manifestVersion"] !== "number") return null;
  if (manifest["manifestVersion"] !== VERSION) {
    throw new CaseRefused("version", path, `${path} was written by a newer version of postmortem`);
  }
  const { request, files, acquisition, units } = manifest;
  if (!isObject(request) || !Array.isArray(files) || !Array.isArray(acquisition) || !Array.isArray(units)) return null;
  const byPath = new Map<unknown, CaseFile>();
  for (const value of files as readonly unknown[]) {
    const file = readCaseFile(value);
    if (file !== null) byPath.set(file.path, file);
  }
  const entryAt = (index: unknown): AcquisitionEntry | null =>
    typeof index === "number" ? readEntry((acquisition as readonly unknown[])[index]) : null;
  const read = (units as readonly unknown[]).map((unit) => readUnit(unit, (name) => byPath.get(name) ?? null, entryAt));
  return { request, units: read.filter((unit) => unit !== null) };
}

function inTime(times: readonly string[]): readonly string[] {
  return times.filter((time) => !Number.isNaN(Date.parse(time))).sort((a, b) => Date.parse(a) - Date.parse(b));
}

/**
 * As of when the evidence is known, ISO 8601 UTC: what AWS shows later than it happens can be missing up to then.
 * That is the earliest time at which something that is not final was asked for; units that are final had everything
 * when they were collected and do not hold it back. When all are final, it is the latest time a file is from. So a run
 * that fetches again what was pending moves it forward, and one that finds everything done leaves it.
 *
 * @param units those whose state counts: in a complete run the ones it asked for, since nobody can ask for the others
 * @param now ISO 8601 UTC, for a case without files
 */
export function collectedAt(units: Iterable<EndedUnit>, now: string): string {
  const open: string[] = [];
  const done: string[] = [];
  for (const unit of units) {
    if (unit.end === "again" && unit.asOf !== null) open.push(unit.asOf);
    for (const file of unit.files) {
      if (unit.end === "final" && file.growing) open.push(file.acquired.from);
      done.push(file.acquired.from);
    }
  }
  return inTime(open)[0] ?? inTime(done).at(-1) ?? now;
}
