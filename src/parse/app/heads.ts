import type { SourceFile } from "../../model/index.ts";
import { lineFrom } from "../line-from.ts";
import { csvHeaderOf } from "./csv/header.ts";
import { detectLayout, sampleLines } from "./detect.ts";
import { physicalLines } from "./lines.ts";
import { FileProblems } from "./problems.ts";
import { Tracks } from "./tracks.ts";
import { barePiece, unwrapLine } from "./unwrap.ts";

/** Dated records: where they begin, and their times in µs, in file order. */
export interface AppHeads {
  readonly offsets: readonly number[];
  readonly timesUs: readonly number[];
}

/**
 * Finds the dated records of pieces of an application log, which may begin and end anywhere. Null for an export as CSV.
 *
 * @throws {RangeError} if `zone` is unknown (the caller's option).
 */
export function appHeadReader(file: SourceFile, zone: string): ((from: number, to: number) => AppHeads) | null {
  if (csvHeaderOf(file.bytes) !== null) return null;
  const layout = detectLayout(sampleLines(file.bytes).map(barePiece));
  return (from, to) => {
    const start = lineFrom(file.bytes, from, to);
    if (start === null) return { offsets: [], timesUs: [] };
    const found: { readonly offset: number; readonly timeUs: number }[] = [];
    const sink = {
      add(timeUs: number, _precision: number, _level: number, _part: number, _signature: number, offset: number) {
        if (!Number.isNaN(timeUs)) found.push({ offset, timeUs });
        return -1;
      },
      extend: () => {},
      intern: () => 0,
    };
    const counts = { lines: 0, records: 0, continuations: 0, quarantined: 0 };
    const ports = { open: () => sink, matcher: { match: () => 0 }, keep: "all", zone } as const;
    const tracks = new Tracks(ports, layout, counts, new FileProblems(file.path), true);
    for (const line of physicalLines(file.bytes, start, to))
      tracks.push(unwrapLine(layout.wrappers, barePiece(line.text)), line);
    tracks.finish([]);
    found.sort((a, b) => a.offset - b.offset);
    return { offsets: found.map(({ offset }) => offset), timesUs: found.map(({ timeUs }) => timeUs) };
  };
}
