import type { Level } from "../model/index.ts";
import { NotLinearError } from "../text/index.ts";
import { type Condition, containsTest, oneOf, regexTest, signatureTest, sqlstateTest, type Test } from "./condition.ts";
import type { EventSource } from "./event.ts";
import type { KnownSignature } from "./known.ts";
import type { ConditionFields } from "./shape.ts";
import { meant } from "./trouble.ts";

/** Words that conditions may use. */
export interface Words {
  readonly builtIn: ReadonlyMap<string, KnownSignature>;
  readonly own: ReadonlyMap<string, Condition & { readonly sources: ReadonlySet<EventSource> }>;
}

/** A condition, and whose records it can take at all. */
export interface Built {
  readonly condition: Condition;
  readonly sources: ReadonlySet<EventSource>;
}

const ALL: ReadonlySet<EventSource> = new Set(["server", "client", "event"]);
/** Levels that every scan keeps. */
const KEPT: ReadonlySet<Level> = new Set(["warning", "error", "fatal", "panic"]);

/** @param say what is wrong: the field, and why */
export function buildCondition(
  fields: ConditionFields,
  words: Words,
  say: (field: string, message: string, hint?: string) => void,
): Built {
  const tests: Test[] = [];
  let sources = ALL;
  let kept = false;
  if (fields.source !== undefined) {
    sources = new Set([fields.source]);
    tests.push(oneOf("source", [fields.source], (event) => event.source));
  }
  if (fields.role !== undefined) tests.push(oneOf("role", list(fields.role), (event) => event.role));
  if (fields.level !== undefined) {
    const wanted = list(fields.level);
    kept ||= wanted.every((level) => KEPT.has(level));
    tests.push(oneOf("level", wanted, (event) => event.level));
  }
  if (fields.signature !== undefined) {
    const ids = list(fields.signature);
    const named = namedSignatures(ids, words, say);
    kept ||= named.kept;
    sources = new Set([...sources].filter((source) => named.sources.has(source)));
    if (sources.size === 0) say("signature", "no record of that source carries this signature");
    tests.push(signatureTest(ids, words.own));
  }
  if (fields.sqlstate !== undefined) tests.push(sqlstateTest(list(fields.sqlstate)));
  if (fields.contains !== undefined) tests.push(contains(fields.contains, fields.ignoreCase === true));
  else if (fields.ignoreCase === true)
    say("ignoreCase", "is only for `contains`", "In a regex write both letters: [Ee]rror.");
  if (fields.regex !== undefined) {
    try {
      tests.push(regexTest(fields.regex));
    } catch (error) {
      if (!(error instanceof NotLinearError)) throw error;
      say("regex", error.message, error.hint);
    }
  }
  if (tests.length === 0)
    say("", "says nothing about the record", "Give at least one of signature, contains, regex, sqlstate, level, role.");
  const onlyEvents = sources.size === 1 && sources.has("event");
  return { condition: { tests, everyRecord: !kept && !onlyEvents }, sources };
}

function contains(wanted: NonNullable<ConditionFields["contains"]>, ignoreCase: boolean): Test {
  if (typeof wanted === "string") return containsTest("any", [wanted], ignoreCase);
  if (Array.isArray(wanted)) return containsTest("any", wanted, ignoreCase);
  return "all" in wanted ? containsTest("all", wanted.all, ignoreCase) : containsTest("any", wanted.any, ignoreCase);
}

function namedSignatures(
  ids: readonly string[],
  { builtIn, own }: Words,
  say: (field: string, message: string, hint?: string) => void,
): { readonly sources: ReadonlySet<EventSource>; readonly kept: boolean } {
  const sources = new Set<EventSource>();
  let kept = true;
  for (const id of ids) {
    const known = builtIn.get(id);
    const mine = own.get(id);
    if (known !== undefined) {
      sources.add(known.source);
      kept &&= known.always;
    } else if (mine !== undefined) {
      for (const source of mine.sources) sources.add(source);
      kept &&= !mine.everyRecord;
    } else {
      const near = meant(id, [...builtIn.keys(), ...own.keys()]);
      say("signature", `there is no signature ${id}${near}`, "`postmortem rules list` shows them all.");
      for (const source of ALL) sources.add(source);
    }
  }
  return { sources, kept };
}

function list<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}
