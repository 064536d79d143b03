import type { z } from "zod";

/** The first reason why an input does not fit its shape. */
export interface RefusedInput {
  /** `MetricDataQueries[0].Id`; empty for the input as a whole. */
  readonly member: string;
  /** `unknown` is the simulator's own strictness: AWS drops members that it does not know. */
  readonly kind: "unknown" | "missing" | "type" | "constraint";
  /** Why, in words. */
  readonly why: string;
}

/** What zod found, in the terms that AWS's errors use. */
export function refusedInput(error: z.ZodError): RefusedInput {
  const issue = error.issues[0];
  if (issue === undefined) return { member: "", kind: "constraint", why: "refused" };
  const member = memberName(issue.path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const name = memberName([...issue.path, issue.keys[0] ?? ""]);
      return { member: name, kind: "unknown", why: `the simulator knows no member ${name}` };
    }
    case "invalid_type":
    case "invalid_value":
      if (issue.input === undefined) return { member, kind: "missing", why: `${member} is required` };
      return { member, kind: issue.code === "invalid_type" ? "type" : "constraint", why: issue.message };
    default:
      return { member, kind: "constraint", why: issue.message };
  }
}

function memberName(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}
