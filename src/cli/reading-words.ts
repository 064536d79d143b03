import type { EarlyFinding, InstanceOverview, Overview } from "../analyze/index.ts";
import { formatUtc } from "../model/index.ts";
import { sizeText } from "./collect-progress.ts";

/** Instances and names listed one by one; a fleet is counted beyond them. */
const MOST = 16;

/** A day once, where both ends are of it: `2026-11-21T18:00:00Z … 19:59:59Z`. */
function spanText({ span }: InstanceOverview): string {
  if (span === null) return "no record with a time at either end";
  const [first, last] = [formatUtc(span.first, "second"), formatUtc(span.last, "second")];
  return `${first} … ${first.slice(0, 10) === last.slice(0, 10) ? last.slice(11) : last}`;
}

function count(n: number, one: string, more: string): string {
  return `${n} ${n === 1 ? one : more}`;
}

function some(names: readonly string[]): string {
  const more = names.length > MOST ? ` and ${names.length - MOST} more` : "";
  return names.slice(0, MOST).join(", ") + more;
}

/** What evidence holds: its name and size, then a line each: instances with what their logs span, applications, events, and whose log is missing. */
export function overviewLines(overview: Overview, files: number, bytes: number): readonly string[] {
  const { name, instances, applications, eventFiles, missing } = overview;
  const more = instances.length - MOST;
  const lines = [
    ...instances.slice(0, MOST).map((each) => `${each.id}: ${count(each.files, "file", "files")}, ${spanText(each)}`),
    ...(more > 0 ? [`and ${count(more, "more instance", "more instances")}`] : []),
    ...(applications.length === 0 ? [] : [`applications: ${some(applications)}`]),
    eventFiles === 0 ? "RDS events: none given" : `RDS events: ${count(eventFiles, "file", "files")}`,
    ...(missing.length === 0 ? [] : [`no log of ${some(missing)}, which events name`]),
  ];
  return [`${name}: ${count(files, "file", "files")}, ${sizeText(bytes)}`, ...lines.map((line) => `  ${line}`)];
}

/** A line that matters, with where and when it stands. */
export function findingLine({ subject, title, time, precision, file, line, count: n }: EarlyFinding): string {
  const when = time === null ? "without a time" : `at ${formatUtc(time, precision)}`;
  const often = n === 1 ? "" : `, ${n} times in this file`;
  return `seen, not judged: ${subject}: ${title} ${when} (${file}:${line})${often}`;
}
