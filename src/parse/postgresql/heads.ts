import type { SourceFile } from "../../model/index.ts";
import { PartCode } from "../../model/index.ts";
import { Head, LineKind } from "./head.ts";
import { scanServerLog } from "./index.ts";
import type { ServerSniff } from "./sniff.ts";

const NEWLINE = 10;

/** Dated records: where they begin, and their times in µs, in file order. */
export interface ServerHeads {
  readonly offsets: readonly number[];
  readonly timesUs: readonly number[];
}

/**
 * Finds the dated records of pieces of a server log; each piece begins with a line, and may end anywhere. Null for
 * exports as CSV, whose rows lie in any order.
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
  return (from, to) => {
    const offsets: number[] = [];
    const timesUs: number[] = [];
    const piece = Buffer.allocUnsafe(to - from);
    const got = bytes.read(piece, from);
    for (let at = 0; at < got;) {
      const newline = piece.indexOf(NEWLINE, at);
      const end = newline === -1 || newline > got ? got : newline;
      if (head.read(piece, at, end) === LineKind.head && head.label.part === PartCode.message) {
        offsets.push(from + at);
        timesUs.push(head.timeUs);
      }
      at = end + 1;
    }
    return { offsets, timesUs };
  };
}

const nothingKept = { add: () => -1, extend: () => {}, intern: () => 0, setDigest: () => {} };
const nothingMatched = { match: () => 0, isOrdinary: () => false, isChatter: () => false };

function scannedHeads(file: SourceFile, sniff: ServerSniff): (from: number, to: number) => ServerHeads {
  return (from, to) => {
    const offsets: number[] = [];
    const timesUs: number[] = [];
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
      from: { byteOffset: from, line: 1, unsure: from > 0 },
      to,
    });
    return { offsets, timesUs };
  };
}
