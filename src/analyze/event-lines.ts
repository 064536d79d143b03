import { codes } from "../signatures/index.ts";
import type { Evidence } from "../sources/index.ts";
import { type EventLine, formatUtc, levels, PartCode, type Row } from "../model/index.ts";
import { hideTwins } from "./twins.ts";
import { load } from "./load.ts";
import type { AnalyzeOptions } from "./options.ts";
import { watched } from "./overview.ts";
import { planWindow } from "./window/plan.ts";
import { Pseudonyms, redact, redactFields, type Redacting } from "../text/index.ts";
import type { Timeline } from "../timeline/index.ts";

/** Which records to print. */
export interface EventFilter {
  readonly instance: string | null;
  readonly matches: ((text: string) => boolean) | null;
}

/**
 * Every record of the case in timeline order; a record that two files hold in two formats is printed once. The filter
 * sees records as they are written; pseudonyms are numbered as they come.
 */
export async function* eventLines(
  evidence: Evidence,
  options: AnalyzeOptions,
  filter: EventFilter,
): AsyncIterable<EventLine> {
  // What is looked at for the plan is not told as progress.
  const plans = planWindow(evidence.files, options.window, options.inputZones);
  const { timeline, serverFiles } = await load(watched(evidence, options.progress), options, { keep: "all", plans });
  options.progress.ended();
  hideTwins(timeline, serverFiles);
  const redacted = redaction(options.reveal);
  for (const row of timeline.inOrder()) {
    if (timeline.part(row) !== PartCode.message) continue;
    const line = lineOf(timeline, row);
    if (filter.instance !== null && line.instance !== filter.instance) continue;
    if (filter.matches !== null && !filter.matches(`${line.message}\n${line.error ?? ""}`)) continue;
    yield redacted(line, line.client === null ? "" : textBefore(line.message, timeline.raw(row, HEAD_BYTES)));
  }
}

/** Of a record, as much as a message begins in. */
const HEAD_BYTES = 4096;

/** What stands before a message in its line: a key there tells that the message is its value. */
function textBefore(message: string, raw: string): string {
  const at = message === "" ? -1 : raw.indexOf(message.split("\n", 1)[0] ?? "");
  const before = at === -1 ? "" : raw.slice(Math.max(raw.lastIndexOf("\n", at) + 1, at - 200), at);
  // Of a structured record the message was unwrapped, and stands for itself.
  return before.includes('"') ? "" : before;
}

/** Message and error: a statement may begin in one and end in the other. */
function texts({ message, error }: EventLine, before: string, how: Redacting): Pick<EventLine, "message" | "error"> {
  const [, shown = "", , more = ""] = redactFields([before, message, "\n", error ?? ""], how);
  return { message: shown, error: error === null ? null : more };
}

/** Takes out of lines, one after the other, what is not to be shown. */
function redaction(reveal: AnalyzeOptions["reveal"]): (line: EventLine, before: string) => EventLine {
  const names = new Pseudonyms();
  const log: Redacting = { reveal, nameOf: (found) => names.nameOf(found) };
  const shown = new Map<string, string>();
  const name = (raw: string): string => {
    const known = shown.get(raw) ?? redact(raw, { ...log, prose: true });
    shown.set(raw, known);
    return known;
  };
  return (line, before) => ({
    ...line,
    ...texts(line, before, log),
    instance: line.instance === null ? null : name(line.instance),
    client: line.client === null ? null : name(line.client),
    source: { ...line.source, file: name(line.source.file) },
  });
}

function lineOf(timeline: Timeline, row: Row): EventLine {
  const stream = timeline.stream(row);
  const text = timeline.text(row);
  const time = timeline.time(row);
  const server = stream.kind === "server";
  return {
    time: time === null ? null : formatUtc(time, timeline.precision(row)),
    precision: timeline.precision(row),
    timeBasis: time === null ? "none" : stream.timeBasis,
    level: levels[timeline.level(row)] ?? "none",
    message: text.message,
    error: server ? serverError(text) : text.error,
    sqlstate: text.sqlstate ?? impliedSqlstate(timeline, row),
    pid: text.pid,
    instance: server ? stream.name : null,
    client: server ? null : stream.name,
    format: stream.format,
    source: timeline.source(row),
  };
}

/** What the secondary lines add, labelled as the server labels them. */
function serverError(text: ReturnType<Timeline["text"]>): string | null {
  const parts = [
    ["DETAIL", text.detail],
    ["HINT", text.hint],
    ["CONTEXT", text.context],
    ["STATEMENT", text.statement],
  ].flatMap(([label, value]) => (value === null || value === undefined ? [] : [`${label}:  ${value}`]));
  return parts.length === 0 ? null : parts.join("\n");
}

/** 25006 is known from the text alone; other states are not guessed. */
function impliedSqlstate(timeline: Timeline, row: Row): string | null {
  const id = codes.id(timeline.signature(row));
  return id === "read-only-refused" || id === "client-read-only" ? "25006" : null;
}
