import type { RecurrenceReport } from "../model/index.ts";
import type { ComparedCase, ComparedIncident } from "./compared-case.ts";

type Row = RecurrenceReport["cases"][number];

/** Two incidents are similar when this share of the longer one's steps comes in the same order in both. */
const SIMILAR = 0.7;

/**
 * Whether the leading incident of a case happened before: compared with each incident of the others, by their ordered
 * fingerprints. A case that is this one again (or one that was given before) is named and not counted.
 */
export function compareCases(current: ComparedCase, others: readonly ComparedCase[]): RecurrenceReport {
  const counted: ComparedCase[] = [];
  const again: string[] = [];
  for (const other of others) {
    if ([current, ...counted].some((known) => isSameCase(known, other))) again.push(other.name);
    else counted.push(other);
  }
  const [incident] = current.incidents;
  const rows = counted.map((other) => bestMatch(incident, other));
  const notCounted = again.length === 0 ? "" : `; not counted, because already there: ${again.join(", ")}`;
  return { text: `${sentence(incident, rows)}${notCounted}`, cases: rows };
}

/** The same evidence; or a part of it and the same incident: a case that was collected again with more. */
function isSameCase(a: ComparedCase, b: ComparedCase): boolean {
  const shared = a.evidence.filter((hash) => b.evidence.includes(hash));
  if (shared.length === 0) return false;
  if (shared.length === a.evidence.length && shared.length === b.evidence.length) return true;
  const start = a.incidents[0]?.start ?? null;
  return start !== null && b.incidents.some((each) => each.start === start);
}

function bestMatch(incident: ComparedIncident | undefined, other: ComparedCase): Row {
  const rows = other.incidents.map((each): Row => ({ case: other.name, ...match(incident, each) }));
  const [best] = rows.toSorted(
    (a, b) => rank(a) - rank(b) || b.shared.steps * a.shared.of - a.shared.steps * b.shared.of,
  );
  if (best !== undefined) return best;
  const shared = { steps: 0, of: incident?.steps.length ?? 0 };
  return { case: other.name, start: null, class: "no-incident", level: "insufficient", match: "different", shared };
}

function rank({ match: how }: Row): number {
  return ["same", "similar", "different"].indexOf(how);
}

function match(a: ComparedIncident | undefined, b: ComparedIncident): Omit<Row, "case"> {
  const of = Math.max(a?.steps.length ?? 0, b.steps.length);
  const steps = a === undefined ? 0 : longestCommon(a.steps, b.steps);
  const same = a !== undefined && of > 0 && a.steps.length === b.steps.length && steps === of;
  const similar = a?.class === b.class && steps >= SIMILAR * of && of > 0;
  return {
    start: b.start,
    class: b.class,
    level: b.level,
    match: same ? "same" : similar ? "similar" : "different",
    shared: { steps, of },
  };
}

/** Length of the longest common subsequence: steps of both in the same order, whatever stands between. */
export function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const step of a) {
    const next = [0];
    for (let i = 0; i < b.length; i++)
      next.push(step === b[i] ? (row[i] ?? 0) + 1 : Math.max(row[i + 1] ?? 0, next[i] ?? 0));
    row = next;
  }
  return row[b.length] ?? 0;
}

/** "second time in 9 days, same fingerprint" */
function sentence(incident: ComparedIncident | undefined, rows: readonly Row[]): string {
  const compared = `the ${rows.length} ${rows.length === 1 ? "case" : "cases"} compared`;
  if (rows.length === 0) return "no other case to compare with";
  if (incident === undefined) return `no incident in this case that could be in ${compared}`;
  const same = rows.filter((row) => row.match === "same");
  if (same.length > 0)
    return `${ordinal(same.length + 1)} time${within([incident.start, ...same.map(({ start }) => start)])}, same fingerprint`;
  const similar = rows.filter((row) => row.match === "similar").length;
  return `first time among ${compared}${similar === 0 ? "" : `; ${similar} ${similar === 1 ? "is" : "are"} similar`}`;
}

/** ` in 9 days`, from the earliest to the latest start; nothing when one of them is not known. */
function within(starts: readonly (string | null)[]): string {
  const times = starts.map((start) => (start === null ? Number.NaN : Date.parse(start)));
  if (times.some(Number.isNaN)) return "";
  const minutes = (Math.max(...times) - Math.min(...times)) / 60_000;
  if (minutes >= 2 * 1440) return ` in ${count(minutes / 1440, "day")}`;
  return minutes >= 120 ? ` in ${count(minutes / 60, "hour")}` : ` in ${count(minutes, "minute")}`;
}

function count(value: number, unit: string): string {
  const whole = Math.max(1, Math.round(value));
  return `${whole} ${unit}${whole === 1 ? "" : "s"}`;
}

const ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split(" ");

function ordinal(n: number): string {
  const word = ORDINALS[n - 1];
  if (word !== undefined) return word;
  const ending = n % 100 > 10 && n % 100 < 14 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${ending}`;
}
