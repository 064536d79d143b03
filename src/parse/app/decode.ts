import type { RecordText } from "../../model/index.ts";
import { appLine } from "./app-line.ts";
import { firstHead, lastResort } from "./detect.ts";
import { lineText } from "./lines.ts";
import { recordText } from "./record.ts";
import { Pieces, unwrapLine, wrapperChain } from "./unwrap.ts";
import type { LogicalLine } from "./unwrap.ts";
import { zoneClock } from "./zone.ts";

/**
 * Takes a record's bytes (continuation lines included) apart again, as the scan that found it did. `format` is the
 * stream's: its wrappers are removed; the payload is read by the most specific format that fits, as in the scan.
 *
 * @throws {RangeError} if `zone` is unknown (the caller's option).
 */
export function decodeAppRecord(bytes: Uint8Array, format: readonly string[], zone: string): RecordText {
  const [first, ...rest] = logicalLines(bytes, format);
  const line = appLine(first?.text ?? "");
  const head = firstHead(line)?.head ??
    lastResort.head(line) ?? { stamp: null, level: "none", message: line.text, error: null, data: null };
  const texts = rest.map((one) => appLine(one.text).text).map((text) => (text.trim() === "" ? "" : text));
  return recordText(head, texts, first?.stamp ?? null, zoneClock(zone));
}

function logicalLines(bytes: Uint8Array, format: readonly string[]): readonly LogicalLine[] {
  const chain = wrapperChain(format);
  const pieces = new Pieces();
  const lines: LogicalLine[] = [];
  for (let start = 0, number = 1; start <= bytes.length; number++) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    const text = lineText(bytes.subarray(start, end));
    const physical = { text, offset: start, byteLength: end - start, number, nulAt: -1 };
    const whole = pieces.add(unwrapLine(chain, text), physical);
    if (whole !== null) lines.push(whole);
    start = end + 1;
  }
  const left = pieces.rest();
  return left === null ? lines : [...lines, left];
}
