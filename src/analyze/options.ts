import type { Pseudonym, RevealClass, Thresholds } from "../model/index.ts";
import type { Scanner } from "../parse/index.ts";
import type { Rule } from "../rules/index.ts";
import type { BlobCache } from "../sources/index.ts";
import { type Progress, silent } from "./progress.ts";
import type { TimeWindow } from "./window/time-window.ts";

/** What a caller may set. Zones are IANA names; nothing here is read from the environment. */
export interface AnalyzeOptions {
  /** Zone of stamps without one, by path glob; the first match counts. */
  readonly inputZones: readonly { readonly glob: string; readonly zone: string }[];
  /** What lies outside is no evidence, and is not read where that can be told without reading it; null for no limits. */
  readonly window: TimeWindow | null;
  readonly thresholds: Thresholds;
  /** Whether clients' clocks found to be off are corrected for ordering; `as-written` reports them and changes nothing. */
  readonly clocks: "corrected" | "as-written";
  /** The user's rules: what their sequences find is listed beside the verdict. */
  readonly rules: readonly Rule[];
  /** Classes that the report shows as they are written; everything else of docs/redaction.md is taken out. */
  readonly reveal: ReadonlySet<RevealClass>;
  /** Told what the pseudonyms of the report stand for, when it is done. Nothing of it is for a report or a ticket. */
  readonly pseudonyms?: (key: readonly Pseudonym[]) => void;
  readonly progress: Progress;
  /** Told each step of the pipeline as it begins, for who measures where time goes; nothing of it is in the report. */
  readonly stage?: (name: string) => void;
  /** Threads that scan files beside this one; null to decide by what there is to scan. Changes no report. */
  readonly workers: number | null;
  /**
   * Logs of twice as many bytes are scanned in ranges of about so many; null to decide by what threads there are to share
   * them. Changes no report.
   */
  readonly rangeBytes: number | null;
  /** Bytes of records' rows that stay in memory; what is more waits in the scratch folder. Changes no report. */
  readonly rowBytes: number;
  /** Which scanner reads logs: the same report, the plain one is slower and easier to believe. */
  readonly scanner: Scanner;
  /** Whether each hash is computed from the bytes now, or taken from a manifest or an earlier run that still holds. */
  readonly hashes: "computed" | "trusted";
  /** What earlier runs of the same build computed; null for none. Changes how long a run takes, never what it says. */
  readonly cache: BlobCache | null;
}

/**
 * Thresholds with their sources in `docs/levels.md`. All are printed in the report; none was fitted to examples:
 * 30 s is DNS's usual bound after a failover, 15 s twice the longest healthy tail, 90 s beyond any published slow DNS,
 * 120 s what AWS documents for a failover.
 */
const defaultThresholds: Thresholds = {
  stalenessGraceSeconds: 30,
  staleAfterWriteSeconds: 15,
  slowDnsSeconds: 90,
  failoverLeadSeconds: 120,
  failoverTailSeconds: 600,
  normalFailoverSeconds: 120,
  crashBlockSeconds: 5,
  clockUncertaintySeconds: 2,
  coverageGapSeconds: 900,
  exhaustionSeconds: 30,
};

export const defaultOptions: AnalyzeOptions = {
  inputZones: [],
  window: null,
  clocks: "corrected",
  rules: [],
  reveal: new Set(),
  thresholds: defaultThresholds,
  progress: silent,
  workers: null,
  rangeBytes: null,
  rowBytes: 12 * 1024 * 1024,
  scanner: "fast",
  hashes: "trusted",
  cache: null,
};
