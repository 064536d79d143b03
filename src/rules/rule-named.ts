import { signatureTest } from "./condition.ts";
import type { Known } from "./known.ts";
import type { Rule } from "./rule.ts";
import { meant } from "./trouble.ts";

/** The user's rule or the built-in signature of that id; else what may have been meant. */
export function ruleNamed(
  id: string,
  rules: readonly Rule[],
  known: Known,
): { readonly rule: Rule } | { readonly rule: null; readonly hint: string } {
  const own = rules.find((rule) => rule.id === id);
  if (own !== undefined) return { rule: own };
  const builtIn = known.signatures.find((each) => each.id === id);
  if (builtIn === undefined) {
    const ids = [...rules, ...known.signatures].map((each) => each.id);
    return { rule: null, hint: meant(id, ids) };
  }
  const condition = {
    tests: [signatureTest([id], new Map())],
    everyRecord: !builtIn.always && builtIn.source !== "event",
  };
  const { title } = builtIn;
  return { rule: { kind: "signature", id, title, where: null, condition, examples: [] } };
}
