import type { EventLine } from "../../model/index.ts";
import { eventCitation } from "../citation.ts";
import type { TimesketchEvent } from "./timesketch.ts";

const described: Readonly<Record<EventLine["timeBasis"], string>> = {
  stated: "Event Logged",
  assumed: "Event Logged (zone assumed)",
  estimated: "Event Logged (zone estimated)",
  none: "Event Logged",
};

/** Fields of a record beside those that Timesketch demands, in the order of the CSV. */
export const eventFields = [
  "source_short",
  "source_long",
  "data_type",
  "instance",
  "client",
  "level",
  "sqlstate",
  "pid",
  "error",
  "citation",
  "file",
  "line",
  "byte_offset",
  "byte_length",
  "precision",
  "time_basis",
] as const;

/** A record as an event of Timesketch; its level and SQLSTATE are tags. */
export function timesketchEvent(row: EventLine): TimesketchEvent {
  const { level, sqlstate, instance, client, source } = row;
  const fields: Readonly<Record<(typeof eventFields)[number], string | number | null>> = {
    source_short: "LOG",
    source_long: `${instance === null ? "application log" : "PostgreSQL log"} (${row.format.join("/")})`,
    data_type: instance === null ? "postmortem:application:record" : "postmortem:postgresql:record",
    instance,
    client,
    level,
    sqlstate,
    pid: row.pid,
    error: row.error,
    citation: eventCitation(row),
    file: source.file,
    line: source.line,
    byte_offset: source.byteOffset,
    byte_length: source.byteLength,
    precision: row.precision,
    time_basis: row.timeBasis,
  };
  const tag = [...(level === "none" ? [] : [level]), ...(sqlstate === null ? [] : [sqlstate.toWellFormed()])];
  return { message: row.message, timestamp_desc: described[row.timeBasis], tag, ...fields };
}
