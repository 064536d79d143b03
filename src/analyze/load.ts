import type { LineCounts, Problem, RdsEvent, SourceFile, Stream, Window } from "../model/index.ts";
import { decodeAppRecord, decodeServerRecord, parseRdsEvents, scanAppLog, type ServerFormat } from "../parse/index.ts";
import { clientMatcher } from "../signatures/index.ts";
import type { Evidence } from "../sources/index.ts";
import { Timeline } from "../timeline/index.ts";
import { earlyFindings } from "./early-findings.ts";
import { groupByInstance } from "./group.ts";
import { scanChatter, scanInstance, type ServerFile } from "./load-server.ts";
import { isDocument } from "./load-documents.ts";
import type { AnalyzeOptions } from "./options.ts";
import { wholeFile } from "./whole-file.ts";
import { zoneFor } from "./zones.ts";

/** How one file was read. */
export interface LoadedFile {
  readonly file: SourceFile;
  readonly counts: LineCounts;
  readonly format: readonly string[];
  readonly timeBasis: Stream["timeBasis"];
}

/** The case in columns. */
export interface Loaded {
  readonly timeline: Timeline;
  readonly serverFiles: readonly ServerFile[];
  readonly events: readonly RdsEvent[];
  /** A document of events could be read, even if it holds none. */
  readonly eventsSupplied: boolean;
  readonly files: readonly LoadedFile[];
  readonly problems: readonly Problem[];
}

const EMPTY: LineCounts = { lines: 0, records: 0, continuations: 0, quarantined: 0 };

/** Pass 1: every file once. */
export function load(evidence: Evidence, options: AnalyzeOptions, keep: "notable" | "all" = "notable"): Loaded {
  const formats = new Map<string, ServerFormat>();
  const zones = new Map<string, string>();
  const timeline = newTimeline(formats, zones);
  const problems: Problem[] = [];
  const files: LoadedFile[] = [];
  const events: RdsEvent[] = [];
  let eventsSupplied = false;
  const serverFiles: ServerFile[] = [];
  const done = (file: SourceFile, fromRow: number): void => {
    const rows = [fromRow, timeline.count] as const;
    options.progress.fileDone(file.path, () => earlyFindings(timeline, file.path, rows));
  };

  const { instances, problems: unnamed } = groupByInstance(evidence.files.filter((file) => file.kind === "postgresql"));
  problems.push(...unnamed);
  for (const group of instances) {
    const opening = (file: SourceFile, format: ServerFormat): void => void formats.set(file.path, format);
    const scanned = scanInstance(timeline, group, keep, opening, done);
    serverFiles.push(...scanned.files);
    for (const { file, scan, sniff } of scanned.files) {
      files.push({ file, counts: scan.counts, format: [sniff.format], timeBasis: "stated" });
      problems.push(...scan.problems);
    }
    for (const file of scanned.unread) {
      const counts = countLines(file);
      files.push({ file, counts, format: [], timeBasis: "none" });
      if (file.bytes.size > 0)
        problems.push({ kind: "not-used", file: file.path, reason: "no line in it has a known log_line_prefix" });
    }
  }
  for (const file of evidence.files) {
    if (file.kind === "postgresql" || isDocument(file.kind)) continue;
    const fromRow = timeline.count;
    if (file.kind === "rds-events") {
      const parsed = parseRdsEvents(wholeFile(file), file.path);
      events.push(...parsed.events);
      eventsSupplied ||= parsed.events.length > 0 || parsed.problems.length === 0;
      problems.push(...parsed.problems);
      files.push({ file, counts: parsed.counts, format: ["rds-events"], timeBasis: "stated" });
    } else if (file.kind === "application") {
      const zone = zoneFor(file.path, options.inputZones);
      zones.set(file.path, zone);
      files.push(loadApplication(timeline, file, zone, keep, problems));
    } else {
      files.push({ file, counts: isRead(file) ? countLines(file) : EMPTY, format: [], timeBasis: "none" });
    }
    done(file, fromRow);
  }
  events.sort(
    (a, b) => a.time - b.time || (a.source.file < b.source.file ? -1 : 1) || a.source.byteOffset - b.source.byteOffset,
  );
  return { timeline, serverFiles, events, eventsSupplied, files, problems };
}

/** Pass 2: ordinary operation inside the windows, in a store of its own. */
export function loadChatter(loaded: Loaded, windows: readonly Window[]): Timeline {
  const formats = new Map(loaded.serverFiles.map(({ file, sniff }) => [file.path, sniff.format]));
  const chatter = newTimeline(formats, new Map());
  scanChatter(chatter, loaded.serverFiles, windows);
  return chatter;
}

function newTimeline(formats: ReadonlyMap<string, ServerFormat>, zones: ReadonlyMap<string, string>): Timeline {
  return new Timeline((bytes, stream, file) =>
    stream.kind === "server"
      ? decodeServerRecord(bytes, formats.get(file.path) ?? "stderr")
      : decodeAppRecord(bytes, stream.format, zones.get(file.path) ?? "UTC"),
  );
}

function loadApplication(
  timeline: Timeline,
  file: SourceFile,
  zone: string,
  keep: "notable" | "all",
  problems: Problem[],
): LoadedFile {
  const name = file.client ?? file.path.replace(/\.[^./]*$/, "");
  const indexes = new Map<string | null, number>();
  const open = (key: string | null): ReturnType<Timeline["openSink"]> => {
    const known = indexes.get(key);
    const index =
      known ??
      timeline.addStream({
        kind: "client",
        name: key === null ? name : `${name}/${key}`,
        files: [file.path],
        format: [],
        timeBasis: "none",
        offsetSeconds: 0,
      }).index;
    indexes.set(key, index);
    return timeline.openSink(file, index);
  };
  const scan = scanAppLog(file, { open, matcher: clientMatcher, keep, zone });
  problems.push(...scan.problems);
  for (const { key, format, timeBasis } of scan.streams) {
    const index = indexes.get(key);
    if (index !== undefined) timeline.describeStream(index, { format, timeBasis, ...nameIn(name, key, format) });
    if (timeBasis === "assumed")
      problems.push({
        kind: "zone-assumed",
        file: file.path,
        zone,
        reason: "give the zone with --input-tz if it is another",
      });
  }
  const first = scan.streams[0];
  return { file, counts: scan.counts, format: first?.format ?? [], timeBasis: first?.timeBasis ?? "none" };
}

/** An export of many streams names each by itself: the name of the export's file says nothing beside it. */
function nameIn(file: string, key: string | null, format: readonly string[]): { readonly name?: string } {
  if (key === null || !/csv/.test(format[0] ?? "")) return {};
  const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
  return { name: folder === "" || key.startsWith(`${folder}/`) ? key : `${folder}/${key}` };
}

/** Files that nothing reads are listed with their bytes; their lines are no part of the analysis. */
function isRead({ kind }: SourceFile): boolean {
  return kind !== "unknown" && kind !== "kept";
}

/** Lines of a file no parser read: they are accounted for as quarantined. */
function countLines(file: SourceFile): LineCounts {
  let lines = 0;
  let last = 10;
  const block = Buffer.allocUnsafe(256 * 1024);
  for (let position = 0; position < file.bytes.size;) {
    const got = file.bytes.read(block, position);
    if (got === 0) break;
    for (let at = block.subarray(0, got).indexOf(10); at !== -1; at = block.subarray(0, got).indexOf(10, at + 1))
      lines++;
    last = block[got - 1] ?? 10;
    position += got;
  }
  if (last !== 10) lines++;
  return { lines, records: 0, continuations: 0, quarantined: lines };
}
