import type { LineCounts, SourceFile } from "../../model/index.ts";
import { type BlockConsumer, feedBlocks } from "../blocks.ts";
import { csvHeaderOf } from "./csv/header.ts";
import { scanCsv } from "./csv/scan.ts";
import { detectLayout, sampleLines } from "./detect.ts";
import type { AppWrapper } from "./format.ts";
import type { AppScan, AppScanPorts } from "./index.ts";
import { JsonRuns } from "./json-runs.ts";
import { LINE_LIMIT, lineText } from "./lines.ts";
import { FileProblems } from "./problems.ts";
import { Tracks } from "./tracks.ts";
import { barePiece, unwrapLine } from "./unwrap.ts";

/**
 * Reads an application log from its first byte to its last and hands the records worth keeping to the sinks. Two looks:
 * a sample of the whole file tells wrappers and formats, then one pass reads every line, or those asked for.
 *
 * @throws {RangeError} if `ports.zone` is unknown (the caller's option).
 */
export function scanAppLog(file: SourceFile, ports: AppScanPorts): AppScan {
  const header = csvHeaderOf(file.bytes);
  if (header !== null) return scanCsv(file, header, ports);
  const layout = detectLayout(sampleLines(file.bytes).map(barePiece));
  const counts: LineCounts = { lines: 0, records: 0, continuations: 0, quarantined: 0 };
  const problems = new FileProblems(file.path);
  const tracks = new Tracks(ports, layout, counts, problems, true);
  const { wrappers } = layout;
  const runs = JsonRuns.make(file.bytes, ports, tracks, wrappers, counts);
  const scanner = new LineScanner(tracks, wrappers, counts, problems, runs, ports.from?.line ?? 1);
  const { from, to, blockBytes } = ports;
  const allocate = runs === null ? undefined : (byteLength: number): Buffer => runs.buffer(byteLength);
  feedBlocks(file.bytes, scanner, from?.byteOffset, to, blockBytes, allocate);
  runs?.close();
  const streams = tracks.finish(wrappers.map((wrapper) => wrapper.id));
  return { streams, counts, problems: problems.list() };
}

/** Takes a file line by line, less those that may be passed over. */
class LineScanner implements BlockConsumer {
  private readonly tracks: Tracks;
  private readonly wrappers: readonly AppWrapper[];
  private readonly counts: LineCounts;
  private readonly problems: FileProblems;
  private readonly runs: JsonRuns | null;
  private readonly firstLine: number;

  constructor(
    tracks: Tracks,
    wrappers: readonly AppWrapper[],
    counts: LineCounts,
    problems: FileProblems,
    runs: JsonRuns | null,
    firstLine: number,
  ) {
    this.tracks = tracks;
    this.wrappers = wrappers;
    this.counts = counts;
    this.problems = problems;
    this.runs = runs;
    this.firstLine = firstLine;
  }

  consume(buffer: Buffer, end: number, base: number, final: boolean): number {
    const view = buffer.subarray(0, end);
    const { runs } = this;
    const hasNul = view.includes(0);
    runs?.attach(view, end, base);
    let at = 0;
    while (at < end) {
      at = runs?.pass(at, this.firstLine + this.counts.lines) ?? at;
      if (at === end) break;
      let newline = view.indexOf(10, at);
      if (newline === -1) {
        if (!final) break;
        newline = end;
      }
      const bytes = view.subarray(at, newline);
      this.take(bytes, base + at, bytes.length, hasNul ? bytes.indexOf(0) : -1);
      runs?.learn(at, newline);
      at = newline + 1;
    }
    return Math.min(at, end);
  }

  longLine(buffer: Buffer, end: number, base: number, byteLength: number): void {
    const bytes = buffer.subarray(0, end);
    this.take(bytes, base, byteLength, bytes.indexOf(0));
  }

  private take(bytes: Buffer, offset: number, byteLength: number, nul: number): void {
    const number = this.firstLine + this.counts.lines++;
    const nulAt = nul < 0 ? -1 : offset + nul;
    const line = {
      text: lineText(bytes, byteLength > LINE_LIMIT),
      offset,
      byteLength,
      number,
      count: 1,
      order: number,
      nulAt,
    };
    this.problems.line(line, LINE_LIMIT);
    this.tracks.push(unwrapLine(this.wrappers, barePiece(line.text)), line);
  }
}
