import { explainRule, type Explanation } from "./explain.ts";
import type { Example, Rule } from "./rule.ts";

/** An example that does not do what its rule says. */
interface FailedExample {
  readonly example: Example;
  /** What the rule made of it. */
  readonly explanation: Explanation;
}

/** A rule held to its own examples. */
export interface RuleTest {
  readonly rule: Rule;
  readonly examples: number;
  readonly failed: readonly FailedExample[];
}

/** Runs every rule over its inline examples. */
export function testRules(rules: readonly Rule[]): readonly RuleTest[] {
  return rules.map((rule) => {
    const failed = rule.examples.flatMap((example): FailedExample[] => {
      const explanation = explainRule(rule, () => example.events);
      return explanation.count > 0 === example.fires ? [] : [{ example, explanation }];
    });
    return { rule, examples: rule.examples.length, failed };
  });
}
