import type { SourceFile } from "../model/index.ts";
import { joinScans, serverCuts, type ServerScan, type ServerSniff } from "../parse/index.ts";
import { BlockIndex, fitTogether, Histogram, type HistogramData, type SegmentFacts } from "../timeline/index.ts";

/** A part of a log that is scanned by itself; its lines are numbered from 1. */
export interface FileRange {
  readonly from: number;
  readonly to: number;
  /** It goes to the file's end. */
  readonly last: boolean;
}

/** Where several share the work each has some ranges of about this length to do; each is begun anew. */
export const RANGE_BYTES = 128 * 1024 * 1024;

/** The ranges that a log is cut into; null for a log that is scanned in one go. */
export function rangesOf(file: SourceFile, sniff: ServerSniff, rangeBytes: number): readonly FileRange[] | null {
  const cuts = serverCuts(file, sniff, rangeBytes);
  if (cuts.length === 0) return null;
  const ends = [...cuts, file.bytes.size];
  return ends.map((to, i) => ({ from: ends[i - 1] ?? 0, to, last: i === cuts.length }));
}

/** What a log came to. */
export interface ScannedLog {
  readonly scan: ServerScan;
  readonly index: BlockIndex;
  /** Its dated messages by second and level. */
  readonly histogram: HistogramData | null;
  /** Lines of the file before each range. */
  readonly linesBefore: readonly number[];
}

/** Puts together what a log's ranges came to, in the file's order; null where only a scan of the whole can tell. */
export function joined(
  path: string,
  results: readonly { readonly scan: ServerScan; readonly segment: SegmentFacts }[],
): ScannedLog | null {
  const [only] = results;
  if (only !== undefined && results.length === 1) {
    const { scan, segment } = only;
    return { scan, index: new BlockIndex(segment.index), histogram: segment.histograms[0] ?? null, linesBefore: [0] };
  }
  const scan = joinScans(
    path,
    results.map((result) => result.scan),
  );
  if (scan === null || !fitTogether(results.map(({ segment }) => segment.names))) return null;
  const index = new BlockIndex();
  const histogram = new Histogram();
  const linesBefore: number[] = [];
  let lines = 0;
  for (const result of results) {
    linesBefore.push(lines);
    index.append(result.segment.index, lines, result.scan.firstUs);
    for (const each of result.segment.histograms) histogram.add(each);
    lines += result.scan.counts.lines;
  }
  return { scan, index, histogram: histogram.data(), linesBefore };
}
