import { confidenceLevels, type HeadlineClass, type Hypothesis, type Judgement } from "../model/index.ts";
import { APPLICATION_LOGS } from "./wording.ts";

/** Mechanisms that are abnormal by themselves: the headline wherever they hold (CLASSIFY §1). */
const ABNORMAL: readonly HeadlineClass[] = [
  "split-writer-race",
  "other-cause",
  "crash-failover",
  "reversed-failover",
  "instance-crash",
];

/** Effects that outlive a normal mechanism. */
export const EFFECTS: readonly HeadlineClass[] = [
  "endpoint-staleness",
  "connection-exhaustion",
  "stale-reads",
  "misrouted-writes",
  "read-only-transactions",
];

const QUIET: readonly HeadlineClass[] = ["normal-failover", "instance-restart", "network-fault"];

/** Gravest first. */
export const GRAVITY: readonly HeadlineClass[] = [...ABNORMAL, ...EFFECTS, "inconclusive", ...QUIET, "no-incident"];

function mayLead(each: Hypothesis): boolean {
  return each.mayLead && each.level !== "insufficient";
}

/** The class that may be the headline: abnormal mechanism, else lasting effect, else mechanism; at `possible` only with its own R1. */
export function leading(hypotheses: readonly Hypothesis[]): Hypothesis | null {
  // A race or a crash that cannot be separated for lack of a log leaves the mechanism open: an effect must not hide that.
  const open = hypotheses.some(
    (each) =>
      (each.class === "split-writer-race" || each.class === "instance-crash") &&
      each.level === "possible" &&
      !each.mayLead &&
      each.against.length === 0,
  );
  for (const group of open ? [ABNORMAL] : [ABNORMAL, EFFECTS, QUIET]) {
    const candidates = hypotheses.filter((each) => group.includes(each.class) && mayLead(each));
    candidates.sort(
      (a, b) =>
        confidenceLevels.indexOf(b.level) - confidenceLevels.indexOf(a.level) ||
        group.indexOf(a.class) - group.indexOf(b.class),
    );
    if (candidates[0] !== undefined) return candidates[0];
  }
  return null;
}

/** Leading first, then mechanisms that are possible, then by level and gravity. */
export function order(hypotheses: readonly Hypothesis[], lead: Hypothesis | null): readonly Hypothesis[] {
  const rank = (each: Hypothesis): number => {
    if (each === lead) return 0;
    if (each.level === "insufficient") return 3;
    return ABNORMAL.includes(each.class) ? 1 : 2;
  };
  return [...hypotheses].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      confidenceLevels.indexOf(b.level) - confidenceLevels.indexOf(a.level) ||
      GRAVITY.indexOf(a.class) - GRAVITY.indexOf(b.class),
  );
}

/** Each missing item names the classes it would tell apart: all that ask for it, or its own and the strongest rival. */
export function withSeparates(ordered: readonly Hypothesis[]): readonly Hypothesis[] {
  const open = ordered.filter((each) => each.level !== "insufficient");
  return ordered.map((hypothesis) => ({
    ...hypothesis,
    missing: hypothesis.missing.map((item) => {
      const asking = ordered.filter((each) => each.missing.some(({ what }) => what === item.what));
      const rival = open.find((each) => each.class !== hypothesis.class);
      // What applications met tells mechanisms apart only where several ask for it.
      const alone = asking.length > 1 || rival === undefined || item.what === APPLICATION_LOGS;
      const classes = alone ? asking : [hypothesis, rival];
      return { ...item, separates: [...new Set(classes.map((each) => each.class))] };
    }),
  }));
}

export function mechanismOf(ordered: readonly Hypothesis[], lead: Hypothesis | null): Judgement["mechanism"] {
  const mechanisms: readonly HeadlineClass[] = [...ABNORMAL, ...QUIET];
  if (lead !== null && mechanisms.includes(lead.class)) return { class: lead.class, level: lead.level };
  const found = ordered.find(
    (each) => mechanisms.includes(each.class) && each.level !== "insufficient" && each.mayLead,
  );
  return found === undefined
    ? { class: "inconclusive", level: "insufficient" }
    : { class: found.class, level: found.level };
}
