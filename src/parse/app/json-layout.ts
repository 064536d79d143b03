import { LevelCode, SECOND_US } from "../../model/index.ts";
import { writtenFields } from "../json-fields.ts";
import type { LineLayout, Slot } from "../json-lines.ts";
import { appLine } from "./app-line.ts";
import { firstHead } from "./detect.ts";
import type { Found } from "./detect.ts";
import { sqlstateOf } from "./fields.ts";
import type { AppFormat } from "./format.ts";
import { levelKeys, timeKeys } from "./formats/generic-json.ts";
import type { JsonObject } from "./json.ts";
import { parseStamp, stampOf } from "./stamp.ts";

const times: ReadonlySet<string> = new Set([...timeKeys, "created"]);
const levels: ReadonlySet<string> = new Set([...levelKeys, "@version"]);
/** Fields of which formats ask only whether they are text. */
const onlyText: ReadonlySet<string> = new Set(["hostname", "name", "logger", "pid"]);
/** A longer level is none. */
const maxPinned = 32;

/** A layout of lines of an application, which are told apart by more than their level. */
export interface AppLayout extends Omit<LineLayout, "lane"> {
  /** Whether the line states its zone. */
  readonly stated: boolean;
  /** Its time is a number with a fraction: rounding that to microseconds is left to {@link stampOf}. */
  readonly decimal: boolean;
}

/**
 * The layout of a line that `format` read and nobody needs: which bytes decide how such a line is read, and which may
 * differ. Null when something decides that has no place of its own, or when the line matters.
 *
 * Formats are asked, not guessed at: the fields they look at are noted; the one with which the time changes is the time,
 * the one with which the message changes the message. Of the other fields they look at, presence and type decide, and
 * the value of levels. A format that goes by the value of anything else must be told here.
 *
 * @param text the line as Latin-1, without wrapper and carriage return
 * @param utc whether a stamp without a zone is UTC
 */
export function layoutOf(text: string, format: AppFormat, utc: boolean): AppLayout | null {
  const fields = writtenFields(text);
  const data = appLine(text).json();
  if (fields === null || data === null || format.joins !== "nothing") return null;
  const asked = new Set<string>();
  const found = headOf(text, watched(data, asked));
  if (found === null || found.format !== format) return null;
  const { stamp, level, message, error } = found.head;
  const code = LevelCode[level];
  if (error !== null || sqlstateOf(watched(data, asked), "") !== null) return null;
  if (level === "none" || code >= LevelCode.warning || stamp === null || !(stamp.zoned || utc)) return null;
  const time = [...asked].find((key) => decidesTime(text, data, key, found));
  const said = [...asked].find((key) => decidesMessage(text, data, key, found));
  if (time === undefined || (said === undefined && message !== "")) return null;

  const parts: { readonly lead: string; readonly slot: Slot }[] = [];
  let from = 0;
  for (const { key, start, end } of fields) {
    const value = text.slice(start, end);
    const slot = asked.has(key) ? askedSlot(key, value, time, said, stamp.us) : freeSlot(value);
    if (slot === null) return null;
    if (slot === "fixed") continue; // stays a part of the lead
    parts.push({ lead: text.slice(from, start + (slot.kind !== "value" && value.startsWith('"') ? 1 : 0)), slot });
    from = end;
  }
  const decimal = parts.some(({ slot }) => slot.kind === "decimal");
  return { parts, end: text.slice(from).trimEnd(), level: code, stated: stamp.zoned, decimal };
}

function freeSlot(value: string): Slot {
  return { kind: value.startsWith('"') ? "string" : "value" };
}

function askedSlot(
  key: string,
  value: string,
  time: string,
  said: string | undefined,
  us: number,
): Slot | "fixed" | null {
  if (key === time) return timeSlot(value, us);
  if (key === said) return { kind: "searched" };
  if (/^(?:true|false|null)$/.test(value)) return "fixed";
  if (value.startsWith('"')) {
    if (onlyText.has(key)) return { kind: "string" };
    return levels.has(key) && value.length <= maxPinned ? "fixed" : null;
  }
  if (!/^[-\d]/.test(value) || times.has(key)) return null;
  return levels.has(key) ? "fixed" : { kind: "number" };
}

/** A time in one of the forms that can be told from its bytes; `us` is what it means. */
function timeSlot(value: string, us: number): Slot | null {
  if (/^[1-9]\d{12}$/.test(value)) return { kind: "epoch", digits: 13 };
  if (/^[1-9]\d{15}$/.test(value)) return { kind: "epoch", digits: 16 };
  if (/^[1-9]\d{9}(?:\.\d{1,9})?$/.test(value)) return { kind: "decimal" };
  const found = /^"(\d{4}[-/.]\d\d[-/.]\d\d[T _@]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)((?:\D[^"\\]{0,20})?")$/.exec(value);
  const wall = found === null ? null : parseStamp(found[1] ?? "");
  if (found === null || wall === null) return null;
  const zoneSeconds = Math.round((wall.us - us) / SECOND_US);
  return { kind: "stamp", of: "time", comma: true, zoneSeconds, behind: found[2] ?? "" };
}

/** The second at which a minute (`YYYY-MM-DD?hh:mm`) begins, read as UTC; null when it is none. */
export function secondOfMinute(minute: string): number | null {
  const stamp = parseStamp(`${minute}:00`);
  return stamp === null ? null : stamp.us / SECOND_US;
}

function decidesTime(text: string, data: JsonObject, key: string, { format, head }: Found): boolean {
  const value = data[key];
  const other = shifted(value);
  if (other === null || stampOf(value)?.us !== head.stamp?.us) return false;
  const found = headOf(text, { ...data, [key]: other });
  return found?.format === format && found.head.stamp?.us === stampOf(other)?.us;
}

/** Another time of the same form, or null. */
function shifted(value: unknown): string | number | null {
  if (typeof value === "number") return value + 1;
  if (typeof value !== "string" || !/^\d{4}\D\d\d\D\d\d\D\d\d:\d\d:\d\d/.test(value)) return null;
  return `${value.slice(0, 18)}${value[18] === "0" ? "1" : "0"}${value.slice(19)}`;
}

function decidesMessage(text: string, data: JsonObject, key: string, { format, head }: Found): boolean {
  const value = data[key];
  if (typeof value !== "string" || value !== head.message) return false;
  const found = headOf(text, { ...data, [key]: `${value}.` });
  return found?.format === format && found.head.message === `${value}.`;
}

function headOf(text: string, data: JsonObject): Found | null {
  return firstHead({ ...appLine(text), json: () => data });
}

/** `data`, noting the fields that are looked at. */
function watched(data: JsonObject, asked: Set<string>): JsonObject {
  return new Proxy(data, {
    get(target, key) {
      if (typeof key === "string" && Object.hasOwn(target, key)) asked.add(key);
      return Reflect.get(target, key);
    },
    getOwnPropertyDescriptor(target, key) {
      if (typeof key === "string" && Object.hasOwn(target, key)) asked.add(key);
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
  });
}
