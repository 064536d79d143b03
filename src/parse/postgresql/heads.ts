import type { SourceFile } from "../../model/index.ts";
import { PartCode } from "../../model/index.ts";
import { Head, LineKind } from "./head.ts";
import { scanServerLog } from "./index.ts";
import type { ServerSniff } from "./sniff.ts";
import { lineFrom } from "../line-from.ts";

const NEWLINE = 10;

/** Dated records: where they begin, and their times in µs, in file order. */
export interface ServerHeads {
  readonly offsets: readonly number[];
  readonly timesUs: readonly number[];
}

/**
 * Finds the dated records of pieces of a server log, which may begin and end anywhere: those that begin with a line that
 * begins there. Null for exports as CSV, whose rows lie in any order.
 */
export function serverHeadReader(
  file: SourceFile,
  sniff: ServerSniff,
): ((from: number, to: number) => ServerHeads) | null {
  if (sniff.format === "console-csv") return null;
  return sniff.format === "stderr" ? stderrHeads(file) : scannedHeads(file, sniff);
}

/** By prefixes alone: lines that a client forged are heads here, which the scan of the part tells. */
function stderrHeads({ bytes }: SourceFile): (from: number, to: number) => ServerHeads {
  const head = new Head();
  let piece = Buffer.alloc(0);
  return (from, to) => {
    const offsets: number[] = [];
    const timesUs: number[] = [];
    // The byte before tells whether the first one begins a line.
    const start = Math.max(0, from - 1);
    if (piece.length < to - start) piece = Buffer.allocUnsafe(to - start);
    const got = bytes.read(piece.subarray(0, to - start), start);
    let at = from === 0 ? 0 : lineEnd(piece, 0, got) + 1;
    while (at < got) {
      const end = lineEnd(piece, at, got);
      if (head.read(piece, at, end) === LineKind.head && head.label.part === PartCode.message) {
        offsets.push(start + at);
        timesUs.push(head.timeUs);
      }
      at = end + 1;
    }
    return { offsets, timesUs };
  };
}

function lineEnd(bytes: Buffer, at: number, end: number): number {
  const newline = bytes.indexOf(NEWLINE, at);
  return newline === -1 || newline > end ? end : newline;
}

const nothingKept = { add: () => -1, extend: () => {}, intern: () => 0, setDigest: () => {} };
const nothingMatched = { match: () => 0, isOrdinary: () => false, isChatter: () => false };

function scannedHeads(file: SourceFile, sniff: ServerSniff): (from: number, to: number) => ServerHeads {
  return (from, to) => {
    const offsets: number[] = [];
    const timesUs: number[] = [];
    const start = lineFrom(file.bytes, from, to);
    if (start === null) return { offsets, timesUs };
    const head = (byteOffset: number, _line: number, timeUs: number): void => {
      offsets.push(byteOffset);
      timesUs.push(timeUs);
    };
    scanServerLog(file, sniff, {
      sink: nothingKept,
      matcher: nothingMatched,
      isStart: () => false,
      keep: { what: "notable" },
      index: { head },
      scanner: "plain",
      from: { byteOffset: start, line: 1, unsure: start > 0 },
      to,
    });
    return { offsets, timesUs };
  };
}
