import { eventTime } from "../rds-events/time.ts";
import { identifierOf } from "./identifier.ts";
import { oneLine } from "./node.ts";

/** Memory as one message of Enhanced Monitoring tells it. Bytes. */
export interface OsReading {
  readonly instance: string;
  /** When the agent on the instance read it, µs: whole seconds. */
  readonly us: number;
  /** free + buffers + cached. */
  readonly freeOrCached: number;
  readonly free: number;
  readonly total: number | null;
  /** Null where the message tells nothing of swap. */
  readonly swapUsed: number | null;
  /** The process with the largest resident set. */
  readonly largest: { readonly name: string; readonly pid: number | null; readonly rss: number } | null;
  /** Its line, from 1, and the line's bytes. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** A message that is understood; without a reading it tells nothing of memory, and `trouble` why. */
export interface OsMessage {
  readonly reading: OsReading | null;
  readonly trouble: { readonly pointer: string; readonly reason: string } | null;
}

const KB = 1024;
/** 24 TiB are the largest instances of RDS. */
const MAX_KB = 2 ** 40;

/**
 * Reads a line: a message, the reason why it is none, or null where it is blank. Amounts are kB, as the agent writes them.
 *
 * @param end exclusive, without the newline
 */
export function readOsMessage(bytes: Buffer, start: number, end: number, line: number): OsMessage | string | null {
  const text = bytes.toString("utf8", start, end).replace(/^\ufeff/, "");
  if (text.trim() === "") return null;
  const message = objectOf(parsed(text));
  if (message === null) return "it is no JSON object";
  const memory = objectOf(own(message, "memory"));
  const id = own(message, "instanceID");
  if (memory === null || typeof id !== "string") return "it is no message of Enhanced Monitoring (instanceID, memory)";
  const instance = identifierOf(id);
  if (instance === null) return trouble("/instanceID", "it is no identifier of an instance");
  const time = own(message, "timestamp");
  const us = typeof time === "string" ? eventTime(time) : null;
  if (us === null) return trouble("/timestamp", "its time is not understood");
  const [free, buffers, cached] = ["free", "buffers", "cached"].map((name) => kilobytes(own(memory, name)));
  if (typeof free !== "number" || typeof buffers !== "number" || typeof cached !== "number")
    return trouble("/memory", "free, buffers and cached are no amounts of kB");
  const total = kilobytes(own(memory, "total"));
  if (total !== null && free + buffers + cached > total)
    return trouble("/memory", "free, buffers and cached are more than total");
  const swap = objectOf(own(message, "swap"));
  const [swapTotal, swapFree] = ["total", "free"].map((name) => kilobytes(swap === null ? null : own(swap, name)));
  const swapKnown = typeof swapTotal === "number" && typeof swapFree === "number" && swapFree <= swapTotal;
  const reading = {
    instance,
    us,
    freeOrCached: free + buffers + cached,
    free,
    total,
    swapUsed: swapKnown ? swapTotal - swapFree : null,
    largest: largestOf(own(message, "processList")),
    line,
    start,
    end,
  };
  return { reading, trouble: null };
}

function trouble(pointer: string, reason: string): OsMessage {
  return { reading: null, trouble: { pointer, reason } };
}

/** Its resident set counts the shared memory it touched too. */
function largestOf(list: unknown): OsReading["largest"] {
  let largest: OsReading["largest"] = null;
  for (const item of Array.isArray(list) ? (list as readonly unknown[]) : []) {
    const process = objectOf(item);
    const name = process === null ? null : own(process, "name");
    const rss = process === null ? null : kilobytes(own(process, "rss"));
    if (process === null || typeof name !== "string" || rss === null || rss <= (largest?.rss ?? 0)) continue;
    const pid = own(process, "id");
    // 0 stands for many: `OS processes`, `RDS processes`.
    const known = typeof pid === "number" && Number.isSafeInteger(pid) && pid > 0;
    largest = { name: oneLine(name, 120), pid: known ? pid : null, rss };
  }
  return largest;
}

/** Bytes of an amount written in kB. */
function kilobytes(value: unknown): number | null {
  return typeof value === "number" && value >= 0 && value <= MAX_KB ? value * KB : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}

function own(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : null;
}

/** Where a flat object of a message lies, bytes of the file; null when that cannot be told from its text alone. */
export function placeInMessage(
  bytes: Buffer,
  { start, end }: OsReading,
  key: "memory" | "swap",
): { readonly byteOffset: number; readonly byteLength: number } | null {
  const line = bytes.toString("latin1", start, end);
  const found = new RegExp(`"${key}"[ \\t\\r]*:[ \\t\\r]*(\\{[^{}]*\\})`, "g");
  const places = [...line.matchAll(found)];
  const [place] = places;
  const object = place?.[1];
  // A second one is in another object, or in a process's name: then neither is trusted.
  if (places.length !== 1 || place === undefined || object === undefined) return null;
  return { byteOffset: start + place.index + place[0].length - object.length, byteLength: object.length };
}
