import { leadingCount, LevelCode, SECOND_US, type Window } from "../model/index.ts";
import type { Scanner } from "../parse/index.ts";
import { type HistogramData, secondsOf, type Timeline } from "../timeline/index.ts";
import { addInstance, type ServerFile } from "./load-server.ts";
import type { ScanJob, Scans } from "./scan-files.ts";

/** What is to be read again: blocks that touch a window and hold ordinary operation there. Files without any are left out. */
export function chatterJobs(
  files: readonly ServerFile[],
  windows: readonly Window[],
  scanner: Scanner,
): readonly ScanJob[] {
  const spans = windows.map((window) => ({ startUs: window.start, endUs: window.end }));
  return files.flatMap(({ file, sniff, index, histogram, part }): readonly ScanJob[] => {
    const ordinary = ordinaryIn(histogram);
    const pieces = index.pieces(spans, part?.to ?? file.bytes.size, ordinary);
    if (pieces.length === 0) return [];
    return [{ file, task: { kind: "chatter", path: file.path, sniff, scanner, windows: spans, pieces } }];
  });
}

/** Whether ordinary operation, which is of one level, was written between two moments (µs). */
function ordinaryIn(histogram: HistogramData | null): (startUs: number, endUs: number) => boolean {
  if (histogram === null) return () => true;
  const seconds = secondsOf(histogram, LevelCode.info);
  return (startUs, endUs) => {
    const from = Math.floor(startUs / SECOND_US) - histogram.seconds;
    const low = leadingCount(seconds.length, (i) => !((seconds[i] ?? 0) > from));
    return (seconds[low] ?? Number.POSITIVE_INFINITY) <= endUs / SECOND_US;
  };
}

/** Adds what was read again, a stream for each instance. Twins are read once. */
export async function addChatter(timeline: Timeline, files: readonly ServerFile[], scans: Scans): Promise<void> {
  const streams = new Map<string, number>();
  for (const { file, instance, sniff, lineBase } of files) {
    const stream = streams.get(instance) ?? addInstance(timeline, { instance, files: [{ file, sniff }] });
    streams.set(instance, stream);
    if (!scans.has(file)) continue;
    // oxlint-disable-next-line no-await-in-loop -- rows are numbered in the files' order
    const scanned = await scans.of(file);
    for (const { result, pages } of scanned) timeline.add(file, { ...result.segment, pages }, [stream], lineBase);
  }
}
