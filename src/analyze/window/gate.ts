import { isInside, type TimeWindow } from "./time-window.ts";

/** Several times the disorder of concurrent writers. */
const MARGIN_US = 5_000_000;

/**
 * Lets records of a window through. Asked for each record of one stream in file order: an undated one goes where
 * its dated predecessor went, and nowhere without one.
 */
export class WindowGate {
  /** Time of the first and the last dated record let through, µs; NaN before there is one. */
  firstUs = Number.NaN;
  lastUs = Number.NaN;
  /** The farthest step back in time from a record to a later one in the file, µs. */
  backUs = 0;
  /** Records were let through unasked that lie outside: the scan must ask for each. */
  mistaken = false;
  private reachedUs = Number.NEGATIVE_INFINITY;
  private inside = false;
  private readonly window: TimeWindow;

  constructor(window: TimeWindow) {
    this.window = window;
  }

  /** Well inside: what lies around in the file does too, which {@link passed} verifies. */
  get isCertain(): boolean {
    const { reachedUs, window } = this;
    return this.inside && reachedUs - window.sinceUs >= MARGIN_US && window.untilUs - reachedUs >= MARGIN_US;
  }

  passed(lowUs: number, highUs: number, lastUs: number): void {
    this.mistaken ||= !isInside(this.window, lowUs) || !isInside(this.window, highUs);
    this.backUs = Math.max(this.backUs, this.reachedUs - lowUs);
    this.reachedUs = Math.max(this.reachedUs, highUs);
    this.lastUs = lastUs;
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
