import type { Instant } from "../model/index.ts";
import { millis } from "./clock.ts";

/** A stretch of time, `columns` wide; everything drawn on it lines up. */
export interface Axis {
  readonly startMs: number;
  readonly endMs: number;
  readonly columns: number;
}

/** The axis of a window; null when there is no room for one. */
export function axisOf(
  window: { readonly start: Instant; readonly end: Instant } | null,
  columns: number,
): Axis | null {
  if (window === null || columns < 8) return null;
  const startMs = millis(window.start);
  return { startMs, endMs: Math.max(millis(window.end), startMs + 10_000), columns };
}

/** Column of an instant; outside 0…columns - 1 when the axis does not show it. */
export function columnOf({ startMs, endMs, columns }: Axis, ms: number): number {
  return Math.floor(((ms - startMs) / (endMs - startMs)) * columns);
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Distances between ticks that people read without counting. */
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14].map((n) => n * DAY),
];

/** Two lines under the lanes: a rule with ticks at round UTC times, and their labels. */
export function axisLines(axis: Axis): readonly [rule: string, labels: string] {
  const { startMs, endMs, columns } = axis;
  const step = steps.find((ms) => (ms / (endMs - startMs)) * columns >= labelWidth(ms) + 2) ?? 14 * DAY;
  const rule = Array.from({ length: columns }, () => "─");
  let labels = "";
  for (let ms = Math.ceil(startMs / step) * step; ms < endMs; ms += step) {
    const column = columnOf(axis, ms);
    rule[column] = "┬";
    const label = labelOf(ms, step);
    if (column >= labels.length && column + label.length <= columns) labels = labels.padEnd(column) + label;
  }
  return [rule.join(""), labels];
}

function labelOf(ms: number, step: number): string {
  const iso = new Date(ms).toISOString();
  if (step >= DAY) return iso.slice(5, 10);
  return step >= MINUTE ? iso.slice(11, 16) : iso.slice(11, 19);
}

function labelWidth(step: number): number {
  return step < MINUTE ? 8 : 5;
}
