// Words that a gate must earn (CLASSIFY §8).
import { expect } from "vitest";
import type { Report } from "../../src/model/index.ts";
import { PROBABLE, rank } from "../classify/verdicts.ts";

/** Never, whatever the evidence. */
const NEVER = [/data loss/i, /lost data/i, /AWS bug/i, /bug in Aurora/i, /\bconfirm(?:ed|s)\b/i, /root cause/i];
/** Only with memory evidence, which no case holds yet; naming what would decide it is allowed. */
const MEMORY = [/\bOOM\b/, /out of memory/i];

/** Only for a race that is at least probable. */
const SPLIT = /split[- ]brain/i;

/** All sentences of the tool's own: evidence is quoted and what is missing says what it would decide. */
export function claimsOf(report: Report): readonly string[] {
  return [
    report.verdict.headline,
    ...report.incidents.flatMap((incident) => [
      ...incident.moments.map((moment) => moment.text).filter((text) => !text.startsWith("RDS event: ")),
      ...incident.phases.map((phase) => phase.name),
      ...incident.hypotheses.flatMap((each) => [
        ...each.for.map((claim) => claim.text),
        ...each.against.map((claim) => claim.text),
        ...each.caps,
      ]),
    ]),
    ...report.coverage.map((each) => each.why),
  ];
}

/** What a document may repeat: lines of the evidence, and what a missing item is and would decide. */
export function quotable(report: Report): string {
  const items = report.incidents.flatMap((incident) => incident.hypotheses.flatMap((each) => each.missing));
  return JSON.stringify([report.evidence.map(({ text }) => text), items]);
}

export function expectEarned(text: string, report: Report, quoted = ""): void {
  for (const word of [...NEVER, ...MEMORY]) if (!word.test(quoted)) expect(text).not.toMatch(word);
  const probable = report.incidents.some(
    ({ mechanism }) => mechanism.class === "split-writer-race" && rank(mechanism.level) >= PROBABLE,
  );
  if (!probable && !SPLIT.test(quoted)) expect(text).not.toMatch(SPLIT);
}
