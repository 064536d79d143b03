/** What was asked: one entry a request, also for those that were refused. */
import type { JournalEntry, SimRequest } from "./service.ts";

/** An entry whose outcome is filled in as it becomes known. */
export type OpenEntry = { -readonly [Name in keyof JournalEntry]: JournalEntry[Name] };

const QUIET = new Set(["Action", "Version"]);
const LONGEST = 300;

/** The main parameters on one line: `DBInstanceIdentifier=aurora-1 LogFileName=error/postgresql.log`. */
export function aboutRequest(request: Omit<SimRequest, "action">): string {
  return parameters(request).slice(0, LONGEST);
}

function parameters(request: Omit<SimRequest, "action">): string {
  const type = request.headers["content-type"] ?? "";
  if (type.includes("json")) return request.body.toString();
  const form = type.includes("x-www-form-urlencoded") ? new URLSearchParams(request.body.toString()) : request.query;
  const pairs = [...form].filter(([name]) => !QUIET.has(name) && !name.startsWith("X-Amz-"));
  const path = request.path === "/" ? [] : [request.path];
  return [...path, ...pairs.map(([name, value]) => `${name}=${value}`)].join(" ");
}

/** What a request that no service knows calls itself: the name it asks for, or its method. */
export function attemptedAction(request: Omit<SimRequest, "action">): string {
  const target = request.headers["x-amz-target"]?.split(".").at(-1);
  const form = (request.headers["content-type"] ?? "").includes("x-www-form-urlencoded");
  const asked = form ? new URLSearchParams(request.body.toString()).get("Action") : null;
  return target ?? asked ?? request.method;
}

/** Only these verbs look; anything else could change the account. StartQuery reads although its verb does not say so. */
const READS =
  /^(?:Describe|Get|List|Lookup|Filter|Download|Head|AssumeRole|StartQuery$|StopQuery$|TestMetricFilter$|GET$|HEAD$)/;

/** Calls that could have changed something, refused or not: a collector's journal has none. */
export function writesIn(journal: readonly JournalEntry[]): readonly JournalEntry[] {
  return journal.filter((entry) => !READS.test(entry.action));
}
