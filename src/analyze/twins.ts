import { PartCode, type Problem, type Row, SECOND_US } from "../model/index.ts";
import type { Timeline } from "../timeline/index.ts";
import type { ServerFile } from "./load-server.ts";

/** Share of identical dated records from which two inputs are one log. */
const SAME_SHARE = 0.2;
/** Fewer shared records than this prove nothing. */
const SAME_RECORDS = 5;

/**
 * `log_destination = stderr,csvlog` writes every record twice; `postgres.log` repeats banners. The csvlog row is kept
 * (it has milliseconds and SQLSTATE) and its twin is cited beside it. Returns how many rows were taken out, by file.
 */
export function hideTwins(timeline: Timeline, files: readonly ServerFile[]): readonly Problem[] {
  const problems: Problem[] = [];
  const byInstance = Map.groupBy(files, (file) => file.instance);
  for (const own of byInstance.values()) {
    const finer = own.filter((file) => file.sniff.format === "csvlog" || file.sniff.format === "jsonlog");
    const coarser = own.filter((file) => file.sniff.format === "stderr");
    if (finer.length === 0 || coarser.length === 0) continue;
    const known = new Map<string, Row[]>();
    for (const row of rowsOf(timeline, finer)) {
      const key = keyOf(timeline, row);
      if (key !== null) known.set(key, [...(known.get(key) ?? []), row]);
    }
    const hidden = new Map<string, number>();
    for (const row of rowsOf(timeline, coarser)) {
      const key = keyOf(timeline, row);
      const twin = key === null ? undefined : known.get(key)?.shift();
      if (twin === undefined) continue;
      timeline.hideTwin(row, twin);
      for (const child of timeline.childrenOf(row)) timeline.hideTwin(child, twin);
      const { file } = timeline.source(row);
      hidden.set(file, (hidden.get(file) ?? 0) + 1);
    }
    for (const [file, count] of [...hidden].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const of = finer.map((each) => each.file.path).join(", ");
      problems.push({
        kind: "duplicate-file",
        file,
        of,
        count,
        reason: "the same records in two formats; each counts once",
      });
    }
  }
  return problems;
}

function* rowsOf(timeline: Timeline, files: readonly ServerFile[]): Iterable<Row> {
  const paths = new Set(files.map((file) => file.file.path));
  for (const stream of timeline.streams) {
    if (stream.kind !== "server" || !stream.files.some((path) => paths.has(path))) continue;
    for (const row of timeline.ofStream(stream)) {
      if (timeline.part(row) === PartCode.message && paths.has(timeline.source(row).file)) yield row;
    }
  }
}

/** Whole second, pid and text; null for an undated record. */
function keyOf(timeline: Timeline, row: Row): string | null {
  const us = timeline.statedUs(row);
  return Number.isNaN(us) ? null : `${Math.floor(us / SECOND_US)} ${timeline.pid(row)} ${timeline.digest(row)}`;
}

/**
 * Inputs that share a fifth of their dated (time, pid, text) records are one instance's log under two names (P2): equal
 * pids alone mean nothing, fresh hosts boot alike. Returns pairs, the later name to be dropped first.
 */
export function sameInstances(
  timeline: Timeline,
  instances: readonly string[],
): readonly { readonly drop: string; readonly keep: string; readonly share: number; readonly shared: number }[] {
  const keys = new Map(instances.map((instance) => [instance, keysOfInstance(timeline, instance)]));
  const found: { drop: string; keep: string; share: number; shared: number }[] = [];
  instances.forEach((keep, i) => {
    for (const drop of instances.slice(i + 1)) {
      const a = keys.get(keep) ?? new Set<string>();
      const b = keys.get(drop) ?? new Set<string>();
      let shared = 0;
      for (const key of b) if (a.has(key)) shared++;
      const share = shared / Math.max(1, Math.min(a.size, b.size));
      if (shared >= SAME_RECORDS && share >= SAME_SHARE) found.push({ drop, keep, share, shared });
    }
  });
  return found;
}

function keysOfInstance(timeline: Timeline, instance: string): Set<string> {
  const keys = new Set<string>();
  const stream = timeline.streams.find((each) => each.kind === "server" && each.name === instance);
  if (stream === undefined) return keys;
  for (const row of timeline.ofStream(stream)) {
    if (timeline.part(row) !== PartCode.message) continue;
    const key = keyOf(timeline, row);
    if (key !== null) keys.add(key);
    if (keys.size >= 50_000) break;
  }
  return keys;
}
