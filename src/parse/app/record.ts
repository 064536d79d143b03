import { UNDATED, precisions } from "../../model/index.ts";
import type { Level, RecordText } from "../../model/index.ts";
import { epochUs } from "../../model/index.ts";
import { backendPidOf, localPortOf, noteOf, serverHostOf, sqlstateOf } from "./fields.ts";
import type { Head } from "./format.ts";
import { evidentLevel } from "./levels.ts";
import type { Stamp } from "./stamp.ts";
import type { ZoneClock } from "./zone.ts";

/** A record put together from its head and its continuation lines. */
export interface AppRecord {
  /** `UNDATED` when neither the line nor its wrapper carries a time. */
  readonly timeUs: number;
  readonly precision: number;
  readonly zone: "stated" | "assumed" | "none";
  readonly level: Level;
  readonly message: string;
  readonly error: string | null;
  readonly sqlstate: string | null;
  readonly pid: number | null;
  readonly localPort: number | null;
}

/** `zone: "none"` is a time that is not there. */
interface Time {
  readonly us: number;
  readonly precision: number;
  readonly zone: AppRecord["zone"];
}

const quarterUs = 900_000_000;

/**
 * The innermost stamp wins. When it states no zone and the wrapper does, the wrapper settles it: the two differ by whole
 * quarters of an hour and a moment. Else the zone is the caller's assumption.
 */
function timeOf(inner: Stamp | null, outer: Stamp | null, clock: ZoneClock): Time {
  const stamp = inner ?? outer;
  if (stamp === null) return { us: UNDATED, precision: 0, zone: "none" };
  if (stamp.zoned) return { us: stamp.us, precision: stamp.precision, zone: "stated" };
  if (inner !== null && outer !== null && outer.zoned) {
    const offset = Math.round((inner.us - outer.us) / quarterUs) * quarterUs;
    const apart = Math.abs(inner.us - offset - outer.us);
    if (Math.abs(offset) <= 14 * 4 * quarterUs && apart <= 120_000_000)
      return { us: inner.us - offset, precision: inner.precision, zone: "stated" };
  }
  return { us: clock(stamp.us), precision: stamp.precision, zone: "assumed" };
}

/** What signatures are matched against. */
export function fullText(record: { readonly message: string; readonly error: string | null }): string {
  return record.error === null ? record.message : `${record.message}\n${record.error}`;
}

/** Puts a record together. A level that the format does not state is taken from what the record carries. */
export function assemble(head: Head, rest: readonly string[], outer: Stamp | null, clock: ZoneClock): AppRecord {
  const lines = rest.length === 0 ? null : rest.join("\n");
  const error = head.error === null ? lines : lines === null ? head.error : `${head.error}\n${lines}`;
  const { message, data } = head;
  const text = fullText({ message, error });
  const sqlstate = sqlstateOf(data, text);
  const time = timeOf(head.stamp, outer, clock);
  return {
    timeUs: time.us,
    precision: time.precision,
    zone: time.zone,
    level: head.level === "none" ? evidentLevel(message, error, sqlstate) : head.level,
    message,
    error,
    sqlstate,
    pid: backendPidOf(data, text),
    localPort: localPortOf(data),
  };
}

/** The same with everything a reader of the report may ask for. */
export function recordText(head: Head, rest: readonly string[], outer: Stamp | null, clock: ZoneClock): RecordText {
  const record = assemble(head, rest, outer, clock);
  const { data } = head;
  const text = fullText(record);
  return {
    time: Number.isNaN(record.timeUs) ? null : epochUs(record.timeUs),
    precision: precisions[record.precision] ?? "second",
    level: record.level,
    message: record.message,
    error: record.error,
    sqlstate: record.sqlstate,
    detail: noteOf(data, ["detail"]) ?? labelled(text, "DETAIL"),
    hint: noteOf(data, ["hint"]) ?? labelled(text, "HINT"),
    context: noteOf(data, ["where"]) ?? labelled(text, "CONTEXT"),
    statement: noteOf(data, ["query", "sql"]) ?? labelled(text, "STATEMENT"),
    pid: record.pid,
    user: null,
    database: null,
    host: serverHostOf(data, text),
    port: record.localPort,
    application: noteOf(data === null ? null : { name: data["name"] ?? data["service"] ?? data["app"] }, ["name"]),
  };
}

/** The server's secondary lines inside of a client's text. */
function labelled(text: string, label: string): string | null {
  return new RegExp(`^${label}: {1,2}(\\S.{0,2000})$`, "m").exec(text)?.[1] ?? null;
}
