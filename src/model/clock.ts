import type { Row } from "./record.ts";

/** What ties a client's record to a server's line, strongest first (APPS §6.1). */
export const clockKeys = ["backend-pid", "client-address", "statement"] as const;
export type ClockKey = (typeof clockKeys)[number];

/**
 * A client's clock against the database's, from pairs of records that name the same session (APPS §5.2). Every offset in
 * `[lowSeconds, highSeconds]` explains the agreeing pairs.
 */
export interface ClockEstimate {
  readonly state: "agrees" | "shifted" | "zone";
  /** Seconds ADDED to true time in the client's stamps. */
  readonly seconds: number;
  readonly lowSeconds: number;
  readonly highSeconds: number;
  readonly by: ClockKey;
  /** Pairs that agree, and those that do not. */
  readonly pairs: number;
  readonly outliers: number;
  /** A few agreeing pairs. */
  readonly exemplars: readonly { readonly client: Row; readonly server: Row; readonly store: "records" | "chatter" }[];
}

/** No estimate, and why. Ordering across this stream and the database is then only as good as the clocks are. */
export interface NoClockEstimate {
  readonly state: "not-estimable";
  readonly reason: string;
}

/** `agrees`: the interval holds 0, the stamps are used as written. `shifted` and `zone` are applied to ordering. */
export type ClientClock = ClockEstimate | NoClockEstimate;
