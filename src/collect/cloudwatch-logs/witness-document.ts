import type { AcquisitionEntry } from "../case-store.ts";
import { counted, grouped } from "../words.ts";
import type { Compared, PerMinute } from "./minutes.ts";
import { MINUTE_MS } from "./minutes.ts";
import { iso } from "../iso.ts";
import type { Span } from "./slices.ts";

/** Where the counts go. */
export const WITNESS_PATH = "cloudwatch/witness.json";
const MAX_DIFFERENCES = 1_000;

/** An instance's two counts. */
export interface Witnessed extends Compared {
  readonly instance: string;
  readonly streams: readonly string[];
  readonly minutes: readonly (readonly [minute: string, events: number, lines: number])[];
}

/** Both counts of the minutes in which there is anything. */
export function minutesOf(events: PerMinute, lines: PerMinute, { fromMs, untilMs }: Span): Witnessed["minutes"] {
  const minutes = [...new Set([...events.keys(), ...lines.keys()])].toSorted((a, b) => a - b);
  return minutes
    .filter((ms) => ms >= fromMs - MINUTE_MS && ms <= untilMs)
    .map((ms) => [iso(ms), events.get(ms) ?? 0, lines.get(ms) ?? 0] as const);
}

/** The text of `cloudwatch/witness.json`. */
export function document(
  groups: readonly string[],
  { fromMs, untilMs }: Span,
  witnessed: readonly Witnessed[],
): string {
  const instances = witnessed.map(({ instance, streams, events, lines, differences, minutes }) => ({
    instance,
    streams,
    eventsInCloudWatch: events,
    recordsInFiles: lines,
    differences: differences.slice(0, MAX_DIFFERENCES).map((each) => ({
      minute: iso(each.minuteMs),
      eventsInCloudWatch: each.events,
      recordsInFiles: each.lines,
      leastSurplusInCloudWatch: each.surplus,
    })),
    minutes,
  }));
  const about =
    "minutes: [minute (UTC), events in CloudWatch Logs, records in the log files]; an event's time is up to some seconds before its line's";
  return `${JSON.stringify({ about, groups, from: iso(fromMs), until: iso(untilMs), instances }, null, 1)}\n`;
}

/** What the ledger says of an instance. */
export function verdict(instance: string, group: string, { events, lines, differences }: Compared): AcquisitionEntry {
  const more = differences.filter(({ surplus }) => surplus > 0);
  const fewer = differences.filter(({ surplus }) => surplus < 0);
  const sum = (list: typeof differences): number => list.reduce((total, { surplus }) => total + Math.abs(surplus), 0);
  const minutes = (list: typeof differences): string =>
    `in ${list.length === 1 ? "the minute" : `${list.length} minutes, the first`} ${iso(list[0]?.minuteMs ?? 0).slice(0, 16)}Z`;
  const lacking =
    fewer.length === 0
      ? ""
      : `; CloudWatch Logs lacks at least ${counted(sum(fewer), "record")} of the files' ${minutes(fewer)}`;
  const common = {
    source: "cloudwatch-logs",
    subject: `${instance}, second witness`,
    call: "logs:StartQuery",
    runAgainAfter: null,
  } as const;
  if (more.length === 0) {
    const agreed = fewer.length === 0;
    const reason = agreed
      ? `${counted(lines, "record")} in both the log files and ${group}${events === lines ? "" : ` (${grouped(events)} there: seconds at the window's ends differ)`}`
      : `the log files hold all of ${group}${lacking}`;
    return { ...common, state: "complete", code: null, reason, consequence: null, remedy: null };
  }
  return {
    ...common,
    state: "partial",
    code: "COUNTS_DIFFER",
    reason: `${group} has at least ${counted(sum(more), "record")} that the log files of ${instance} lack, ${minutes(more)}${lacking}`,
    consequence: `lines of ${instance} are missing from its files in those minutes; what they said is in CloudWatch Logs only`,
    remedy: `compare ${WITNESS_PATH} with the files, and read those minutes of ${group}`,
  };
}
