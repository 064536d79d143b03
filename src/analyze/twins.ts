import { PartCode, type Problem, type Row, SECOND_US } from "../model/index.ts";
import type { Timeline } from "../timeline/index.ts";
import type { ServerFile } from "./load-server.ts";
import { RecordKeys } from "./record-keys.ts";

/** Share of identical dated records from which two inputs are one log. */
const SAME_SHARE = 0.2;
/** Distinct records compared of one instance. */
const MOST_KEYS = 8000;
/** Fewer shared records than this prove nothing. */
const SAME_RECORDS = 5;

/**
 * `log_destination = stderr,csvlog` writes every record twice, an interrupted download lies beside the whole file,
 * `postgres.log` repeats banners. Of files of one instance that overlap in time each record counts once: the csvlog row
 * is preferred (it has milliseconds and SQLSTATE), then the longer file; its twin is cited beside it.
 */
export function hideTwins(timeline: Timeline, files: readonly ServerFile[]): readonly Problem[] {
  const problems: Problem[] = [];
  for (const own of Map.groupBy(files, (file) => file.instance).values()) {
    const ranked = [...own].sort((a, b) => rank(a) - rank(b) || b.file.bytes.size - a.file.bytes.size);
    ranked.forEach((file, i) => {
      const better = ranked.slice(0, i).filter((each) => overlap(each, file));
      if (better.length === 0) return;
      const count = hideRepeated(timeline, file, better);
      if (count === 0) return;
      const twins = better.every((each) => rank(each) < rank(file));
      const reason = twins
        ? "the same records in two formats; each counts once"
        : "files of one instance overlap; each record counts once";
      problems.push({
        kind: "duplicate-file",
        file: file.file.path,
        of: better
          .map((each) => each.file.path)
          .sort()
          .join(", "),
        count,
        reason,
      });
    });
  }
  return problems.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Formats with more detail first. */
function rank(file: ServerFile): number {
  return file.sniff.format === "csvlog" || file.sniff.format === "jsonlog" ? 0 : 1;
}

/** Rotated files meet in one second; files that share more hold the same time twice. */
function overlap(a: ServerFile, b: ServerFile): boolean {
  return Math.min(a.scan.lastUs, b.scan.lastUs) - Math.max(a.scan.firstUs, b.scan.firstUs) > 0;
}

function hideRepeated(timeline: Timeline, file: ServerFile, better: readonly ServerFile[]): number {
  const known = new Map<string, Row[]>();
  for (const row of rowsOf(timeline, better)) {
    const key = keyOf(timeline, row);
    if (key === null) continue;
    const rows = known.get(key);
    if (rows === undefined) known.set(key, [row]);
    else rows.push(row);
  }
  let count = 0;
  for (const row of rowsOf(timeline, [file])) {
    // `%t` and csvlog's stamp of one record are taken one after the other: the second may change between them.
    const twin = [0, -1, 1]
      .map((shift) => keyOf(timeline, row, shift))
      .reduce<Row | undefined>(
        (found, key) => found ?? (key === null ? undefined : known.get(key)?.shift()),
        undefined,
      );
    if (twin === undefined) continue;
    timeline.hideTwin(row, twin);
    for (const child of timeline.childrenOf(row)) timeline.hideTwin(child, twin);
    count++;
  }
  return count;
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
function keyOf(timeline: Timeline, row: Row, shiftSeconds = 0): string | null {
  const us = timeline.statedUs(row);
  return Number.isNaN(us)
    ? null
    : `${Math.floor(us / SECOND_US) + shiftSeconds} ${timeline.pid(row)} ${timeline.digest(row)}`;
}

/**
 * Inputs that share a fifth of their dated (time, pid, text) records are one instance's log under two names (P2): equal
 * pids alone mean nothing, fresh hosts boot alike. Returns pairs, the later name to be dropped first.
 */
export function sameInstances(
  timeline: Timeline,
  instances: readonly string[],
): readonly { readonly drop: string; readonly keep: string; readonly share: number; readonly shared: number }[] {
  if (instances.length < 2) return [];
  const keys = new Map(instances.map((instance) => [instance, keysOfInstance(timeline, instance)]));
  const found: { drop: string; keep: string; share: number; shared: number }[] = [];
  instances.forEach((keep, i) => {
    for (const drop of instances.slice(i + 1)) {
      const a = keys.get(keep) ?? new RecordKeys();
      const b = keys.get(drop) ?? new RecordKeys();
      const shared = a.shared(b);
      const share = shared / Math.max(1, Math.min(a.size, b.size));
      if (shared >= SAME_RECORDS && share >= SAME_SHARE) found.push({ drop, keep, share, shared });
    }
  });
  return found;
}

function keysOfInstance(timeline: Timeline, instance: string): RecordKeys {
  const keys = new RecordKeys();
  const stream = timeline.streams.find((each) => each.kind === "server" && each.name === instance);
  if (stream === undefined) return keys;
  for (const row of timeline.ofStream(stream)) {
    if (timeline.part(row) !== PartCode.message) continue;
    const us = timeline.statedUs(row);
    if (!Number.isNaN(us)) keys.add(Math.floor(us / SECOND_US), timeline.pid(row), timeline.digest(row));
    if (keys.size >= MOST_KEYS) break;
  }
  return keys;
}
