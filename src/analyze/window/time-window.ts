import { asInstant, epochUs, formatUtc, type Precision, type Window } from "../../model/index.ts";

/** The window somebody asked for: closed, in µs since the epoch, infinite where it is open. */
export interface TimeWindow {
  readonly sinceUs: number;
  readonly untilUs: number;
}

/** Whether an instant (µs) lies inside; NaN lies nowhere. */
export function isInside(window: TimeWindow, us: number): boolean {
  return us >= window.sinceUs && us <= window.untilUs;
}

/** The parts of some windows that lie inside. */
export function cutTo({ sinceUs, untilUs }: TimeWindow, windows: readonly Window[]): readonly Window[] {
  return windows.flatMap(({ start, end }): readonly Window[] => {
    const [from, to] = [Math.max(start, sinceUs), Math.min(end, untilUs)];
    return from <= to ? [{ start: epochUs(from), end: epochUs(to) }] : [];
  });
}

/** Both ends as ISO 8601 UTC, null where the window is open. */
export function endsOf({ sinceUs, untilUs }: TimeWindow): {
  readonly since: string | null;
  readonly until: string | null;
} {
  return { since: isoOf(sinceUs), until: isoOf(untilUs) };
}

/** An instant in words, µs. */
export function written(us: number, precision: Precision = "second"): string {
  return isoOf(us, precision) ?? "?";
}

function isoOf(us: number, precision: Precision = "millisecond"): string | null {
  const instant = Number.isFinite(us) ? asInstant(us) : null;
  return instant === null ? null : formatUtc(instant, precision);
}
