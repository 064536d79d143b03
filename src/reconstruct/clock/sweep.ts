/** An offset explains a pair when it lies in `(low, high]`, µs. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/** Where most records agree. */
export interface Region extends Span {
  /** Records that agree somewhere in it, at the best offset. */
  readonly count: number;
  /** An offset at which that many agree. */
  readonly peak: Span;
  /** Records that agree at the best offset farther away than `apartUs`. */
  readonly rival: number;
}

/**
 * The offsets that most records agree on: a sweep over the ends of all spans (APPS §5.2). A record counts once at an
 * offset however many of its spans hold it. The region is as wide as offsets on which almost as many agree, because the
 * sliver on which most of many agree is cut out by those that were late.
 *
 * @param records spans of each record; those of one record may overlap
 * @param apartUs offsets farther from the region than this are another answer
 */
export function mostCovered(records: readonly (readonly Span[])[], apartUs: number): Region | null {
  const steps = segmentsOf(records);
  let best = -1;
  for (let i = 0; i < steps.length; i++) if ((steps[i]?.count ?? 0) > (steps[best]?.count ?? 0)) best = i;
  const peak = steps[best];
  if (peak === undefined) return null;
  const enough = peak.count - toleranceOf(peak.count);
  let { low, high } = peak;
  for (let i = best - 1; i >= 0; i--) {
    const step = steps[i];
    if (step === undefined || step.high < low - apartUs) break;
    if (step.count >= enough) low = step.low;
  }
  for (let i = best + 1; i < steps.length; i++) {
    const step = steps[i];
    if (step === undefined || step.low > high + apartUs) break;
    if (step.count >= enough) high = step.high;
  }
  let rival = 0;
  for (const step of steps) {
    if (step.high < low - apartUs || step.low > high + apartUs) rival = Math.max(rival, step.count);
  }
  return { low, high, count: peak.count, peak: { low: peak.low, high: peak.high }, rival };
}

/** One in ten may be late or wrongly paired without moving the ends; among few, none. */
function toleranceOf(count: number): number {
  return count < 5 ? 0 : Math.max(1, Math.floor(count / 10));
}

interface Segment extends Span {
  readonly count: number;
}

/** Stretches between neighbouring ends, with how many records cover each; ascending, uncovered ones left out. */
function segmentsOf(records: readonly (readonly Span[])[]): readonly Segment[] {
  const ends: { readonly at: number; readonly step: 1 | -1 }[] = [];
  for (const spans of records) {
    for (const { low, high } of merged(spans)) {
      ends.push({ at: low, step: 1 }, { at: high, step: -1 });
    }
  }
  ends.sort((a, b) => a.at - b.at || a.step - b.step);
  const segments: Segment[] = [];
  let count = 0;
  ends.forEach(({ at, step }, i) => {
    count += step;
    const next = ends[i + 1]?.at ?? at;
    if (count > 0 && next > at) segments.push({ low: at, high: next, count });
  });
  return segments;
}

function merged(spans: readonly Span[]): readonly Span[] {
  const out: { low: number; high: number }[] = [];
  for (const { low, high } of spans.toSorted((a, b) => a.low - b.low || a.high - b.high)) {
    const last = out.at(-1);
    if (last !== undefined && low <= last.high) last.high = Math.max(last.high, high);
    else out.push({ low, high });
  }
  return out;
}
