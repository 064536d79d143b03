// Runs a server log from memory through the scanner, without signatures, and reads every row back.
import { expect } from "vitest";
import {
  type ByteReader,
  type LineCounts,
  type Problem,
  type RecordText,
  type SourceFile,
  type Stream,
  parts,
} from "../../../src/model/index.ts";
import {
  type ServerFormat,
  type ServerScan,
  decodeServerRecord,
  scanServerLog,
  sniffServerLog,
} from "../../../src/parse/index.ts";
import type { Keep } from "../../../src/parse/postgresql/scan.ts";
import { Timeline } from "../../../src/timeline/index.ts";
import { fill } from "../../timeline/fill.ts";

/** A file that lies in memory. */
function memory(bytes: Uint8Array): ByteReader {
  return {
    size: bytes.length,
    read: (target, position) => {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    },
    close: () => {},
  };
}

export function source(bytes: Uint8Array, path = "server.log"): SourceFile {
  return {
    path,
    bytesOnDisk: bytes.length,
    encoding: [],
    kind: "postgresql",
    instance: "aurora-1",
    client: null,
    guesses: [],
    bytes: memory(bytes),
  };
}

/** A row as a test states it. */
interface ScannedRow {
  readonly us: number | null;
  readonly precision: string;
  readonly level: string;
  readonly part: string;
  readonly pid: number;
  /** `background`, or `host(port) user@database`. */
  readonly who: string;
  readonly text: RecordText;
  readonly raw: string;
  readonly line: number;
  readonly byteOffset: number;
  readonly byteLength: number;
  /** Index of the row that this one explains, or -1. */
  readonly parent: number;
}

export interface Scanned {
  readonly counts: LineCounts;
  readonly problems: readonly Problem[];
  readonly rows: readonly ScannedRow[];
  readonly scan: ServerScan;
  readonly timeline: Timeline;
  readonly stream: Stream;
  /** Lines and times of the record heads that were offered to the index. */
  readonly heads: readonly { readonly byteOffset: number; readonly line: number; readonly us: number }[];
}

export interface Options {
  /** Told by content unless given. */
  readonly format?: ServerFormat;
  readonly excerpt?: boolean;
  readonly blockBytes?: number;
  readonly keep?: Keep;
  readonly file?: SourceFile;
}

const levelNames = ["none", "debug", "info", "notice", "warning", "error", "fatal", "panic"];

export function scan(input: string | Uint8Array, options: Options = {}): Scanned {
  const bytes = typeof input === "string" ? Buffer.from(input, "utf8") : input;
  const sniffed = sniffServerLog(bytes.subarray(0, 256 * 1024));
  const format = options.format ?? sniffed?.format ?? "stderr";
  const excerpt = options.excerpt ?? sniffed?.excerpt ?? false;
  const timeline = new Timeline((record) => decodeServerRecord(record, format));
  const file = options.file ?? source(bytes);
  const stream = timeline.addStream({
    kind: "server",
    name: "aurora-1",
    files: [file.path],
    format: [format],
    timeBasis: "stated",
    offsetSeconds: 0,
  });
  const heads: { byteOffset: number; line: number; us: number }[] = [];
  const { result } = fill(timeline, source(bytes), [stream.index], (sink) =>
    scanServerLog(
      file,
      { format, excerpt, why: "test" },
      {
        sink,
        matcher: { match: () => 0, isChatter: () => false, isOrdinary: () => false },
        isStart: () => false,
        keep: options.keep ?? { what: "all" },
        index: { head: (byteOffset, line, us) => heads.push({ byteOffset, line, us }) },
        ...(options.blockBytes === undefined ? {} : { blockBytes: options.blockBytes }),
      },
    ),
  );
  const all = [...timeline.ofStream(stream)];
  const parents = new Map(all.flatMap((row) => timeline.childrenOf(row).map((child) => [child, row] as const)));
  const rows = all.map((row): ScannedRow => {
    const us = timeline.statedUs(row);
    const who = timeline.who(row);
    const port = timeline.port(row);
    const { line, byteOffset, byteLength } = timeline.source(row);
    return {
      us: Number.isNaN(us) ? null : us,
      precision: timeline.precision(row),
      level: levelNames[timeline.level(row)] ?? "?",
      part: parts[timeline.part(row)] ?? "?",
      pid: timeline.pid(row),
      who:
        who === null ? "background" : `${who.host}${port === 0 ? "" : `(${port})`} ${who.user}@${who.database}`.trim(),
      text: timeline.text(row),
      raw: timeline.raw(row),
      line,
      byteOffset,
      byteLength,
      parent: parents.get(row) ?? -1,
    };
  });
  return { counts: result.counts, problems: result.problems, rows, scan: result, timeline, stream, heads };
}

/** Newlines, and a last line without one. */
export function physicalLines(bytes: Uint8Array): number {
  let lines = 0;
  for (const byte of bytes) if (byte === 10) lines++;
  return bytes.length > 0 && bytes.at(-1) !== 10 ? lines + 1 : lines;
}

/** What of a scan must not depend on where blocks end. */
function essence({ counts, problems, rows, heads, scan: { firstUs, lastUs } }: Scanned): unknown {
  return { counts, problems, rows, heads, firstUs, lastUs };
}

/** Expects two scans to give the same; as text first, which is what makes cutting everywhere affordable. */
export function expectSame(found: Scanned, expected: Scanned, where = ""): void {
  if (JSON.stringify(essence(found)) !== JSON.stringify(essence(expected)))
    expect(essence(found), where).toEqual(essence(expected));
}

/** Kinds of the problems, in order. */
export function kinds(scanned: Scanned): readonly string[] {
  return scanned.problems.map(({ kind }) => kind);
}

/** Microseconds of an ISO instant. */
export function instant(iso: string): number {
  return Date.parse(iso) * 1000;
}
