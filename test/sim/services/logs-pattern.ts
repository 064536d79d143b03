import { invalidParameter } from "./logs-groups.ts";

/**
 * A filter pattern for unstructured text: `term term` (all), `?term ?term` (any), `-term` (none), `"a phrase"`; case
 * counts. Patterns for JSON, for columns and regular expressions are refused.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 *
 * @throws {SimError} InvalidParameterException
 */
export function messageFilter(pattern: string): (message: string) => boolean {
  const all: string[] = [];
  const any: string[] = [];
  const none: string[] = [];
  const terms = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|([A-Za-z0-9_]+))(?=\s|$)|\s+$/y;
  while (terms.lastIndex < pattern.length) {
    const match = terms.exec(pattern);
    if (match === null) throw invalidParameter("Invalid filter pattern");
    const term = match[3] ?? match[2]?.replaceAll(/\\(.)/g, "$1");
    if (term !== undefined) (match[1] === "?" ? any : match[1] === "-" ? none : all).push(term);
  }
  return (message) =>
    all.every((term) => message.includes(term)) &&
    !none.some((term) => message.includes(term)) &&
    // "?" counts only when every term has it; beside other terms AWS ignores it.
    (any.length === 0 || all.length > 0 || any.some((term) => message.includes(term)));
}
