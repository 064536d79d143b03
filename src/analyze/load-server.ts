import type { SourceFile, Window } from "../model/index.ts";
import { scanServerLog, type ServerScan, type ServerSniff, sniffServerLog } from "../parse/index.ts";
import { codes, serverMatcher } from "../signatures/index.ts";
import { BlockIndex, type Page, type PageStore, SegmentWriter, type Timeline } from "../timeline/index.ts";
import type { InstanceFiles } from "./group.ts";
import { isStart } from "./scan-task.ts";
import type { FilePart } from "./window/limits.ts";
import type { FilePlans } from "./window/plan.ts";

/** First bytes of a file looked at to tell its format. */
const SNIFF_BYTES = 256 * 1024;

/** What reconstruction reads of ordinary operation: births of sessions, and signs that writes were accepted. */
const READ_IN_WINDOWS: ReadonlySet<number> = new Set(
  (
    ["connection-received", "connection-authorized", "duration", "statement", "checkpoint", "autovacuum-run"] as const
  ).map((id) => codes.code(id)),
);

/** Statements only show that writes were accepted. */
const SAMPLED_IN_WINDOWS: ReadonlySet<number> = new Set([codes.code("duration"), codes.code("statement")]);

/** One server log after pass 1. */
export interface ServerFile {
  readonly file: SourceFile;
  readonly instance: string;
  readonly sniff: ServerSniff;
  readonly scan: ServerScan;
  readonly index: BlockIndex;
  /** What of it was scanned; null for all. */
  readonly part: FilePart | null;
  readonly lineBase: (() => number) | null;
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

function firstTime(file: SourceFile, sniff: ServerSniff): number {
  const probe: SourceFile = { ...file, bytes: limited(file) };
  const none = { add: () => 0, extend: () => {}, intern: () => 0, setDigest: () => {} };
  const scan = scanServerLog(probe, sniff, {
    sink: none,
    matcher: serverMatcher,
    isStart,
    keep: { what: "notable" },
    index: null,
  });
  return Number.isNaN(scan.firstUs) ? 0 : scan.firstUs;
}

function limited(file: SourceFile): SourceFile["bytes"] {
  return {
    size: Math.min(file.bytes.size, SNIFF_BYTES),
    read: (target, position) => {
      const room = Math.max(0, Math.min(target.length, SNIFF_BYTES - position));
      return file.bytes.read(target.subarray(0, room), position);
    },
    close: () => {},
  };
}

/** Pass 2: only blocks that touch a window, only ordinary operation. Twins are read once. */
export function scanChatter(
  timeline: Timeline,
  store: PageStore,
  files: readonly ServerFile[],
  windows: readonly Window[],
): void {
  const spans = windows.map((window) => ({ startUs: window.start, endUs: window.end }));
  const keep = { what: "chatter", windows: spans, codes: READ_IN_WINDOWS, sampled: SAMPLED_IN_WINDOWS } as const;
  const streams = new Map<string, number>();
  for (const { file, instance, sniff, index, part, lineBase } of files) {
    const stream = streams.get(instance) ?? addInstance(timeline, { instance, files: [{ file, sniff }] });
    streams.set(instance, stream);
    const pages: Page[] = [];
    const writer = new SegmentWriter((page) => pages.push(store.keep(page)));
    const sink = writer.sink(0);
    for (const { byteOffset, line, endOffset } of index.pieces(spans, part?.to ?? file.bytes.size)) {
      const from = { byteOffset, line };
      scanServerLog(file, sniff, { sink, matcher: serverMatcher, isStart, keep, index: null, from, to: endOffset });
    }
    timeline.add(file, { ...writer.finish(), pages }, [stream], lineBase);
  }
}
