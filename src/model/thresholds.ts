/**
 * Thresholds of reconstruction and gates, by the names the report's `options` carry; seconds. Defaults and their sources
 * are in `analyze/options.ts`.
 */
export interface Thresholds {
  /** Grace after the later of failover completion and the new writer's ready line before a refusal counts as stale. */
  readonly stalenessGraceSeconds: number;
  /** A stream still refused this long after another session wrote on the new writer is stale. */
  readonly staleAfterWriteSeconds: number;
  /** Up to here slow DNS is the mild reading of staleness. */
  readonly slowDnsSeconds: number;
  readonly failoverLeadSeconds: number;
  readonly failoverTailSeconds: number;
  readonly normalFailoverSeconds: number;
  /** Lines of a crash belong to one block when they are this close. */
  readonly crashBlockSeconds: number;
  /** Truncation of `%t` plus the unknown offset between hosts, for each instance. */
  readonly clockUncertaintySeconds: number;
  readonly coverageGapSeconds: number;
  readonly exhaustionSeconds: number;
}
