import type { Explanation, Rule } from "../rules/index.ts";
import type { Evidence } from "../sources/index.ts";
import { examine } from "./analyze.ts";
import type { Examined } from "./examined.ts";
import type { AnalyzeOptions } from "./options.ts";
import type { RuleTimeline } from "./rule-events.ts";

/** Why a rule fires in a case, or does not. Roles and clocks are those of an analysis. */
export async function explainInCase(
  rule: Rule,
  evidence: Evidence,
  options: AnalyzeOptions,
): Promise<{ readonly explanation: Explanation; readonly timeline: RuleTimeline }> {
  const examined: Examined[] = [];
  await examine(evidence, options, (seen) => examined.push(seen));
  const [seen] = examined;
  if (seen === undefined) throw new RangeError("an analysis without reconstruction");
  const { explainExamined } = await import("./case-rules.ts");
  return explainExamined(rule, seen, options);
}
