import type { Rejection } from "./match.ts";
import type { Absent } from "./rule.ts";
import type { Point } from "./span-search.ts";

/** Whether something that had to be absent was there before `start`, or between it and now. */
export function presence(absent: Absent, i: number, start: Point, latest: Point | null): Rejection | null {
  if (absent.during && latest !== null && latest.index >= start.index)
    return { kind: "present", absent, where: "during", event: latest.event };
  const earlier = start.before[i] ?? null;
  if (absent.beforeUs !== null && earlier !== null && earlier.us >= start.us - absent.beforeUs)
    return { kind: "present", absent, where: "before", event: earlier.event };
  return null;
}
