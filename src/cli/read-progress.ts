import { type Progress, silent } from "../analyze/index.ts";
import { escapeTerminal } from "../text/index.ts";
import type { Screen } from "./collect-progress.ts";
import { Reading } from "./reading.ts";

/** Less is read before anybody wonders: nothing is ever drawn. */
const MIN_BYTES = 64 * 1024 * 1024;
/** A terminal's line appears after that, and everything that stays after that much more. */
const LINE_AFTER_MS = 500;
const LINES_AFTER_MS = 2000;
/** A terminal's line is redrawn at most ten times a second; elsewhere lines are seldom. */
const REDRAW_MS = 100;
const PLAIN_MS = 10_000;

/** Progress that is drawn, until `end`. */
export interface DrawnReading extends Progress {
  /** Takes the line away: nothing is drawn after it. */
  end(): void;
}

/**
 * How far reading is, with rate and remaining time, what the evidence holds and what was seen so far: one line that is
 * redrawn on a terminal, plain lines elsewhere. What is over in a moment draws nothing.
 *
 * @param nowMs a monotonic clock, ms
 */
export function drawReading(screen: Screen, nowMs: () => number): DrawnReading {
  const tty = screen.isTTY === true;
  let reading = new Reading([], () => null, 0);
  let drawnMs = Number.NEGATIVE_INFINITY;
  let line = "";
  let ended = false;

  const clear = (): void => {
    if (line !== "") screen.write("\r\u001b[K");
    line = "";
  };
  const drawLine = (text: string): void => {
    if (!tty) return void screen.write(`  ${escapeTerminal(text)}\n`);
    clear();
    line = text;
    screen.write(text);
  };
  const later = (): void => {
    const now = nowMs();
    if (ended || now - drawnMs < REDRAW_MS || reading.total < MIN_BYTES) return;
    const elapsedMs = now - reading.startMs;
    if (elapsedMs >= LINES_AFTER_MS) {
      const lines = reading.newLines();
      if (lines.length > 0) {
        clear();
        screen.write(lines.map((text) => `${escapeTerminal(text)}\n`).join(""));
      }
    }
    if (tty ? elapsedMs < LINE_AFTER_MS : elapsedMs < LINES_AFTER_MS || now - drawnMs < PLAIN_MS) return;
    drawnMs = now;
    drawLine(reading.status(now, tty ? Math.max(30, (screen.columns ?? 80) - 1) : 120));
  };

  return {
    opened(files, overview) {
      reading = new Reading(files, overview, nowMs());
      later();
    },
    read(path, bytes) {
      reading.pass(path, bytes);
      later();
    },
    fileDone(path, early) {
      reading.done(path, early);
      later();
    },
    ended() {
      // Judging has no measure, and takes a moment where reading took seconds.
      if (line !== "") drawLine("all is read; working out what happened");
    },
    end() {
      if (!ended) clear();
      ended = true;
    },
  };
}

/** Progress on this process's standard error; none when quiet. */
export function openReading(quiet = false): DrawnReading {
  return quiet ? { ...silent, end: () => {} } : drawReading(process.stderr, () => performance.now());
}

/** Draws while `work` runs, and takes the line away before anything else is printed. */
export async function whileReading<T>(quiet: boolean | undefined, work: (told: Progress) => Promise<T>): Promise<T> {
  const reading = openReading(quiet);
  try {
    return await work(reading);
  } finally {
    reading.end();
  }
}
