import { iso } from "../iso.ts";

const HOUR_MS = 3_600_000;

/** A stretch of time, epoch ms; the end is exclusive. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Cuts a span at whole hours UTC: what is fetched of one hour need not be fetched again. */
export function hourSlices({ fromMs, untilMs }: Span): readonly Span[] {
  const slices: Span[] = [];
  for (let from = fromMs; from < untilMs;) {
    const until = Math.min(untilMs, (Math.floor(from / HOUR_MS) + 1) * HOUR_MS);
    slices.push({ fromMs: from, untilMs: until });
    from = until;
  }
  return slices;
}

/** `2026-11-21-1900`, or with seconds where it begins within a minute: as RDS names its log files. */
export function nameOf(ms: number): string {
  const [date = "", time = ""] = iso(ms).split("T");
  const seconds = time.slice(6, 8);
  return `${date}-${time.slice(0, 2)}${time.slice(3, 5)}${seconds === "00" ? "" : seconds}`;
}

/** Events reach CloudWatch Logs some seconds late, of a busy instance minutes: what ended less long ago is asked for again. */
export const SETTLED_MS = 5 * 60_000;
