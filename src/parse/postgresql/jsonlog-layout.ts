import { LevelCode, SECOND_US } from "../../model/index.ts";
import { writtenFields } from "../json-fields.ts";
import type { LineLayout, Slot } from "../json-lines.ts";
import { isSession, parseRecord } from "./jsonlog-row.ts";
import { StampReader } from "./stamp.ts";

const stamped = /^"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.\d{1,9})?( [^"\\]{1,20}")$/;

/** The layout of a session's LOG line, or null for any other line. */
export function layoutOf(line: Buffer): LineLayout | null {
  const record = parseRecord(line);
  const text = line.toString("latin1").trimEnd();
  const fields = record === null ? null : writtenFields(text);
  if (record === null || fields === null || record.error_severity !== "LOG" || !isSession(record)) return null;
  const parts: { readonly lead: string; readonly slot: Slot }[] = [];
  let from = 0;
  for (const { key, start, end } of fields) {
    if (key === "error_severity") continue; // its value is a part of the lead
    const value = text.slice(start, end);
    const slot = slotOf(key, value);
    if (slot === null) return null;
    parts.push({ lead: text.slice(from, start + (slot.kind !== "value" && value.startsWith('"') ? 1 : 0)), slot });
    from = end;
  }
  const kinds = new Set(parts.map(({ slot }) => slot.kind));
  const whole = kinds.has("stamp") && kinds.has("ordinary") && kinds.has("pid") && kinds.has("text");
  // Whether a message is ordinary may depend on its second.
  const at = (wanted: Slot["kind"]): number => parts.findIndex(({ slot }) => slot.kind === wanted);
  if (at("stamp") > at("ordinary")) return null;
  return whole ? { parts, end: text.slice(from), level: LevelCode.info, lane: 0 } : null;
}

function slotOf(key: string, value: string): Slot | null {
  if (key === "timestamp") return stampSlot(value);
  if (key === "message") return { kind: "ordinary" };
  if (key === "pid") return /^\d{1,9}$/.test(value) ? { kind: "pid" } : null;
  // One of them tells a session from a background process.
  if ((key === "user" || key === "remote_host") && value !== '""') return { kind: "text" };
  if (key === "remote_port") return { kind: "number" };
  return { kind: value.startsWith('"') ? "string" : "value" };
}

function stampSlot(value: string): Slot | null {
  const [, wall = "", behind = ""] = stamped.exec(value) ?? [];
  const us = timeOf(`${wall}${behind.slice(0, -1)}`);
  const asUtc = timeOf(`${wall} UTC`);
  if (us === null || asUtc === null) return null;
  return { kind: "stamp", of: "time", comma: false, zoneSeconds: (asUtc - us) / SECOND_US, behind };
}

/** The second at which a minute (`YYYY-MM-DD hh:mm`) begins, read as UTC; null when it is none. */
export function secondOfMinute(minute: string): number | null {
  const us = timeOf(`${minute}:00 UTC`);
  return us === null ? null : us / SECOND_US;
}

/** A time whose zone is known, µs. */
function timeOf(text: string): number | null {
  const stamps = new StampReader();
  // The reader wants a byte after the zone to be sure that it ended.
  const isRead = stamps.read(Buffer.from(`${text} `, "latin1"), 0, text.length + 1);
  return isRead && stamps.stamp.zoneKnown ? stamps.stamp.us : null;
}
