/** How long a request may be silent; ms. */
export interface Timeouts {
  /** Until the connection stands. */
  readonly connectionMs: number;
  /** Without a byte on the socket. */
  readonly socketMs: number;
  /** Until the answer begins, and for a whole answer that is read into memory. */
  readonly requestMs: number;
  /** Without a byte of a body while it is being read. */
  readonly stallMs: number;
}

/** The SDK's own defaults wait for ever (AWS.md §4.3). */
export const TIMEOUTS: Timeouts = { connectionMs: 5000, socketMs: 30_000, requestMs: 120_000, stallMs: 30_000 };
