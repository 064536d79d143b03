import { levels, type InstanceStateReport } from "../model/index.ts";
import { clockText, gapText, gravestFirst, ledgerName, place, recoveryText, staleText } from "../report/index.ts";
import { escapeTerminal, wrap } from "../text/index.ts";
import type { ViewCase } from "./case.ts";
import { dateText, timeText, type Timekeeping } from "./state/clock.ts";
import { citationsOf, findingsOf } from "./state/findings.ts";
import { microseconds, zeroOf } from "./state/range.ts";
import { evidenceOf, verdictItems } from "./state/verdict-items.ts";

/** How the plain screen is written. */
export interface PlainOptions {
  /** Cells of a line, at least 40; null breaks none, as a pipe wants it. */
  readonly columns: number | null;
  /** IANA zone of all times; null for UTC. */
  readonly zone: string | null;
}

/**
 * What the screen shows, one thing after the other in words: for screen readers and pipes. No line needs the one above
 * it to be read, no sign stands alone for a meaning, and nothing from a log acts on the terminal.
 */
export function plainScreen(viewCase: ViewCase, options: PlainOptions = { columns: null, zone: null }): string[] {
  const { columns, zone } = options;
  const keeping: Timekeeping = {
    clock: zone === null ? "utc" : "local",
    zone: zone ?? "UTC",
    zeroUs: zeroOf(viewCase),
  };
  const sections = [
    verdict(viewCase),
    instances(viewCase, keeping),
    events(viewCase, keeping),
    clients(viewCase),
    findings(viewCase, keeping),
    marks(viewCase, keeping),
    coverage(viewCase),
  ].filter((lines) => lines.length > 0);
  const head = [`Case: ${viewCase.name}`, `Times: ${zone ?? "UTC"}`];
  const lines = [head, ...sections]
    .flatMap((section) => [...section, ""])
    .map((line) => escapeTerminal(line.slice(0, 8192)));
  return columns === null ? lines : lines.flatMap((line) => wrap(line, Math.max(columns, 40)));
}

const signWords: Readonly<Record<string, string>> = {
  "+": "For: ",
  "−": "Against: ",
  "!": "Limit: ",
  "?": "Missing: ",
  "~": "Near miss: ",
  "·": "Seen: ",
};

function verdict(viewCase: ViewCase): string[] {
  return verdictItems(viewCase).flatMap((item) => {
    if (item.heading) return ["", `${item.text}:`];
    const lines = evidenceOf(viewCase, item).map((each) => `  Evidence: ${place(each)}: ${each.text}`);
    return [`${signWords[item.sign] ?? ""}${item.text}`, ...lines];
  });
}

function instances({ report }: ViewCase, keeping: Timekeeping): string[] {
  return report.instances.flatMap(({ id, states }) => [
    `Instance ${id}:`,
    ...states.map((state) => `  ${stretch(state.start, state.end, keeping)}: ${stateText(state)}`),
  ]);
}

function stateText({ state, role, roleSource }: InstanceStateReport): string {
  const source = roleSource === "none" ? "" : ` (known by ${roleSource})`;
  if (state !== "ready") return state === "unknown" ? "unknown, no log" : state;
  return role === "unknown" ? "ready, role unknown" : `ready as ${role}${source}`;
}

function events({ facts }: ViewCase, keeping: Timekeeping): string[] {
  const told = facts.events.map(
    ({ time, sourceIdentifier, message }) => `  ${stamp(time, keeping)}: ${sourceIdentifier}: ${message}`,
  );
  const calls = facts.documents.calls.map(({ us, name, who, error }) => {
    const by = who === null ? "" : ` by ${who}`;
    return `  ${stamp(us, keeping)}: ${name}${by}${error === null ? "" : `, refused: ${error}`}`;
  });
  const operator = (facts.documents.operator?.failovers ?? []).map(
    ({ us, exhibit }) => `  ${stamp(us, keeping)}: ${exhibit.text}`,
  );
  return [
    ...(told.length > 0
      ? ["RDS events:", ...told]
      : [facts.eventsSupplied ? "RDS events: none" : "RDS events: not supplied"]),
    ...(calls.length > 0 ? ["Calls of the API:", ...calls] : []),
    ...(operator.length > 0 ? ["Told by the operator:", ...operator] : []),
  ];
}

function clients({ report }: ViewCase): string[] {
  return gravestFirst(report.clients).flatMap((client) => {
    const kinds = Object.entries(client.errors).map(([kind, count]) => `${kind} ${count}`);
    const staleness = client.staleness === null ? [] : [`  Stale: ${staleText(client.staleness)}`];
    return [
      `Client ${client.id}:`,
      `  Errors: ${kinds.join(", ") || "none"}`,
      ...staleness,
      `  Recovery: ${recoveryText(client)}`,
      `  Clock: ${clockText(client.clock)}`,
    ];
  });
}

function findings(viewCase: ViewCase, keeping: Timekeeping): string[] {
  const cite = citationsOf(viewCase);
  const lines = findingsOf(viewCase).map(({ number, us, instance, text, evidence }) => {
    const cited = cite.first(evidence);
    const who = instance === null ? "" : `${instance}: `;
    return `  ${number}. ${us === null ? "undated" : stamp(us, keeping)}: ${who}${text}${cited === null ? "" : ` [${cited}]`}`;
  });
  return lines.length === 0 ? [] : ["Findings:", ...lines];
}

function marks(viewCase: ViewCase, keeping: Timekeeping): string[] {
  const { records } = viewCase;
  const lines = viewCase.marks.list.map(({ time, comment, file, line, byteOffset }, index) => {
    const row = records.all === null ? null : records.rowOfByte(file, byteOffset);
    const record = row === null || records.all === null ? null : records.all.at(records.all.placeOf(row));
    const said = record === null ? "" : ` ${levels[record.level] ?? ""}: ${record.message.slice(0, 500)}`;
    const note = comment === "" ? "" : ` ${comment}.`;
    return `  ${index + 1}. ${time === null ? "undated" : stamp(time, keeping)}:${note}${said} [${file}:${line}]`;
  });
  return lines.length === 0 ? [] : ["Marks:", ...lines];
}

function coverage({ report }: ViewCase): string[] {
  const lines = report.coverage.map(
    (entry) => `  ${ledgerName(entry)}: ${gapText(entry, null) ?? "covers everything"}`,
  );
  return ["Coverage:", ...(lines.length > 0 ? lines : ["  no source could be dated"])];
}

function stretch(start: string, end: string, keeping: Timekeeping): string {
  return `${stamp(microseconds(start), keeping)} to ${stamp(microseconds(end), keeping)}`;
}

function stamp(us: number, keeping: Timekeeping): string {
  return Number.isFinite(us) ? `${dateText(us, keeping)} ${timeText(us, "millisecond", keeping)}` : "no time";
}
