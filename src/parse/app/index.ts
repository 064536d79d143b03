// Application logs: formats and wrappers are one file each (formats/, wrappers/), found per stream, read in one pass;
// exports as CSV (csv/) are a container around them.
import type { ClientMatcher, HistogramSink, LineCounts, Problem, RecordSink } from "../../model/index.ts";
import type { TimeGate } from "../postgresql/scan.ts";
import type { Scanner } from "../postgresql/scan.ts";

export { decodeAppRecord } from "./decode.ts";
export { scanAppLog } from "./scan.ts";
export { sniffApplication } from "./sniff.ts";

/** What a stream of an application log turned out to be. */
export interface AppStreamInfo {
  /** `pod/container` where the wrapper names it; null for the file's only stream, or its lines outside of the wrapper. */
  readonly key: string | null;
  /** From the container or outermost wrapper to the payload: `["cri", "pino"]`, `["insights-csv(newest-first)", "pino"]`. */
  readonly format: readonly string[];
  /** Where the zone of most of its stamps comes from; `none` without any stamp. */
  readonly timeBasis: "stated" | "assumed" | "none";
  /** The newest record comes first in the file; records of a CSV export are handed over in the other order then. */
  readonly descending: boolean;
  /** Records with a time, kept or not. */
  readonly dated: number;
  /** Records without. */
  readonly undated: number;
  /** Earliest and latest time in microseconds, NaN without any. */
  readonly firstUs: number;
  readonly lastUs: number;
}

/** What a scan is given. */
export interface AppScanPorts {
  /** Opens a sink per stream key (null = the file's only stream); one with `count` is told of every dated record. */
  open(key: string | null): RecordSink & Partial<HistogramSink>;
  readonly matcher: ClientMatcher;
  /**
   * `notable`: warnings and worse, records with a signature, the first and the last record of a stream, and at most
   * one other record per stream and second (its time shows success). `all`: every record.
   */
  readonly keep: "notable" | "all";
  /** Zone for stamps without one: an IANA name or `UTC`. */
  readonly zone: string;
  /** `fast` unless said otherwise, where WebAssembly is there. */
  readonly scanner?: Scanner;
  /** Size of one read; tests cut everywhere with it. */
  readonly blockBytes?: number;
  /** A gate for each stream: records it does not let through are counted in the scan's lines, and nowhere else. */
  readonly gate?: (() => TimeGate) | null;
  /** Part of the file to read: a line's first byte and its number. Not of an export as CSV, which is read whole. */
  readonly from?: { readonly byteOffset: number; readonly line: number };
  readonly to?: number;
}

/** What a scan found besides the records it gave to the sinks. */
export interface AppScan {
  readonly streams: readonly AppStreamInfo[];
  readonly counts: LineCounts;
  readonly problems: readonly Problem[];
}
