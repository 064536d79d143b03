import type { SourceFile } from "../model/index.ts";
import { scanServerLog, type ServerScan, type ServerSniff, sniffServerLog } from "../parse/index.ts";
import { serverMatcher } from "../signatures/index.ts";
import type { BlockIndex, HistogramData, Timeline } from "../timeline/index.ts";
import type { RowRange } from "./early-findings.ts";
import type { InstanceFiles } from "./group.ts";
import type { AnalyzeOptions } from "./options.ts";
import { joined, type ScannedLog } from "./ranges.ts";
import type { ScanJob, Scanned, Scans } from "./scan-files.ts";
import { isStart, type Kept, partOf } from "./scan-task.ts";
import { type FilePart, limitsOf, lineBase } from "./window/limits.ts";
import type { FilePlans } from "./window/plan.ts";

/** First bytes of a file looked at to tell its format. */
const SNIFF_BYTES = 256 * 1024;
/** First bytes looked at for a record with a time. */
const FIRST_BYTES = 16 * 1024;

/** What a scan of a server log came to. */
interface AddedLog {
  readonly scan: ServerScan;
  readonly index: BlockIndex;
  /** Its dated messages by second and level. */
  readonly histogram: HistogramData | null;
  /** What of it was scanned; null for all. */
  readonly part: FilePart | null;
  readonly lineBase: (() => number) | null;
}

/** One server log after pass 1. */
export interface ServerFile extends AddedLog {
  readonly file: SourceFile;
  readonly instance: string;
  readonly sniff: ServerSniff;
}

/** An instance's logs, their formats told. */
export interface InstanceLogs {
  readonly instance: string;
  /** In the order of its stream. */
  readonly files: readonly { readonly file: SourceFile; readonly sniff: ServerSniff }[];
  /** Files no line of which has a known format. */
  readonly unread: readonly SourceFile[];
  /** Files that lie outside of the window asked for, and why that is known. */
  readonly left: readonly { readonly file: SourceFile; readonly why: string }[];
}

/** First bytes of a file. */
function headOf(file: SourceFile, bytes = SNIFF_BYTES): Uint8Array {
  const head = Buffer.allocUnsafe(Math.min(bytes, file.bytes.size));
  return head.subarray(0, file.bytes.read(head, 0));
}

/** Tells the formats of one instance's logs and puts them in order. */
export function sniffInstance({ instance, files }: InstanceFiles, plans: FilePlans): InstanceLogs {
  const left = files.flatMap((file) => {
    const plan = plans.get(file.path);
    return plan?.what === "none" ? [{ file, why: plan.why }] : [];
  });
  const asked = files.filter((file) => !left.some((each) => each.file === file));
  const known = asked.flatMap((file) => {
    const sniff = sniffServerLog(headOf(file));
    return sniff === null ? [] : [{ file, sniff, firstUs: firstTime(file, sniff) }];
  });
  const unread = asked.filter((file) => !known.some((each) => each.file === file));
  // Rotated files in sequence: by the first time inside, then by name. A twin (csv beside stderr) follows its file.
  known.sort((a, b) => a.firstUs - b.firstUs || (a.file.path < b.file.path ? -1 : 1));
  return { instance, files: known, unread, left };
}

/** Adds the stream of an instance, before its files. */
export function addInstance(timeline: Timeline, { instance, files }: Pick<InstanceLogs, "instance" | "files">): number {
  const format = [...new Set(files.map(({ sniff }) => sniff.format))].sort();
  const paths = files.map(({ file }) => file.path);
  const stream = {
    kind: "server",
    name: instance,
    files: paths,
    format,
    timeBasis: "stated",
    offsetSeconds: 0,
  } as const;
  return timeline.addStream(stream).index;
}

/** What is to be scanned of a server's log: the part that a window needs, or all of it. */
export function serverJob(
  { file, sniff }: InstanceLogs["files"][number],
  keep: Kept,
  plans: FilePlans,
  { window, scanner }: AnalyzeOptions,
): ScanJob {
  const limits = limitsOf(window, plans.get(file.path));
  return { file, task: { kind: "server", path: file.path, keep, sniff, scanner, limits, range: null } };
}

/** A server's log after its scan: one scan of all of it, or of each range. */
interface WholeLog {
  readonly scanned: readonly Scanned[];
  readonly log: ScannedLog;
}

export async function scannedLog(scans: Scans, file: SourceFile): Promise<WholeLog> {
  const scanned = await scans.of(file);
  return togetherOf(file, scanned) ?? whole(file, scans.inOneGo(file, scanned));
}

function togetherOf(file: SourceFile, scanned: readonly Scanned[]): WholeLog | null {
  const results = scanned.map(({ result }) => {
    if (result.kind !== "server") throw new TypeError(`${file.path} was not scanned as a server's log`);
    return result;
  });
  const log = joined(file.path, results);
  return log === null ? null : { scanned, log };
}

function whole(file: SourceFile, scanned: Scanned): WholeLog {
  const log = togetherOf(file, [scanned]);
  if (log === null) throw new TypeError(`${file.path} was scanned in one go, and is no whole`);
  return log;
}

/** Adds a log's rows to its instance's stream. */
export function addServerLog(
  timeline: Timeline,
  stream: number,
  file: SourceFile,
  { scanned, log: { scan, index, histogram, linesBefore } }: WholeLog,
): { readonly log: AddedLog; readonly rows: readonly RowRange[] } {
  const part = scanned.map(({ task }) => partOf(task))[0] ?? null;
  const ofPart = lineBase(file, part);
  const rows = scanned.map(({ result: { segment }, pages }, i): RowRange => {
    const before = linesBefore[i] ?? 0;
    const first = timeline.add(file, { ...segment, pages }, [stream], i === 0 ? ofPart : () => before);
    return [first, first + segment.rows];
  });
  return { log: { scan, index, histogram, part, lineBase: ofPart }, rows };
}

/** Time of the first dated record, 0 for none in a file's first bytes. */
function firstTime(file: SourceFile, sniff: ServerSniff): number {
  const none = { add: () => 0, extend: () => {}, intern: () => 0, setDigest: () => {} };
  const ports = {
    sink: none,
    matcher: serverMatcher,
    isStart,
    keep: { what: "notable" },
    index: null,
    scanner: "plain",
  } as const;
  // So little that preparing the fast scanner would take longer. Mostly a few lines show it.
  for (const length of [FIRST_BYTES, SNIFF_BYTES]) {
    const { firstUs } = scanServerLog(file, sniff, { ...ports, to: Math.min(file.bytes.size, length) });
    if (!Number.isNaN(firstUs)) return firstUs;
  }
  return 0;
}
