import type { LineCounts, SourceFile } from "../../model/index.ts";
import { csvHeaderOf } from "./csv/header.ts";
import { scanCsv } from "./csv/scan.ts";
import { detectLayout, sampleLines } from "./detect.ts";
import type { AppScan, AppScanPorts } from "./index.ts";
import { LINE_LIMIT, physicalLines } from "./lines.ts";
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
  for (const line of physicalLines(file.bytes, ports.from, ports.to)) {
    counts.lines++;
    problems.line(line, LINE_LIMIT);
    tracks.push(unwrapLine(layout.wrappers, barePiece(line.text)), line);
  }
  const streams = tracks.finish(layout.wrappers.map((wrapper) => wrapper.id));
  return { streams, counts, problems: problems.list() };
}
