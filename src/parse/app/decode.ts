import { Buffer } from "node:buffer";
import type { RecordText } from "../../model/index.ts";
import { placesOf } from "./csv/places.ts";
import { rowPieces } from "./csv/row-pieces.ts";
import { firstHead } from "./detect.ts";
import type { Unwrapped } from "./format.ts";
import { levelled, plainHead } from "./head.ts";
import { lineText } from "./lines.ts";
import { payloadOf } from "./payload.ts";
import { recordText } from "./record.ts";
import { Pieces, barePiece, unwrapLine, wrapperChain } from "./unwrap.ts";
import type { LogicalLine } from "./unwrap.ts";
import { zoneClock } from "./zone.ts";

/**
 * Takes a record's bytes (continuation lines included) apart again, as the scan that found it did. `format` is the
 * stream's: its container and wrappers are removed; the payload is read by the most specific format that fits, as in
 * the scan.
 *
 * @throws {RangeError} if `zone` is unknown (the caller's option).
 */
export function decodeAppRecord(bytes: Uint8Array, format: readonly string[], zone: string): RecordText {
  const places = placesOf(format[0] ?? "");
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [first, ...rest] = logicalLines(places === null ? linePieces(buffer) : rowPieces(buffer, places), format);
  const { line, more } = payloadOf(first?.text ?? "");
  const head = levelled(firstHead(line)?.head ?? plainHead(line), first?.level ?? "none");
  const others = rest.map((one) => payloadOf(one.text)).flatMap((one) => [one.line.text, ...one.more]);
  const texts = [...more, ...others].map((text) => (text.trim() === "" ? "" : text));
  return recordText(head, texts, first?.stamp ?? null, zoneClock(zone));
}

/** The physical lines of a record. */
function linePieces(bytes: Buffer): readonly Unwrapped[] {
  const pieces: Unwrapped[] = [];
  for (let start = 0; start <= bytes.length;) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    pieces.push(barePiece(lineText(bytes.subarray(start, end))));
    start = end + 1;
  }
  return pieces;
}

function logicalLines(all: readonly Unwrapped[], format: readonly string[]): readonly LogicalLine[] {
  const chain = wrapperChain(format);
  const pieces = new Pieces();
  const lines: LogicalLine[] = [];
  for (const [number, outer] of all.entries()) {
    const physical = { text: "", offset: 0, byteLength: 0, number, count: 1, order: number, nulAt: -1 };
    const whole = pieces.add(unwrapLine(chain, outer), physical);
    if (whole !== null) lines.push(whole);
  }
  const left = pieces.rest();
  return left === null ? lines : [...lines, left];
}
