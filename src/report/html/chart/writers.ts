import type { InstanceReport } from "../../../model/index.ts";
import { millis } from "../../clock.ts";

/** Stretches of time, ms since the epoch, in which two instances were ready as writer; those that touch are one. */
export function twoWriters(instances: readonly InstanceReport[]): readonly (readonly [from: number, to: number])[] {
  const spans = instances.map(({ states }) =>
    states
      .filter(({ state, role }) => state === "ready" && role === "writer")
      .map(({ start, end }) => [millis(start), millis(end)] as const),
  );
  const found: [number, number][] = [];
  for (const [index, mine] of spans.entries())
    for (const [start, end] of mine)
      for (const [otherStart, otherEnd] of spans.slice(index + 1).flat()) {
        const from = Math.max(start, otherStart);
        const to = Math.min(end, otherEnd);
        if (from < to) found.push([from, to]);
      }
  const merged: [number, number][] = [];
  for (const [from, to] of found.sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}
