import type { HistogramSink, LineCounts, Problem, RecordSink, ServerMatcher } from "../../model/index.ts";

/** Formats of PostgreSQL server logs. */
export type ServerFormat = "stderr" | "csvlog" | "jsonlog" | "console-csv";

/** Which records a scan hands to the sink. All are counted whatever is kept. */
export type Keep =
  /** Warnings and worse, lines a signature names, LOG lines nothing knows; not ordinary operation. */
  | { readonly what: "notable" }
  /** Everything. */
  | { readonly what: "all" }
  /** Only ordinary operation (connections, statements, durations), inside these closed intervals (µs). */
  | {
      readonly what: "chatter";
      readonly windows: readonly { readonly startUs: number; readonly endUs: number }[];
      /** Signature codes that somebody reads; the rest stays in the file. */
      readonly codes: ReadonlySet<number>;
      /** Of those, the ones of which a few a second are enough. */
      readonly sampled: ReadonlySet<number>;
    };

/** A silence that is told to the index, µs: much less than what it calls a gap. */
export const RUN_GAP_US = 10_000_000;

/** One entry of the sparse index: a record that starts a block of about 64 KiB. */
interface IndexSink {
  /**
   * A record head at `byteOffset`, physical line `line`, at `timeUs`; called for every dated record, or, of records
   * before `blockEnd` that a silence of {@link RUN_GAP_US} does not part, for the earliest and the latest alone.
   */
  head(byteOffset: number, line: number, timeUs: number): void;
  /** A record from this offset on starts a block; without it every record is told. */
  readonly blockEnd?: number;
}

/** Which records count; asked for every message, in file order. */
export interface TimeGate {
  /** @param timeUs NaN for an undated record, which goes where its predecessor went */
  passes(timeUs: number): boolean;
  /** Whether records of about the time of the last may be let through unasked; the gate is told of them afterwards. */
  readonly isCertain?: boolean;
  /** Records were let through unasked: the earliest of them, the latest and the last in the file. */
  passed?(lowUs: number, highUs: number, lastUs: number): void;
}

/** Digest of a message, to find the same record in a twin file or under another name. */
interface DigestSink {
  setDigest(row: number, digest: number): void;
}

/**
 * `fast` passes over ordinary operation in WebAssembly, `plain` reads every line in TypeScript: the same result, and its
 * oracle.
 */
export type Scanner = "fast" | "plain";

export interface ScanPorts {
  readonly sink: RecordSink & DigestSink;
  readonly matcher: ServerMatcher;
  readonly keep: Keep;
  /** Whether a signature code is the start of a server. */
  readonly isStart: (code: number) => boolean;
  readonly index: IndexSink | null;
  /** Records it does not let through are counted in the scan's lines, and nowhere else; null lets all through. */
  readonly gate?: TimeGate | null;
  /** Counts every dated message; null when nobody asks. */
  readonly histogram?: HistogramSink | null;
  /** `fast` unless said otherwise, where WebAssembly is there. */
  readonly scanner?: Scanner;
  /**
   * Part of the file to scan: a record's first byte and its physical line. `unsure`: any line's first byte. `continues`:
   * a cut of the file (`serverCuts`), and another scan is of what lies before.
   */
  readonly from?: {
    readonly byteOffset: number;
    readonly line: number;
    readonly unsure?: boolean;
    readonly continues?: boolean;
  };
  readonly to?: number;
  /** `to` is a cut of the file, and another scan is of what lies behind. */
  readonly goesOn?: boolean;
  /** Size of one read; tests cut everywhere with it. */
  readonly blockBytes?: number;
}

/** What a scan of a file came to. */
export interface ServerScan {
  readonly counts: LineCounts;
  readonly problems: readonly Problem[];
  readonly firstUs: number;
  readonly lastUs: number;
  /** Time of the last dated line, which may be a secondary one. */
  readonly lastLineUs: number;
  /** Excerpt pasted by hand: lines elided or without prefix. It cannot show that nothing else happened. */
  readonly excerpt: boolean;
  /** It began at a cut, and something in it belongs to what lies before: only a scan of both can tell what. */
  readonly cutOff: boolean;
}

/** Whether ordinary operation at `timeUs` is inside one of the windows. */
export function inWindows(
  windows: readonly { readonly startUs: number; readonly endUs: number }[],
  timeUs: number,
): boolean {
  for (const w of windows) if (timeUs >= w.startUs && timeUs <= w.endUs) return true;
  return false;
}

/** FNV-1a over at most 96 bytes of a message: enough to tell records of one second and pid apart. */
export function digestOf(buffer: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  const stop = Math.min(end, start + 96);
  for (let i = start; i < stop; i++) hash = Math.imul(hash ^ (buffer[i] ?? 0), 0x01000193);
  return hash >>> 0;
}
