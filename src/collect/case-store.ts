/** What became of one thing that was asked for. The acquisition ledger is the list of these. */
export interface AcquisitionEntry {
  readonly source: AcquisitionSource;
  /** What of it: an instance, a file, a log group, a service. */
  readonly subject: string;
  /**
   * `complete`: everything AWS had. `partial`: less than it said it has. `none`: nothing, though it may exist.
   * `pending`: not all there yet. `absent`: there is nothing to get (off, not exported, beyond retention).
   */
  readonly state: "complete" | "partial" | "none" | "pending" | "absent";
  /** `ROTATED_AWAY`, `SHORT`, `LINE_TRUNCATED_BY_AWS`, `OVERLAP_BYTES`, `DENIED`, `DELETED` …; null when complete. */
  readonly code: string | null;
  /** IAM action of the call it hangs on, `rds:DescribeEvents`. */
  readonly call: string | null;
  /** Why, in a sentence's words, without a full stop: `rds:DescribeEvents is denied for arn:…`. */
  readonly reason: string;
  /** What cannot be known without it. Null when complete. */
  readonly consequence: string | null;
  /** What would mend it: a policy action, a command, a time to wait. Null when nothing would. */
  readonly remedy: string | null;
  /** ISO 8601 UTC; for `pending`. */
  readonly runAgainAfter: string | null;
}

export type AcquisitionSource =
  | "identity"
  | "cluster-snapshot"
  | "parameters"
  | "postgresql-log"
  | "rds-events"
  | "cloudtrail"
  | "metrics"
  | "enhanced-monitoring"
  | "performance-insights"
  | "cloudwatch-logs"
  | "endpoints"
  | "proxy"
  | "application"
  /** The store's own: files that were changed on disk since a former run wrote them. */
  | "case-folder";

/** Where the bytes of a file are from. The same in every run that gets the same bytes: no times, no request ids. */
export interface Origin {
  /** `rds:DownloadCompleteDBLogFile`, `logs:FilterLogEvents`, `file`, `kubectl logs` … */
  readonly call: string;
  /** What was asked, without secrets. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** Markers or page tokens in their order, where they prove that pages are contiguous. Those that carry offsets only. */
  readonly markers?: readonly string[];
  /** The name AWS knows it by, where the file's name had to be another. */
  readonly name?: string;
}

/** How and when the bytes came. Differs from run to run. Times are AWS's clock, ISO 8601 UTC with ms. */
export interface Acquired {
  readonly from: string;
  readonly to: string;
  readonly requestIds: readonly string[];
  readonly attempts: number;
}

/** A file of the case as manifest.json lists it. */
export interface CaseFile {
  /** Below the case folder, `/`-separated. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** What the listing said, in the unit of what lies here; null when nothing did. */
  readonly declaredSize: number | null;
  /** It was still written to when it was collected. */
  readonly growing: boolean;
  readonly origin: Origin;
  readonly acquired: Acquired;
}

/** What a finished unit left: its files are there and have the hashes they had. */
export interface Kept {
  readonly key: string;
  readonly files: readonly CaseFile[];
  readonly entries: readonly AcquisitionEntry[];
}

/** A file being written. An error of `write` and `commit` discards it; the same path can then be created again. */
export interface FileSink {
  /** Bytes so far. */
  readonly bytes: number;
  /** sha256 of the bytes so far, hex; the sink goes on. Not while a write runs. */
  digest(): Promise<string>;
  /** @throws {DiskFull} */
  write(chunk: Uint8Array): Promise<void>;
  /** fsync, remember it in the unit. It is at its name when the unit ends: until then a former file stays there. */
  commit(facts: {
    readonly declaredSize: number | null;
    readonly growing: boolean;
    readonly origin: Origin;
    readonly acquired: Acquired;
  }): Promise<CaseFile>;
  /** Forgets it. Does nothing after commit. */
  discard(): Promise<void>;
}

/** The smallest piece of work that is done once. */
export interface Unit {
  /**
   * What a former run left of the same subject under another key, or as not final; also where files of it were changed
   * on disk since. Its files are those that have the hashes they had. They lie at their names until the unit ends.
   */
  readonly former: Kept | null;
  /** Opens a file; two units never write the same path. */
  create(path: string): Promise<FileSink>;
  /** Keeps a file of `former` as it is. @throws {RangeError} when former has no such file */
  keep(path: string): void;
  note(entry: AcquisitionEntry): void;
}

/**
 * The case folder while it is written. A unit is written to the journal (fsynced) when it ends; a later run finds it
 * there, checks the hashes of its files, and does not repeat it. Files of a subject whose unit is replaced go away.
 */
export interface CaseStore {
  readonly folder: string;
  /**
   * Runs `work` unless a former run ended it as final under the same key. What is not final (still growing, pending)
   * is done again by the next run and kept until then. A `work` that throws leaves the former unit as it was. A unit that
   * ends replaces the former one: files that it neither creates nor keeps go away. A subject that nobody asks for in a
   * run stays as it is: its log may have been rotated away.
   *
   * @param subject what it is, stable over runs: `log aurora-1 error/postgresql.log.2026-11-21-19`
   * @param key what makes it another one: window, declared size …
   */
  unit(
    subject: string,
    key: string,
    work: (unit: Unit) => Promise<"final" | "again">,
  ): Promise<{ readonly kept: Kept; readonly reused: boolean }>;
  /** Entries that belong to no unit: denied listings, interrupted sources. Of this run only. */
  note(entry: AcquisitionEntry): void;
  /** All entries so far, units' and others. */
  entries(): readonly AcquisitionEntry[];
  files(): readonly CaseFile[];
}

/** The disk is full (ENOSPC, EDQUOT, EFBIG): nothing more is fetched, what is finished stays. */
export class DiskFull extends Error {}
