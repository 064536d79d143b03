// Events of rules from plain values.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ruleWords } from "../../src/analyze/rule-words.ts";
import { readRules, type Rule, type RuleEvent, type SequenceRule, type Trouble } from "../../src/rules/index.ts";

/** Seconds, instance and signature of a server's line; what else it is in `more`. */
export function event(
  place: number,
  s: number | null,
  instance: string | null,
  signature: string | null,
  more: Partial<Omit<RuleEvent, "text" | "sqlstate">> & { readonly text?: string; readonly sqlstate?: string } = {},
): RuleEvent {
  const { text = "", sqlstate = null, ...rest } = more;
  return {
    us: s === null ? Number.NaN : s * 1e6,
    source: "server",
    instance,
    client: null,
    role: "unknown",
    signature,
    level: "info",
    place,
    ...rest,
    text: () => text,
    sqlstate: () => sqlstate,
  };
}

/** A timeline written as `[seconds, instance, signature]`. */
export function timeline(
  ...events: readonly (readonly [s: number | null, instance: string | null, signature: string])[]
): readonly RuleEvent[] {
  return events.map(([s, instance, signature], i) => event(i, s, instance, signature));
}

export function read(text: string, file = "mine.yaml"): ReturnType<typeof readRules> {
  return readRules([{ file, text }], ruleWords);
}

/** Rules that are as they should be. */
export async function rulesOf(text: string): Promise<readonly Rule[]> {
  const { rules, troubles } = await read(text);
  if (troubles.length > 0) throw new Error(troubles.map(say).join("\n"));
  return rules;
}

export async function sequenceOf(text: string): Promise<SequenceRule> {
  const found = (await rulesOf(text)).find((rule) => rule.kind === "sequence");
  if (found === undefined) throw new Error("no sequence in it");
  return found;
}

export function say({ file, line, message, hint }: Trouble): string {
  return `${file}:${line}: ${message}${hint === null ? "" : ` | ${hint}`}`;
}

/** The shipped example. */
export const shipped = readFileSync(
  fileURLToPath(new URL("../../rules/split-writer-race.yaml", import.meta.url)),
  "utf8",
);
