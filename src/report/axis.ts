import type { Lanes } from "./lanes.ts";

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
export function axisLines(lanes: Lanes): readonly [rule: string, labels: string] {
  const { startMs, endMs, columns } = lanes;
  const step = steps.find((ms) => (ms / (endMs - startMs)) * columns >= labelWidth(ms) + 2) ?? 14 * DAY;
  const rule = Array.from({ length: columns }, () => "─");
  let labels = "";
  for (let ms = Math.ceil(startMs / step) * step; ms < endMs; ms += step) {
    const column = Math.floor(((ms - startMs) / (endMs - startMs)) * columns);
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
