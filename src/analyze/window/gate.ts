import { isInside, type TimeWindow } from "./time-window.ts";

/**
 * Lets records of a window through. Asked once for each record of one stream in file order: an undated one goes where
 * its dated predecessor went, and nowhere without one.
 */
export class WindowGate {
  /** Time of the first and the last dated record let through, µs; NaN before there is one. */
  firstUs = Number.NaN;
  lastUs = Number.NaN;
  /** The farthest step back in time from a record to a later one in the file, µs. */
  backUs = 0;
  private reachedUs = Number.NEGATIVE_INFINITY;
  private inside = false;
  private readonly window: TimeWindow;

  constructor(window: TimeWindow) {
    this.window = window;
  }

  passes(timeUs: number): boolean {
    if (Number.isNaN(timeUs)) return this.inside;
    if (timeUs > this.reachedUs) this.reachedUs = timeUs;
    else this.backUs = Math.max(this.backUs, this.reachedUs - timeUs);
    this.inside = isInside(this.window, timeUs);
    if (!this.inside) return false;
    if (Number.isNaN(this.firstUs)) this.firstUs = timeUs;
    this.lastUs = timeUs;
    return true;
  }
}
