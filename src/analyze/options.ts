import type { Thresholds } from "../model/index.ts";
import type { Rule } from "../rules/index.ts";
import type { BlobCache } from "../sources/index.ts";
import { type Progress, silent } from "./progress.ts";

/** What a caller may set. Zones are IANA names; nothing here is read from the environment. */
export interface AnalyzeOptions {
  /** Zone of stamps without one, by path glob; the first match counts. */
  readonly inputZones: readonly { readonly glob: string; readonly zone: string }[];
  readonly thresholds: Thresholds;
  /** Whether clients' clocks found to be off are corrected for ordering; `as-written` reports them and changes nothing. */
  readonly clocks: "corrected" | "as-written";
  /** The user's rules: what their sequences find is listed beside the verdict. */
  readonly rules: readonly Rule[];
  readonly progress: Progress;
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
  clocks: "corrected",
  rules: [],
  thresholds: defaultThresholds,
  progress: silent,
  cache: null,
};
