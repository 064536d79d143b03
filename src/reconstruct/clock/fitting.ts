import { SECOND_US, type Stream } from "../../model/index.ts";
import type { Candidate } from "./candidate.ts";
import type { ClientPairs, PairedRecord } from "./pairs.ts";

/** What an estimate leaves open, and what two instances' clocks may differ by. */
const SLACK_US = 0.5 * SECOND_US;

/** A client's record and the one server line it belongs to. */
export interface Fit {
  readonly record: PairedRecord["record"];
  readonly candidate: Candidate;
}

/**
 * The pairs that hold at the offset the client's stream is read with: a PID comes back in later lives and on other
 * instances, so the key alone does not say which line is meant. Records whose lines on several instances fit are left out.
 */
export function fitting({ paired }: ClientPairs, client: Stream): readonly Fit[] {
  const offset = client.offsetSeconds * SECOND_US;
  return paired.flatMap(({ record, candidates }): readonly Fit[] => {
    const fits = candidates.filter(({ span }) => span.low - SLACK_US < offset && offset <= span.high + SLACK_US);
    const [first] = fits;
    if (first === undefined || fits.some(({ instance }) => instance !== first.instance)) return [];
    const near = fits.reduce((best, each) => (distance(each, offset) < distance(best, offset) ? each : best), first);
    return [{ record, candidate: near }];
  });
}

function distance({ core }: Candidate, offset: number): number {
  return Math.max(0, core.low - offset, offset - core.high);
}
