/** How work that takes long shares the thread with the screen. Handed in, so that tests drive it. */
export interface Scheduler {
  /** Runs once, after what waits (input, a frame) had its turn: `setImmediate`. */
  soon(run: () => void): void;
  /** ms, rising. */
  nowMs(): number;
}

/** A slice ends after this many ms; the rest of 8 is for the step that is under way and the collector. */
const SLICE_MS = 4;

/** Work under way. */
export interface Work {
  /** No step is done after this. */
  cancel(): void;
}

/**
 * Does steps in slices that never hold the thread for more than 8 ms.
 *
 * @param steps each far shorter than a ms
 * @param paused called after each slice, and after the last one
 * @param done called when no step is left, before `paused`
 */
export function inSlices(steps: Iterator<unknown>, scheduler: Scheduler, paused: () => void, done: () => void): Work {
  let going = true;
  const slice = (): void => {
    if (!going) return;
    const untilMs = scheduler.nowMs() + SLICE_MS;
    do {
      if (steps.next().done === true) going = false;
    } while (going && scheduler.nowMs() < untilMs);
    if (going) scheduler.soon(slice);
    else done();
    paused();
  };
  scheduler.soon(slice);
  return {
    cancel: () => {
      going = false;
    },
  };
}
