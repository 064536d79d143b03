import type { Exhibit, LineCounts, MetricSeries, Problem } from "../../model/index.ts";
import { type OsReading, placeInMessage, readOsMessage } from "./os-metric-message.ts";
import { osSeries } from "./os-metric-series.ts";

/** Messages have some kilobytes, with hundreds of processes some hundred; a longer line is none. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;
/** Told one by one; a file that is wrong everywhere must not fill the report. */
const MAX_TOLD = 20;

/**
 * Reads Enhanced Monitoring: messages of the log group RDSOSMetrics, one JSON object a line. Per instance it gives
 * `os.memory.freeOrCached` (lowest of its bucket), `os.swap.used` (highest) and `os.memory.total`, bytes.
 *
 * None of them bears a name of CloudWatch's. `FreeableMemory` is the kernel's MemAvailable, and a message has nothing
 * that says how much of `cached` could be given back: shared memory is among it, so free + buffers + cached is the most
 * that could be had. Little of it shows want of memory; much of it does not show comfort.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Monitoring-Available-OS-Metrics.html
 *
 * @param path name used in citations
 */
export function parseOsMetrics(
  bytes: Uint8Array,
  path: string,
): {
  readonly metrics: readonly MetricSeries[];
  /** At least one message could be read. */
  readonly supplied: boolean;
  readonly problems: readonly Problem[];
  readonly counts: LineCounts;
} {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const counts = { lines: 0, records: 0, continuations: 0, quarantined: 0 };
  const readings: OsReading[] = [];
  const problems: Problem[] = [];
  let bad: { readonly line: number; readonly byteOffset: number; readonly reason: string } | null = null;
  for (let start = 0, end = 0; start < buffer.length; start = end + 1) {
    const newline = buffer.indexOf(10, start);
    end = newline === -1 ? buffer.length : newline;
    const line = ++counts.lines;
    const read =
      end - start > MAX_LINE_BYTES ? "the line is too long for a message" : readOsMessage(buffer, start, end, line);
    if (read === null) counts.continuations++;
    else if (typeof read === "string") {
      counts.quarantined++;
      bad ??= { line, byteOffset: start, reason: read };
    } else {
      counts.records++;
      if (read.reading !== null) readings.push(read.reading);
      if (read.trouble === null) continue;
      const { pointer, reason } = read.trouble;
      if (problems.length < MAX_TOLD) problems.push({ kind: "unusable-value", file: path, line, pointer, reason });
    }
  }
  if (bad !== null) {
    const { line: firstLine, byteOffset, reason } = bad;
    const count = counts.quarantined;
    problems.push({ kind: "quarantined-lines", file: path, count, firstLine, byteOffset, reason });
  }
  const metrics = osSeries(readings, (reading, of, text) => exhibitOf(buffer, path, reading, of, text));
  return { metrics, supplied: counts.records > 0, problems, counts };
}

/** The object of the message, or the whole of it where that cannot be told apart. */
function exhibitOf(bytes: Buffer, file: string, reading: OsReading, of: "memory" | "swap", text: string): Exhibit {
  const { us, instance, line, start, end } = reading;
  const place = placeInMessage(bytes, reading, of);
  const whole = { byteOffset: start, byteLength: end - start };
  const source = { file, line, ...(place ?? whole), pointer: place === null ? "" : `/${of}` };
  return { kind: "metric", us, instance, text, source };
}
