import type { TimeBasis } from "./time.ts";

/**
 * What kind of evidence a file holds. `unknown` files are listed and never silently dropped; `kept` files were collected
 * for people to check (AWS's answers as they came, parameters), and no analysis reads them.
 */
export type SourceKind =
  | "postgresql"
  | "rds-events"
  | "application"
  | "cluster"
  | "cloudtrail"
  | "metrics"
  | "case"
  | "endpoints"
  | "os-metrics"
  | "kubernetes"
  | "manifest"
  | "kept"
  | "unknown";

/**
 * Random access to the decoded bytes of one input: the file itself, or what its gzip, zstd or UTF-16 wrapper holds.
 * Positions are byte offsets in the decoded bytes. Reads are synchronous: the page cache answers, and a scan that
 * awaits per block is slower than the scan.
 */
export interface ByteReader {
  /** Decoded size in bytes, fixed when the file was opened: what grows later is not evidence of this run. */
  readonly size: number;
  /** Fills `target` from `position` on; returns how many bytes were read (fewer only at the end). */
  read(target: Uint8Array, position: number): number;
  close(): void;
}

/** Where a kind or an instance was told from; printed under `--verbose`. */
export interface Guess {
  readonly what: string;
  readonly from: "path" | "name" | "content" | "option" | "nothing";
}

/** One input file. `path` is the name used in every citation: relative to the case, `/`-separated. */
export interface SourceFile {
  readonly path: string;
  /** Size of the file as it lies on disk. */
  readonly bytesOnDisk: number;
  readonly encoding: readonly ("gzip" | "zstd" | "utf-16le" | "utf-16be" | "utf-8-bom")[];
  readonly kind: SourceKind;
  /** The instance this file belongs to, when its path, name or content names one. */
  readonly instance: string | null;
  /** The application stream (`service/pod`), for application logs. */
  readonly client: string | null;
  readonly guesses: readonly Guess[];
  /** Why nothing of it is read, though it is evidence (it lies outside of the window asked for); then `bytes` are as on disk. */
  readonly notRead?: string;
  readonly bytes: ByteReader;
}

/** A file as the report lists it. */
export interface InputReport {
  readonly file: string;
  readonly kind: SourceKind;
  /** From the outermost wrapper to the payload, e.g. `["cri", "pino"]`. */
  readonly format: readonly string[];
  readonly timeBasis: TimeBasis | "none";
  readonly sha256: string | null;
  readonly sha256State: "verified" | "manifest" | "none";
  /** What of it was not read, and why; only there when the analysis was limited to a window. */
  readonly notRead?: string;
}

/**
 * The conservation law (every physical line that was read is exactly one of these), summed over files. `files` and
 * `bytes` are all that was given; those of `outsideWindow` among them were not read, bytes of files read in part included.
 */
export interface Accounting {
  readonly files: number;
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  readonly continuations: number;
  readonly quarantined: number;
  readonly outsideWindow: { readonly files: number; readonly bytes: number };
}

/** Lines of one file, by what became of them: `lines = records + continuations + quarantined`. */
export interface LineCounts {
  lines: number;
  records: number;
  continuations: number;
  quarantined: number;
}
