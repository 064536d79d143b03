import { UNDATED } from "../../model/index.ts";
import { Notes } from "./notes.ts";
import type { ServerScan } from "./scan.ts";

/**
 * Scans of a log's ranges, in the file's order and each with lines numbered from 1, as one scan of the whole. Null where
 * only that one can tell.
 */
export function joinScans(path: string, scans: readonly ServerScan[]): ServerScan | null {
  const counts = { lines: 0, records: 0, continuations: 0, quarantined: 0 };
  const notes = new Notes(path);
  let [firstUs, lastUs, lastLineUs] = [UNDATED, UNDATED, UNDATED];
  for (const scan of scans) {
    if (scan.cutOff) return null;
    if (scan.firstUs < lastLineUs) notes.backwards(counts.lines + 1, lastLineUs, scan.firstUs);
    if (!notes.append(scan.problems, counts.lines)) return null;
    counts.lines += scan.counts.lines;
    counts.records += scan.counts.records;
    counts.continuations += scan.counts.continuations;
    counts.quarantined += scan.counts.quarantined;
    if (Number.isNaN(firstUs)) ({ firstUs } = scan);
    if (!Number.isNaN(scan.lastUs)) ({ lastUs } = scan);
    if (!Number.isNaN(scan.lastLineUs)) ({ lastLineUs } = scan);
  }
  return { counts, problems: notes.problems(), firstUs, lastUs, lastLineUs, excerpt: false, cutOff: false };
}
