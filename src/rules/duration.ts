const UNITS: Readonly<Record<string, number>> = { ms: 1e3, s: 1e6, m: 60e6, h: 3600e6, d: 86_400e6 };

/** `500ms`, `1.5s`, `10m`, `2h`, `1d`. */
export const DURATION = /^(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h|d)$/;

/** Microseconds of a duration as rules write it; NaN when it is none. */
export function durationUs(text: string): number {
  const [, number, unit] = DURATION.exec(text) ?? [];
  return number === undefined || unit === undefined ? Number.NaN : Math.round(Number(number) * (UNITS[unit] ?? 0));
}

/** `0.25 s`, `90 s`, `12 min`, `3 h`: as people say it, one digit behind the point at most. */
export function sayDuration(us: number): string {
  const seconds = us / 1e6;
  if (seconds < 1) return `${Math.round(us / 1e3)} ms`;
  if (seconds < 120) return `${round(seconds)} s`;
  return seconds < 7200 ? `${round(seconds / 60)} min` : `${round(seconds / 3600)} h`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
