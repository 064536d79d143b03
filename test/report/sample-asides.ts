import type { NovelReport, RecurrenceReport, RuleFindingReport } from "../../src/model/index.ts";

/** Lines no signature explains. */
export const novel: readonly NovelReport[] = [
  {
    template: "segment map of relation <*> rebuilt in <*> ms",
    instance: "aurora-2",
    level: "warning",
    inside: 12,
    before: 0,
    comparedSeconds: 690,
    evidence: ["e23"],
  },
];

/** A rule of the user's that fired. */
export const ruleFindings: readonly RuleFindingReport[] = [
  {
    rule: "queue-high-water",
    title: "The outgoing queue passed its high-water mark",
    start: "2026-11-21T19:12:31.500Z",
    end: "2026-11-21T19:12:58Z",
    instances: ["aurora-1"],
    evidence: ["e24"],
  },
];

/** The same a week ago, and something else. */
export const recurrence: RecurrenceReport = {
  text: "second time in 9 days, same fingerprint",
  cases: [
    {
      case: "postmortem-orders-2026-11-12",
      start: "2026-11-12T03:20:11Z",
      class: "split-writer-race",
      level: "possible",
      match: "same",
      shared: { steps: 5, of: 5 },
    },
    {
      case: "postmortem-orders-2026-10-02",
      start: null,
      class: "normal-failover",
      level: "strong",
      match: "different",
      shared: { steps: 2, of: 5 },
    },
  ],
};
