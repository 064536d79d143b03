/** AWS's clock, learned from `Date` headers. One for all clients and the hand-made signatures (AWS.md §4.4). */
export interface AwsClock {
  /** AWS's clock less this machine's, ms. */
  readonly offsetMs: number;
  /** AWS's time, epoch ms. */
  readonly nowMs: () => number;
  /** This machine's time, epoch ms. */
  readonly localMs: () => number;
  /** An answer of AWS's said `dateMs` (whole seconds) between these two readings of this machine's clock. */
  learn(dateMs: number, sentMs: number, receivedMs: number): void;
  /** A refusal told that the clock is off: what was learned before is forgotten. */
  correct(dateMs: number, receivedMs: number): void;
}

/** As many answers as decide together. */
const SAMPLES = 15;
/** Of slower answers nobody knows when the header was written. */
const SLOW_MS = 5000;
/** This machine's clock was set, or it slept: what was learned no longer holds. */
const STEP_MS = 30_000;
/** `Date` has whole seconds: on average it is half a second old. */
const HALF_SECOND_MS = 500;

/** Starts without an offset. @param localMs this machine's clock, epoch ms */
export function awsClock(localMs: () => number): AwsClock {
  let samples: number[] = [];
  let offsetMs = 0;
  const take = (sample: number) => {
    if (Math.abs(sample - offsetMs) > STEP_MS) samples = [];
    samples = [...samples, sample].slice(-SAMPLES);
    offsetMs = [...samples].sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;
  };
  return {
    get offsetMs() {
      return offsetMs;
    },
    nowMs: () => Math.round(localMs() + offsetMs),
    localMs,
    learn: (dateMs, sentMs, receivedMs) => {
      if (receivedMs - sentMs <= SLOW_MS) take(dateMs + HALF_SECOND_MS - (sentMs + receivedMs) / 2);
    },
    correct: (dateMs, receivedMs) => {
      samples = [];
      take(dateMs + HALF_SECOND_MS - receivedMs);
    },
  };
}
