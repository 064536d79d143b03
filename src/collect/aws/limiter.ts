import { setTimeout as sleep } from "node:timers/promises";
import type { LimitGroup } from "./operations.ts";

/** How much of a group may be asked at the same time and in a second. */
export interface Limit {
  readonly inFlight: number;
  readonly perSecond: number;
  /** So many may follow each other at once after a pause. */
  readonly burst: number;
}

/**
 * Below what AWS allows: LookupEvents 2 a second (AWS.md §4.5), FilterLogEvents 5 to 10 a second by region
 * (CloudWatch Logs quotas). RDS publishes no figures; 4 in flight is what N1 of FAULTS asks for; the limits of whole log
 * files are generous (vector #16987), and what is in flight bounds them before a rate does.
 */
export const LIMITS: Readonly<Record<LimitGroup, Limit>> = {
  describe: { inFlight: 4, perSecond: 10, burst: 10 },
  download: { inFlight: 4, perSecond: 40, burst: 8 },
  insights: { inFlight: 2, perSecond: 5, burst: 5 },
  "log-events": { inFlight: 4, perSecond: 5, burst: 2 },
  "log-queries": { inFlight: 4, perSecond: 5, burst: 2 },
  metrics: { inFlight: 4, perSecond: 10, burst: 5 },
  objects: { inFlight: 8, perSecond: 50, burst: 8 },
  sts: { inFlight: 2, perSecond: 5, burst: 5 },
  trail: { inFlight: 1, perSecond: 1.5, burst: 1 },
};

/** A queue before the calls of one group. State is what it is for, hence a class. */
export class Limiter {
  private readonly limit: Limit;
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  /** When the next request would be due if all came evenly; reading of `performance.now()`, ms. */
  private dueMs = 0;

  constructor(limit: Limit) {
    this.limit = limit;
  }

  /**
   * Waits for a place and returns what gives it back. A call that tries again goes before those that never tried:
   * its budget of time is running.
   *
   * @throws when `signal` aborts
   */
  async enter(again: boolean, signal: AbortSignal): Promise<() => void> {
    if (this.running >= this.limit.inFlight) await this.queued(again, signal);
    else this.running++;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const next = this.waiting.shift();
      if (next === undefined) this.running--;
      else next();
    };
  }

  /** Waits until a request may go out. @throws when `signal` aborts */
  async pace(signal: AbortSignal): Promise<void> {
    const gapMs = 1000 / this.limit.perSecond;
    // The monotonic clock: a pace must not change when the machine's clock is set.
    const nowMs = performance.now();
    this.dueMs = Math.max(this.dueMs, nowMs) + gapMs;
    const waitMs = this.dueMs - gapMs * this.limit.burst - nowMs;
    if (waitMs > 0) await sleep(waitMs, undefined, { signal });
    signal.throwIfAborted();
  }

  private async queued(again: boolean, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        const at = this.waiting.indexOf(go);
        if (at >= 0) this.waiting.splice(at, 1);
        reject(signal.reason as Error);
      };
      const go = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      signal.addEventListener("abort", leave, { once: true });
      if (again) this.waiting.unshift(go);
      else this.waiting.push(go);
    });
  }
}
