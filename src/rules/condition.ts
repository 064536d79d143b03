import { linearRegex } from "../text/index.ts";
import type { RuleEvent } from "./event.ts";
import { requiredLiteral } from "./regex-literal.ts";

/** How much of a record's text rules look at: what a regex costs grows with it. */
export const MAX_TEXT = 8192;

/** One field of a condition. */
export interface Test {
  readonly field: string;
  /** What it asks for, as the rule writes it. */
  readonly wanted: string;
  /** Says which line it is; the others (role, level, source) only narrow it. */
  readonly specific: boolean;
  readonly holds: (event: RuleEvent) => boolean;
}

/** All of its tests must hold. The cheap ones come first, those that read text last. */
export interface Condition {
  readonly tests: readonly Test[];
  /** Needs records that a scan for incidents leaves out (ordinary operation, lines without signature). */
  readonly everyRecord: boolean;
}

export function matches({ tests }: Condition, event: RuleEvent): boolean {
  for (const test of tests) if (!test.holds(event)) return false;
  return true;
}

/**
 * The one test that an event fails, when it is nearly what was asked for: everything that tells the line holds, and
 * only its role, level or source is another. Null else.
 */
export function failedNarrowly({ tests }: Condition, event: RuleEvent): Test | null {
  let failed: Test | null = null;
  if (!tests.some((test) => test.specific)) return null;
  for (const test of tests) {
    if (test.holds(event)) continue;
    if (test.specific || failed !== null) return null;
    failed = test;
  }
  return failed;
}

/** A value that must be one of several. */
export function oneOf<T extends string>(field: string, wanted: readonly T[], of: (event: RuleEvent) => T): Test {
  const set = new Set<string>(wanted);
  return { field, wanted: wanted.join(" or "), specific: false, holds: (event) => set.has(of(event)) };
}

/** Built-in signatures by id, or conditions of the user's own signatures. */
export function signatureTest(ids: readonly string[], users: ReadonlyMap<string, Condition>): Test {
  const builtIn = new Set(ids.filter((id) => !users.has(id)));
  const own = ids.flatMap((id) => users.get(id) ?? []);
  return {
    field: "signature",
    wanted: ids.join(" or "),
    specific: true,
    holds: (event) =>
      (event.signature !== null && builtIn.has(event.signature)) || own.some((condition) => matches(condition, event)),
  };
}

export function sqlstateTest(wanted: readonly string[]): Test {
  const set = new Set(wanted);
  return {
    field: "sqlstate",
    wanted: wanted.join(" or "),
    specific: true,
    holds: (event) => set.has(event.sqlstate() ?? ""),
  };
}

export function containsTest(how: "any" | "all", literals: readonly string[], ignoreCase: boolean): Test {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const folded = literals.map(fold);
  return {
    field: "contains",
    wanted: literals.map((literal) => JSON.stringify(literal)).join(how === "any" ? " or " : " and "),
    specific: true,
    holds: (event) => {
      const text = fold(shown(event));
      return how === "any" ? folded.some((each) => text.includes(each)) : folded.every((each) => text.includes(each));
    },
  };
}

/** @throws {NotLinearError} when the pattern cannot be searched in linear time */
export function regexTest(pattern: string): Test {
  const regex = linearRegex(pattern);
  const literal = requiredLiteral(pattern);
  return {
    field: "regex",
    wanted: pattern,
    specific: true,
    holds: (event) => {
      const text = shown(event);
      return text.includes(literal) && regex.test(text);
    },
  };
}

function shown(event: RuleEvent): string {
  const text = event.text();
  return text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;
}
