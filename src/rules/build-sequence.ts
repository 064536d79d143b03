import { buildCondition, type Built, type Words } from "./build-condition.ts";
import { durationUs } from "./duration.ts";
import { timelineEvents } from "./example-events.ts";
import type { Known } from "./known.ts";
import type { Path, RuleDocument } from "./read-yaml.ts";
import type { Say } from "./read-rules.ts";
import type { Absent, Example, SequenceRule, Step } from "./rule.ts";
import { type ConditionFields, MAX_COUNT, type SequenceDocument } from "./shape.ts";

/** An incident is hours; a rule about months would keep a whole log in memory. */
const MAX_SPAN_US = 31 * 86_400e6;

/** A sequence ready to run; what cannot be right is told. */
export function buildSequence(
  value: SequenceDocument,
  document: RuleDocument,
  words: Words,
  known: Known,
  say: Say,
): SequenceRule {
  const key = value.distinct ?? value.same ?? "instance";
  const condition = (fields: ConditionFields, path: Path): Built["condition"] => {
    const built = buildCondition(fields, words, (field, message, hint) =>
      say(field === "" ? path : [...path, field], message, hint),
    );
    checkGroup(built, key, path, say);
    return built.condition;
  };
  const duration = (text: string | undefined, path: Path): number | null => {
    if (text === undefined) return null;
    const us = durationUs(text);
    if (us > MAX_SPAN_US) say(path, `${text} is more than 31 days`);
    return us;
  };
  const steps = value.steps.map(({ id, count, ...fields }, i): Step => {
    const { min = 1, max } = typeof count === "number" ? { min: count } : (count ?? {});
    if (max !== undefined && max < min) say(["steps", i, "count"], `at least ${min} and at most ${max} cannot both be`);
    return { id, condition: condition(fields, ["steps", i]), min, max: max ?? null };
  });
  const absent = (value.absent ?? []).map(({ id, during, before, after, anywhere, ...fields }, i): Absent => {
    const path = ["absent", i];
    const [beforeUs, afterUs] = [duration(before, [...path, "before"]), duration(after, [...path, "after"])];
    if (during === false && beforeUs === null && afterUs === null)
      say(path, "is looked for at no time", "Leave `during` out, or give `before` or `after`.");
    const built = { id, during: during ?? true, beforeUs, afterUs, anywhere: anywhere ?? false };
    if (built.anywhere) return { ...built, condition: buildCondition(fields, words, tell(path, say)).condition };
    return { ...built, condition: condition(fields, path) };
  });
  checkWhole(value, steps, say);
  const example =
    (fires: boolean) =>
    (each: SequenceDocument["examples"]["matches"][number], i: number): Example => {
      const path = ["examples", fires ? "matches" : "ignores", i];
      each.events.forEach(({ signature }, k) => {
        if (signature !== undefined && !words.builtIn.has(signature))
          say([...path, "events", k, "signature"], `${signature} is no built-in signature`, "Give the line as `text`.");
      });
      const where = { file: document.file, line: document.lineOf(path) };
      return { where, why: each.why, fires, events: timelineEvents(each.events, known) };
    };
  return {
    kind: "sequence",
    id: value.id,
    title: value.title,
    where: { file: document.file, line: document.lineOf([]) },
    steps,
    ordered: value.order !== "any",
    withinUs: duration(value.within, ["within"]) ?? Number.POSITIVE_INFINITY,
    key,
    groups: value.distinct === undefined ? 1 : (value.groups ?? 2),
    absent,
    examples: [...value.examples.matches.map(example(true)), ...value.examples.ignores.map(example(false))],
  };
}

function tell(path: Path, say: Say): (field: string, message: string, hint?: string) => void {
  return (field, message, hint) => say(field === "" ? path : [...path, field], message, hint);
}

/** A step that no event of the asked-for group can be: the rule would be silent for ever, and nobody would know why. */
function checkGroup({ sources }: Built, key: SequenceRule["key"], path: Path, say: Say): void {
  const only = sources.size === 1 ? [...sources][0] : undefined;
  if (only === undefined || key === "none" || (key === "client") === (only === "client")) return;
  const whose = { server: "servers' records", client: "clients' records", event: "RDS events" }[only];
  const other = only === "client" ? "client" : "instance";
  const hint = path[0] === "absent" ? "Add `anywhere: true`." : `Say \`same: ${other}\` or \`same: none\`.`;
  say(path, `takes ${whose}, which belong to no ${key}`, hint);
}

/** What only the document as a whole can have wrong. */
function checkWhole(value: SequenceDocument, steps: readonly Step[], say: Say): void {
  const events = steps.reduce((sum, { min }) => sum + min, 0);
  if (value.within === undefined && (events > 1 || value.distinct !== undefined))
    say(["steps"], "more than one event must match, and nothing says how close together", "Give `within`, e.g. 60s.");
  if (value.within === undefined && steps.some(({ max }) => max !== null))
    say(["steps"], "`max` counts in the time of `within`, which is missing", "Give `within`, e.g. 60s.");
  if (events > MAX_COUNT) say(["steps"], `${events} events for one match are more than ${MAX_COUNT}`);
  if (value.same !== undefined && value.distinct !== undefined)
    say(
      ["same"],
      "`same` and `distinct` exclude each other",
      "`distinct` already says whose events one run is made of.",
    );
  if (value.groups !== undefined && value.distinct === undefined)
    say(["groups"], "counts distinct instances or clients, and there is no `distinct`", "Add `distinct: instance`.");
  const seen = new Set<string>();
  for (const [list, items] of [
    ["steps", value.steps],
    ["absent", value.absent ?? []],
  ] as const) {
    items.forEach(({ id }, i) => {
      if (seen.has(id)) say([list, i, "id"], `${id} is there twice`, "Reports name steps by their ids.");
      seen.add(id);
    });
  }
}
