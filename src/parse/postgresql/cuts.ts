import { LevelCode, PartCode, type SourceFile } from "../../model/index.ts";
import { LOOKAHEAD_BYTES, MAX_CUT_BYTES, decidedFrom } from "./forgery.ts";
import { Head, LineKind } from "./head.ts";
import { isSession, parseRecord } from "./jsonlog-row.ts";
import { labelNamed } from "./labels.ts";
import type { ServerSniff } from "./sniff.ts";

const NEWLINE = 10;

/** What is looked through for one cut. */
const PIECE_BYTES = 128 * 1024;

/** In front of a cut nothing may begin whose meaning depends on so many bytes behind it. */
const CLEAR_BYTES = MAX_CUT_BYTES + 2 * LOOKAHEAD_BYTES;

/** Tells lines apart, as they stand in a piece. */
interface LineReader {
  /** `record`: a LOG message of a session. `doubtful`: what it means depends on what lies behind it. */
  (piece: Buffer, at: number, end: number): "record" | "doubtful" | "other";
}

/**
 * Where a log may be cut, near to equal parts: at LOG messages of sessions, so that no part begins with what belongs to
 * the one before, nor ends with what the next one explains. There are none in a file of less than two parts, in pasted
 * excerpts, and in CSV, where only who reads from the beginning knows what is quoted.
 *
 * @param partBytes how long the parts should be, at least
 * @returns file offsets, rising, without the file's ends
 */
export function serverCuts(
  { bytes }: SourceFile,
  { format, excerpt }: ServerSniff,
  partBytes: number,
): readonly number[] {
  const parts = Math.floor(bytes.size / partBytes);
  const line = format === "stderr" && !excerpt ? stderrLines() : format === "jsonlog" ? jsonlogLine : null;
  if (parts < 2 || line === null) return [];
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  const cuts: number[] = [];
  for (let i = 1; i < parts; i++) {
    const from = Math.max(Math.floor((bytes.size * i) / parts), cuts.at(-1) ?? 0);
    const start = Math.max(0, from - CLEAR_BYTES);
    const got = bytes.read(piece, start);
    const at = cutIn(piece.subarray(0, got), from - start, line);
    if (at !== -1) cuts.push(start + at);
  }
  return cuts;
}

/** Index of the first line behind `from` that a part may begin with; -1 for none. */
function cutIn(piece: Buffer, from: number, line: LineReader): number {
  let clearFrom = from + 1;
  for (let at = piece.indexOf(NEWLINE) + 1; at > 0;) {
    const end = piece.indexOf(NEWLINE, at);
    if (end === -1) return -1;
    const kind = line(piece, at, end);
    if (kind === "doubtful") clearFrom = Math.max(clearFrom, at + CLEAR_BYTES);
    else if (kind === "record" && at >= clearFrom) return at;
    at = end + 1;
  }
  return -1;
}

function stderrLines(): LineReader {
  const head = new Head();
  return (piece, at, end) => {
    const kind = head.read(piece, at, end);
    if (decidedFrom(kind, head, at, end) >= 0) return "doubtful";
    const isLog = head.label.level === LevelCode.info && head.label.part === PartCode.message;
    return kind === LineKind.head && isLog && !head.background ? "record" : "other";
  };
}

function jsonlogLine(piece: Buffer, at: number, end: number): ReturnType<LineReader> {
  const record = parseRecord(piece.subarray(at, end));
  const isLog = record !== null && labelNamed(record.error_severity)?.level === LevelCode.info;
  return isLog && isSession(record) ? "record" : "other";
}
