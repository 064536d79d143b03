import { SECOND_US } from "../model/index.ts";

/** From `startUs` up to, not including, `endUs`; µs. */
export interface Stretch {
  readonly startUs: number;
  readonly endUs: number;
}

/** The quiet part is as long as what it is compared with, within these bounds: background jobs repeat in minutes. */
const MIN_QUIET_US = 600 * SECOND_US;
const MAX_QUIET_US = 3600 * SECOND_US;

/** The union of stretches, in time order, none touching the next. Stretches without a known end are left out. */
export function union(stretches: readonly Stretch[]): readonly Stretch[] {
  const merged: { startUs: number; endUs: number }[] = [];
  const sorted = stretches.filter(({ startUs, endUs }) => endUs > startUs).toSorted((a, b) => a.startUs - b.startUs);
  for (const { startUs, endUs } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && startUs <= last.endUs) last.endUs = Math.max(last.endUs, endUs);
    else merged.push({ startUs, endUs });
  }
  return merged;
}

/** What of `stretches` lies in one of `others`. */
export function within(stretches: readonly Stretch[], others: readonly Stretch[]): readonly Stretch[] {
  return union(
    stretches.flatMap((a) =>
      others.map((b) => ({ startUs: Math.max(a.startUs, b.startUs), endUs: Math.min(a.endUs, b.endUs) })),
    ),
  );
}

/** What lies before each of the incidents (a union) and in none of them. */
export function quietBefore(incidents: readonly Stretch[]): readonly Stretch[] {
  const quiet = incidents.map(({ startUs, endUs }, i): Stretch => {
    const length = Math.min(MAX_QUIET_US, Math.max(MIN_QUIET_US, endUs - startUs));
    return { startUs: Math.max(startUs - length, incidents[i - 1]?.endUs ?? Number.NEGATIVE_INFINITY), endUs: startUs };
  });
  return union(quiet);
}

export function contains(stretches: readonly Stretch[], us: number): boolean {
  for (const { startUs, endUs } of stretches) if (us >= startUs && us < endUs) return true;
  return false;
}

export function lengthUs(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0);
}
