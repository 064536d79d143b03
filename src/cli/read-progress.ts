import { type EarlyFinding, type Overview, type Progress, silent } from "../analyze/index.ts";
import { escapeTerminal, fit } from "../text/index.ts";
import { type Screen, sizeText } from "./collect-progress.ts";
import { findingLine, overviewLines } from "./reading-words.ts";

/** Less is read before anybody wonders: nothing is ever drawn. */
const MIN_BYTES = 64 * 1024 * 1024;
/** A terminal's line appears after that, and everything that stays after that much more. */
const LINE_AFTER_MS = 500;
const LINES_AFTER_MS = 2000;
/** A terminal's line is redrawn at most ten times a second; elsewhere lines are seldom. */
const REDRAW_MS = 100;
const PLAIN_MS = 10_000;
/** A storm in a hundred files must not scroll the rest away. */
const MAX_FINDINGS = 20;

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
    drawLine(reading.status(elapsedMs, tty ? Math.max(30, (screen.columns ?? 80) - 1) : 120));
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

/** The state of one case's reading. */
class Reading {
  readonly total: number;
  readonly startMs: number;
  private readonly sizes: ReadonlyMap<string, number>;
  private readonly passedOf = new Map<string, number>();
  private passed = 0;
  private path = "";
  private overview: (() => Overview | null) | null;
  private readonly waiting: (() => readonly EarlyFinding[])[] = [];
  private readonly told = new Set<string>();

  constructor(
    files: readonly { readonly path: string; readonly bytes: number }[],
    overview: () => Overview | null,
    startMs: number,
  ) {
    this.sizes = new Map(files.map(({ path, bytes }) => [path, bytes]));
    this.total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    this.overview = overview;
    this.startMs = startMs;
  }

  pass(path: string, bytes: number): void {
    this.path = path;
    const before = this.passedOf.get(path) ?? 0;
    const more = Math.max(0, Math.min(bytes, (this.sizes.get(path) ?? 0) - before));
    this.passedOf.set(path, before + more);
    this.passed += more;
  }

  /** What was left out of a file counts as passed with its end. */
  done(path: string, early: () => readonly EarlyFinding[]): void {
    this.pass(path, Number.POSITIVE_INFINITY);
    this.waiting.push(early);
  }

  /** What stays on the screen and is not there yet. */
  newLines(): readonly string[] {
    const overview = this.overview?.() ?? null;
    this.overview = null;
    const lines: string[] = [];
    if (overview !== null) lines.push(...overviewLines(overview, this.sizes.size, this.total));
    for (const early of this.waiting.splice(0)) {
      if (this.told.size >= MAX_FINDINGS) break;
      for (const finding of early()) {
        const key = `${finding.subject}\0${finding.id}`;
        if (this.told.has(key) || this.told.size >= MAX_FINDINGS) continue;
        this.told.add(key);
        lines.push(`  ${findingLine(finding)}`);
      }
    }
    return lines;
  }

  /** `reading <path> 43 %, 1.9 GiB/s, 3 s left`, the path cut so that all of it has room in `cells`. */
  status(elapsedMs: number, cells: number): string {
    const rate = this.passed / Math.max(0.001, elapsedMs / 1000);
    const parts = [`${Math.floor((100 * this.passed) / Math.max(1, this.total))} %`];
    if (rate > 0) parts.push(`${sizeText(rate)}/s`);
    if (rate > 0 && elapsedMs > 1000) parts.push(`${Math.ceil((this.total - this.passed) / rate)} s left`);
    const tail = parts.join(", ");
    const room = Math.max(1, cells - "reading  ".length - tail.length);
    return `reading ${fit(escapeTerminal(this.path), room).trimEnd()} ${tail}`;
  }
}
