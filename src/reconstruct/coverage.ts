import {
  asInstant,
  formatUtc,
  type Incarnation,
  type InstanceCoverage,
  SECOND_US,
  type Window,
} from "../model/index.ts";
import type { Input } from "./context.ts";

/**
 * How much of the window an instance's log covers (P1). A quiet log is `partial`, not `full`: silence is never health.
 * Times come from all dated records of the instance, ordinary operation included where it was read.
 */
export function coverageOf(
  input: Input,
  instance: string,
  lives: readonly Incarnation[],
  window: Window | null,
  extent: Extent,
): InstanceCoverage {
  const { firstUs, lastUs } = extent;
  if (Number.isNaN(firstUs)) {
    const limited = input.limits === undefined ? "" : " inside the window that was asked for";
    const why = input.excerpts.has(instance) ? "an excerpt without times" : `no dated record${limited}`;
    return { instance, state: "none", fromUs: Number.NaN, toUs: Number.NaN, why };
  }
  const base = { instance, fromUs: firstUs, toUs: lastUs };
  if (input.excerpts.has(instance))
    return {
      ...base,
      state: "partial",
      why: "an excerpt: lines are left out, so nothing can be said about what is not shown",
    };
  const whole = input.limits === undefined ? "the whole of the supplied log" : "all that was asked for of its log";
  if (window === null) return { ...base, state: "full", why: whole };
  const slack = 60 * SECOND_US;
  if (lastUs < window.start || firstUs > window.end)
    return {
      ...base,
      state: "none",
      why: `its log ${lastUs < window.start ? "ends" : "begins"} ${lastUs < window.start ? "before" : "after"} the window`,
    };
  const lateStart = firstUs > window.start + slack && lives[0]?.start === null;
  const earlyEnd = lastUs < window.end - slack;
  if (lateStart || earlyEnd) {
    const at = asInstant(lateStart ? firstUs : lastUs);
    const why = `its log ${lateStart ? "begins" : "ends"} at ${at === null ? "?" : formatUtc(at, "second")}, inside the window`;
    return { ...base, state: "partial", why };
  }
  const silence = longestGap(extent, lives, window);
  if (silence > input.options.coverageGapSeconds)
    return { ...base, state: "partial", why: `no record for ${Math.round(silence)} s inside the window` };
  // Within limits nothing before and after them was looked at.
  const reached =
    input.limits === undefined
      ? "records from before to after the window"
      : "records from one end of the window to the other";
  return { ...base, state: "full", why: reached };
}

/** First and last dated record of an instance, and silences of more than a minute between (µs). */
export interface Extent {
  readonly firstUs: number;
  readonly lastUs: number;
  readonly gaps: readonly { readonly startUs: number; readonly endUs: number }[];
}

/** Longest silence inside the window that no stop and start explain, seconds. */
function longestGap({ gaps }: Extent, lives: readonly Incarnation[], window: Window): number {
  let longest = 0;
  for (const { startUs, endUs } of gaps) {
    const down = lives.some(
      (life, i) =>
        life.endKind !== "open" &&
        life.endUs >= startUs - SECOND_US &&
        (lives[i + 1]?.firstUs ?? 0) <= endUs + SECOND_US &&
        lives[i + 1] !== undefined &&
        (lives[i + 1]?.firstUs ?? 0) > startUs,
    );
    const inside = Math.min(endUs, window.end) - Math.max(startUs, window.start);
    if (!down) longest = Math.max(longest, inside);
  }
  return longest / SECOND_US;
}
