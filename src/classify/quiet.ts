import { type Confidence, type Facts, type Judgement } from "../model/index.ts";

/** Nothing happened in the data: said with what was covered, never as health where nothing was covered. */
export function quietVerdict(facts: Facts, missingInstances: readonly string[]): Judgement["verdict"] {
  const covered = facts.instances.filter((instance) => instance.coverage.state !== "none");
  if (covered.length === 0 && facts.clients.length === 0) {
    return {
      class: "inconclusive",
      level: "insufficient",
      cause: null,
      headline: "Nothing can be decided: no dated record of a database or an application was supplied.",
    };
  }
  const full =
    covered.length === facts.instances.length && facts.instances.every((each) => each.coverage.state === "full");
  const level: Confidence =
    full &&
    missingInstances.length === 0 &&
    facts.eventsSupplied &&
    facts.instances.length > 0 &&
    facts.clients.length > 0
      ? "strong"
      : full && facts.instances.length > 0
        ? "probable"
        : "possible";
  const others = facts.instances.flatMap((instance) => instance.otherErrors).sort((a, b) => b.count - a.count)[0];
  const noise =
    others === undefined ? "" : ` Other errors were logged, the most frequent ${others.count} times: ${others.text}.`;
  return {
    class: "no-incident",
    level,
    cause: null,
    headline: `No crash, no role change and no lasting refusal in the covered interval.${noise}`,
  };
}
