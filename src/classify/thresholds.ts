/** Thresholds the gates read; the same names as in the report's `options`. Seconds. */
export interface Thresholds {
  readonly stalenessGraceSeconds: number;
  readonly staleAfterWriteSeconds: number;
  readonly slowDnsSeconds: number;
  readonly failoverLeadSeconds: number;
  readonly failoverTailSeconds: number;
  readonly normalFailoverSeconds: number;
  readonly clockUncertaintySeconds: number;
  readonly exhaustionSeconds: number;
}
