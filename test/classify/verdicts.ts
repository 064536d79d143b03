// What tests ask of a report.
import {
  type Confidence,
  confidenceLevels,
  type HeadlineClass,
  type HypothesisReport,
  type Report,
} from "../../src/model/index.ts";

/** `normal-failover strong`. */
export function verdictOf({ verdict }: Report): string {
  return `${verdict.class} ${verdict.level}`;
}

export function hypothesisOf(report: Report, headline: HeadlineClass): HypothesisReport | undefined {
  const found = report.incidents.flatMap((incident) => incident.hypotheses.filter((each) => each.class === headline));
  return found.toSorted((a, b) => rank(b.level) - rank(a.level))[0];
}

/** The highest level a class reaches in any incident; -1 when it is not even weighed. */
export function levelOf(report: Report, headline: HeadlineClass): number {
  return rank(hypothesisOf(report, headline)?.level ?? null);
}

export function rank(level: Confidence | null): number {
  return level === null ? -1 : confidenceLevels.indexOf(level);
}

export const POSSIBLE = rank("possible");
export const PROBABLE = rank("probable");

/** Sub-types of staleness that the incidents name. */
export function subtypesOf(report: Report): readonly string[] {
  return report.incidents.flatMap((each) => each.clientEffects.flatMap(({ subtype }) => subtype ?? []));
}
