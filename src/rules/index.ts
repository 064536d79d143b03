/** Rules people add: signatures and sequences in YAML. Knows no files and no timeline; sees records as `RuleEvent`s. */
export type { EventSource, RuleEvent } from "./event.ts";
export type { Known, KnownSignature } from "./known.ts";
export { asSequence, type Rule, type SequenceRule } from "./rule.ts";
export type { Trouble } from "./trouble.ts";
export { MAX_FILE } from "./yaml-limits.ts";
export { readRules } from "./read-rules.ts";
export { ruleNamed } from "./rule-named.ts";
export { type Findings, findMatches, needEveryRecord } from "./find.ts";
export { type Explanation, explainRule } from "./explain.ts";
export { type RuleTest, testRules } from "./test-rules.ts";
export { sayExplanation } from "./wording.ts";
export { ruleSchema } from "./schema.ts";
