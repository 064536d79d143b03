import { SECOND_US } from "../../model/index.ts";
import type { ViewCase } from "../case.ts";
import { zoneOffsetUs } from "./clock.ts";
import { wholeCase, zeroOf } from "./range.ts";
import type { State } from "./state.ts";

/** Where a text asks to go. */
export type Destination =
  | { readonly kind: "time"; readonly us: number }
  | { readonly kind: "line"; readonly file: string; readonly line: number }
  /** From 0, in the list shown. */
  | { readonly kind: "place"; readonly place: number }
  | { readonly kind: "unknown"; readonly why: string };

const DAY_US = 86_400 * SECOND_US;

/** `12:34:56`, an ISO time, `T+12.3`, `file:line`, a line of the current file, `#place`. */
export function destinationOf(text: string, state: State, viewCase: ViewCase, file: string | null): Destination {
  const asked = text.trim().replace(/^\[(.*)\]$/su, "$1");
  return (
    placed(asked) ??
    relative(asked, viewCase) ??
    timeOfDay(asked, state, viewCase) ??
    isoTime(asked, state, viewCase) ??
    lineOf(asked, viewCase, file) ?? { kind: "unknown", why: "no time, T+seconds, file:line, line or #place" }
  );
}

function placed(asked: string): Destination | null {
  const match = /^#(\d{1,15})$/.exec(asked);
  return match ? { kind: "place", place: Number(match[1]) - 1 } : null;
}

function relative(asked: string, viewCase: ViewCase): Destination | null {
  const match = /^t?([+\-−])(\d{1,12}(?:\.\d{1,6})?)\s*s?$/iu.exec(asked);
  if (!match) return null;
  const sign = match[1] === "+" ? 1 : -1;
  return { kind: "time", us: Math.round(zeroOf(viewCase) + sign * Number(match[2]) * SECOND_US) };
}

/** A time of day, on the day that the cursor is on; where the case does not reach that, on the nearest day it does. */
function timeOfDay(asked: string, state: State, viewCase: ViewCase): Destination | null {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?z?$/iu.exec(asked);
  if (!match) return null;
  const [, hours = "0", minutes = "0", seconds = "0", fraction = ""] = match;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59)
    return { kind: "unknown", why: "no such time of day" };
  const ofDay =
    (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * SECOND_US +
    Math.round(Number(`0${fraction || ".0"}`) * SECOND_US);
  const local = state.clock === "local" && !/z$/iu.test(asked);
  const shift = local ? zoneOffsetUs(viewCase.localZone, state.cursorUs) : 0;
  const day = Math.floor((state.cursorUs + shift) / DAY_US) * DAY_US;
  const { startUs, endUs } = wholeCase(viewCase);
  const distance = (us: number): number => Math.max(startUs - us, us - endUs, 0);
  const [us = day + ofDay - shift] = [0, -1, 1]
    .map((days) => day + days * DAY_US + ofDay - shift)
    .toSorted((a, b) => distance(a) - distance(b));
  return { kind: "time", us };
}

function isoTime(asked: string, state: State, viewCase: ViewCase): Destination | null {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[t ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,6}))?)?\s*(z|utc|[+-]\d{2}:?\d{2})?$/iu.exec(
      asked,
    );
  if (!match) return null;
  const [, date = "", time = "00:00", fraction = "", zone] = match;
  const offset = zone === undefined || /^[zu]/iu.test(zone) ? "Z" : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const seconds = time.length === 5 ? `${time}:00` : time;
  const us = Date.parse(`${date}T${seconds}${offset}`) * 1000 + Number(fraction.padEnd(6, "0"));
  if (Number.isNaN(us)) return { kind: "unknown", why: "no such date or time" };
  // Without a zone, as the clock on the screen writes it.
  const shift = zone === undefined && state.clock === "local" ? zoneOffsetUs(viewCase.localZone, us) : 0;
  return { kind: "time", us: us - shift };
}

function lineOf(asked: string, { records }: ViewCase, current: string | null): Destination | null {
  const match = /^(?:(.+):)?(\d{1,15})$/su.exec(asked);
  if (!match) return null;
  const line = Number(match[2]);
  const named = match[1];
  if (named === undefined) {
    if (current === null) return { kind: "unknown", why: "no record under the cursor: name the file too" };
    return { kind: "line", file: current, line };
  }
  const found = records.files.includes(named) ? [named] : records.files.filter((file) => file.endsWith(`/${named}`));
  const partly = found.length > 0 ? found : records.files.filter((file) => file.includes(named));
  const [only] = partly;
  if (only === undefined) return { kind: "unknown", why: `no log of the case is called ${named}` };
  if (partly.length > 1)
    return { kind: "unknown", why: `${partly.length} logs are called so: ${partly.slice(0, 3).join(", ")}` };
  return { kind: "line", file: only, line };
}
