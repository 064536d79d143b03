import { UserError } from "./exit.ts";

/** A moment as somebody typed it. */
export interface Moment {
  readonly typed: string;
  /** Epoch ms. */
  readonly ms: number;
  /** It names no day or hour of its own (`2h ago`, `now`): it means another moment tomorrow. */
  readonly relative: boolean;
}

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?$/i;
/** Words that chrono understands and that mean another thing in another place, or to another person. */
const AMBIGUOUS = /\b(?:IST|BST|CST|AST|EST|CDT|MST|PST|GST|SST|ADT|ECT|AMT|WST)\b/;
/** A moment a minute ahead is a clock that goes wrong; more is a slip of the year or the day. */
const AHEAD_MS = 60_000;

/**
 * Reads a moment: ISO 8601 (without zone it is UTC), epoch seconds or milliseconds, `now`, then English words by
 * chrono-node, refused unless all of the text was understood.
 *
 * @param nowMs this machine's time, epoch ms
 * @throws {UserError} when it is not understood, ambiguous, or in the future
 */
export async function moment(option: string, typed: string, nowMs: number): Promise<Moment> {
  const text = typed.trim();
  const stated = isoMs(text) ?? epochMs(text);
  if (stated !== null) return checked(option, { typed, ms: stated, relative: false }, nowMs);
  if (/^now$/i.test(text)) return { typed, ms: nowMs, relative: true };
  return checked(option, await inWords(option, typed, text, nowMs), nowMs);
}

function isoMs(text: string): number | null {
  const found = ISO.exec(text);
  if (found === null) return null;
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = found;
  const offset = /^[+-]/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3).replace(":", "") || "00"}` : "Z";
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  // 2026-02-30 is no day: Date.parse refuses it, or rolls it over.
  const sameDay = new Date(Date.parse(`${year}-${month}-${day}T00:00:00Z`)).getUTCDate() === Number(day);
  return Number.isNaN(ms) || !sameDay ? null : ms + Math.floor(Number(`0.${fraction || "0"}`) * 1000);
}

function epochMs(text: string): number | null {
  if (/^\d{10}(?:\.\d{1,6})?$/.test(text)) return Math.floor(Number(text) * 1000);
  return /^\d{13}$/.test(text) ? Number(text) : null;
}

async function inWords(option: string, typed: string, text: string, nowMs: number): Promise<Moment> {
  const refuse = (why: string): UserError =>
    new UserError(
      `${option} "${typed}": ${why}`,
      'Write 2026-11-21T19:10Z, an offset such as 2026-11-21T20:10+01:00, or "2h ago". Without an offset it is UTC.',
    );
  const zone = AMBIGUOUS.exec(text);
  if (zone !== null) throw refuse(`${zone[0]} means different zones to different people`);
  const chrono = await import("chrono-node/en");
  // chrono drops a zone after some forms ("an hour before 20:38 UTC"); it is UTC anyway.
  const words = text.replace(/\s*\b(?:UTC|GMT|Z)$/i, "");
  const found = chrono.casual.parse(words, { instant: new Date(nowMs), timezone: 0 });
  const [first] = found;
  if (first === undefined) throw refuse("this is not understood as a time");
  // "last 30 minutes" is a span up to now: its beginning is meant.
  const { end } = first as { readonly end?: { date(): Date } | null };
  const span = end === null || end === undefined ? 0 : Math.abs(end.date().getTime() - nowMs);
  if (found.length > 1 || first.index !== 0 || first.text.length !== words.length || span > 1000)
    throw refuse(`only "${first.text}" of it is understood as one time`);
  const counted = /\b(?:ago|last|past|before|earlier)\b|^-\d/i.test(words);
  if (!counted && !first.start.isCertain("hour")) throw refuse("the hour is missing");
  const today = /\b(?:today|yesterday|tonight|this|(?:sun|mon|tues|wednes|thurs|fri|satur)day)\b/i.test(words);
  const relative = counted || today || !(first.start.isCertain("day") && first.start.isCertain("month"));
  return { typed, ms: first.date().getTime(), relative };
}

function checked(option: string, found: Moment, nowMs: number): Moment {
  if (found.ms <= nowMs + AHEAD_MS) return found;
  throw new UserError(
    `${option} "${found.typed}" is ${new Date(found.ms).toISOString()}, which has not come yet`,
    "Times without an offset are UTC.",
  );
}
