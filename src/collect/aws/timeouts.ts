/** How long a request may be silent; ms. */
export interface Timeouts {
  /** Until the connection stands. */
  readonly connectionMs: number;
  /** Until the answer begins. */
  readonly firstByteMs: number;
  /** Without a byte of a body while somebody waits for it. */
  readonly stallMs: number;
  /** For the whole of an answer that is read into memory. Files may take as long as they arrive. */
  readonly wholeMs: number;
}

/** The SDK's own defaults wait for ever (AWS.md §4.3). */
export const TIMEOUTS: Timeouts = { connectionMs: 5000, firstByteMs: 30_000, stallMs: 30_000, wholeMs: 120_000 };
