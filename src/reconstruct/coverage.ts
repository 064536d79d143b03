import { formatUtc, type InstanceCoverage, SECOND_US, type Stream, type Window, asInstant } from "../model/index.ts";
import { type Input, serverStream } from "./context.ts";
import type { Incarnation } from "../model/index.ts";

/**
 * How much of the window an instance's log covers (P1). A quiet log is `partial`, not `full`: silence is never health.
 * Times come from all dated records of the instance, ordinary operation included where it was read.
 */
export function coverageOf(
  input: Input,
  instance: string,
  lives: readonly Incarnation[],
  window: Window | null,
  extent: { readonly firstUs: number; readonly lastUs: number },
): InstanceCoverage {
  const { firstUs, lastUs } = extent;
  if (Number.isNaN(firstUs)) {
    const why = input.excerpts.has(instance) ? "an excerpt without times" : "no dated record";
    return { instance, state: "none", fromUs: Number.NaN, toUs: Number.NaN, why };
  }
  const base = { instance, fromUs: firstUs, toUs: lastUs };
  if (input.excerpts.has(instance))
    return {
      ...base,
      state: "partial",
      why: "an excerpt: lines are left out, so nothing can be said about what is not shown",
    };
  if (window === null) return { ...base, state: "full", why: "the whole of the supplied log" };
  const slack = 60 * SECOND_US;
  if (lastUs < window.start || firstUs > window.end)
    return {
      ...base,
      state: "none",
      why: `its log ${lastUs < window.start ? "ends" : "begins"} ${lastUs < window.start ? "before" : "after"} the window`,
    };
  const lateStart = firstUs > window.start + slack && lives[0]?.start === null;
  const earlyEnd = lastUs < window.end - slack && lives.at(-1)?.endKind === "open";
  if (lateStart || earlyEnd) {
    const at = asInstant(lateStart ? firstUs : lastUs);
    const why = `its log ${lateStart ? "begins" : "ends"} at ${at === null ? "?" : formatUtc(at, "second")}, inside the window`;
    return { ...base, state: "partial", why };
  }
  const gap = longestGap(input, instance, window);
  if (gap.seconds > input.options.coverageGapSeconds)
    return { ...base, state: "partial", why: `no record for ${Math.round(gap.seconds)} s inside the window` };
  return { ...base, state: "full", why: "records from before to after the window" };
}

/** Longest silence inside the window between records that were kept. */
function longestGap(input: Input, instance: string, window: Window): { readonly seconds: number } {
  const times: number[] = [];
  for (const records of [input.records, input.chatter]) {
    const stream: Stream | undefined = serverStream(records, instance);
    if (stream === undefined) continue;
    for (const row of records.ofStream(stream)) {
      const time = records.time(row);
      if (time !== null && time >= window.start && time <= window.end) times.push(time);
      if (times.length > 200_000) return { seconds: 0 };
    }
  }
  times.sort((a, b) => a - b);
  let longest = 0;
  for (let i = 1; i < times.length; i++) longest = Math.max(longest, (times[i] ?? 0) - (times[i - 1] ?? 0));
  return { seconds: longest / SECOND_US };
}
