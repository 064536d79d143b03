import type { Progress } from "../collect/index.ts";
import { escapeTerminal, fit } from "../text/index.ts";

/** A terminal's line is redrawn that often; elsewhere a line is printed when something changed. */
const REDRAW_MS = 200;
const PLAIN_MS = 10_000;

/** Where progress is drawn. */
export interface Screen {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Progress that is drawn, until `end`. */
export interface Drawn extends Progress {
  /** Takes the line away: nothing is drawn after it. */
  end(): void;
}

/**
 * Progress with bytes, files, rate and remaining time: one line that is redrawn on a terminal, plain lines elsewhere.
 *
 * @param nowMs a monotonic clock, ms
 */
export function drawProgress(screen: Screen, nowMs: () => number): Drawn {
  const tty = screen.isTTY === true;
  const startMs = nowMs();
  let [files, bytes, expectedFiles, expectedBytes, reusedFiles] = [0, 0, 0, 0, 0];
  let step = "";
  let drawnMs = Number.NEGATIVE_INFINITY;
  let firstByteMs = Number.NaN;
  let ended = false;

  const status = (): string => {
    const seconds = Math.max(0.001, (nowMs() - (Number.isNaN(firstByteMs) ? startMs : firstByteMs)) / 1000);
    const rate = bytes / seconds;
    const left = Math.max(0, expectedBytes - bytes);
    const parts = [`${files} of ${Math.max(expectedFiles, files)} files`];
    if (expectedBytes > 0) parts.push(`${sizeText(bytes)} of ${sizeText(Math.max(expectedBytes, bytes))}`);
    if (bytes > 0 && seconds > 0.5) parts.push(`${sizeText(rate)}/s`);
    if (bytes > 0 && left > 0 && seconds > 1) parts.push(`${Math.ceil(left / rate)} s left`);
    if (reusedFiles > 0) parts.push(`${reusedFiles} were there already`);
    return parts.join(" · ");
  };
  const draw = (now: number): void => {
    drawnMs = now;
    const text = escapeTerminal(step === "" ? status() : `${status()} · ${step}`);
    if (tty) screen.write(`\r\u001b[K${fit(text, Math.max(20, (screen.columns ?? 80) - 1)).trimEnd()}`);
    else screen.write(`  ${text}\n`);
  };
  const later = (): void => {
    if (ended) return;
    const now = nowMs();
    if (now - drawnMs >= (tty ? REDRAW_MS : PLAIN_MS)) draw(now);
  };

  return {
    step(text) {
      if (ended) return;
      step = text;
      if (tty) return later();
      screen.write(`  ${escapeTerminal(text)}\n`);
      drawnMs = nowMs();
    },
    expect(more, size) {
      expectedFiles += more;
      expectedBytes += size;
      later();
    },
    bytes(count) {
      if (Number.isNaN(firstByteMs)) firstByteMs = nowMs();
      bytes += count;
      later();
    },
    file(_path, reused) {
      files++;
      if (reused) reusedFiles++;
      later();
    },
    end() {
      if (!ended && tty) screen.write("\r\u001b[K");
      ended = true;
    },
  };
}

/** Bytes in the unit people read: `1.9 GiB`, `512 MiB`, `3 KiB`, `17 bytes`. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} bytes`;
  const units = ["KiB", "MiB", "GiB", "TiB"];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value >= 10 || Number.isInteger(value) ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
