/** The window somebody asked for: closed, in µs since the epoch, infinite where it is open. */
export interface TimeWindow {
  readonly sinceUs: number;
  readonly untilUs: number;
}

/** Whether an instant (µs) lies inside; NaN lies nowhere. */
export function isInside(window: TimeWindow, us: number): boolean {
  return us >= window.sinceUs && us <= window.untilUs;
}
