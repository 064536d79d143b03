import type { SourceFile, Window } from "../model/index.ts";
import { type ServerScan, type ServerSniff, scanServerLog, sniffServerLog } from "../parse/index.ts";
import { codes, serverMatcher } from "../signatures/index.ts";
import { BlockIndex, type Timeline } from "../timeline/index.ts";
import type { InstanceFiles } from "./group.ts";

/** First bytes of a file looked at to tell its format. */
const SNIFF_BYTES = 256 * 1024;

const isStart = (code: number): boolean => code === codes.code("server-starting");

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
}

/** First bytes of a file. */
function headOf(file: SourceFile, bytes = SNIFF_BYTES): Uint8Array {
  const head = Buffer.allocUnsafe(Math.min(bytes, file.bytes.size));
  return head.subarray(0, file.bytes.read(head, 0));
}

/** Pass 1 over one instance's logs: all bytes once, columns for what matters, a sparse index for the rest. */
export function scanInstance(
  timeline: Timeline,
  group: InstanceFiles,
  keep: "notable" | "all",
  opening: (file: SourceFile, format: ServerSniff["format"]) => void,
  done: (file: SourceFile, fromRow: number) => void,
): { readonly files: readonly ServerFile[]; readonly unread: readonly SourceFile[] } {
  const known = group.files.flatMap((file) => {
    const sniff = sniffServerLog(headOf(file));
    return sniff === null ? [] : [{ file, sniff, firstUs: firstTime(file, sniff) }];
  });
  const unread = group.files.filter((file) => !known.some((each) => each.file === file));
  // Rotated files in sequence: by the first time inside, then by name. A twin (csv beside stderr) follows its file.
  known.sort((a, b) => a.firstUs - b.firstUs || (a.file.path < b.file.path ? -1 : 1));
  const formats = [...new Set(known.map((each) => each.sniff.format))].sort();
  const stream = timeline.addStream({
    kind: "server",
    name: group.instance,
    files: known.map((each) => each.file.path),
    format: formats,
    timeBasis: "stated",
    offsetSeconds: 0,
  });
  const files = known.map(({ file, sniff }): ServerFile => {
    opening(file, sniff.format);
    const index = new BlockIndex();
    const sink = timeline.openSink(file, stream.index);
    const fromRow = timeline.count;
    const scan = scanServerLog(file, sniff, { sink, matcher: serverMatcher, isStart, keep: { what: keep }, index });
    done(file, fromRow);
    return { file, instance: group.instance, sniff, scan, index };
  });
  return { files, unread };
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
export function scanChatter(timeline: Timeline, files: readonly ServerFile[], windows: readonly Window[]): void {
  const spans = windows.map((window) => ({ startUs: window.start, endUs: window.end }));
  const streams = new Map<string, number>();
  for (const { file, instance, sniff, index } of files) {
    const streamIndex =
      streams.get(instance) ??
      timeline.addStream({
        kind: "server",
        name: instance,
        files: [],
        format: [sniff.format],
        timeBasis: "stated",
        offsetSeconds: 0,
      }).index;
    streams.set(instance, streamIndex);
    const sink = timeline.openSink(file, streamIndex);
    for (const piece of index.pieces(spans, file.bytes.size)) {
      scanServerLog(file, sniff, {
        sink,
        matcher: serverMatcher,
        isStart,
        keep: { what: "chatter", windows: spans, codes: READ_IN_WINDOWS, sampled: SAMPLED_IN_WINDOWS },
        index: null,
        from: { byteOffset: piece.byteOffset, line: piece.line },
        to: piece.endOffset,
      });
    }
  }
}
