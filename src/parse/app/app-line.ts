import type { AppLine } from "./format.ts";
import { parseLine } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { parseStamp } from "./stamp.ts";
import type { Stamp } from "./stamp.ts";

const colours = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

/** Removes terminal colours, a byte order mark and the carriage return of CRLF. */
function plain(text: string): string {
  const from = text.charCodeAt(0) === 0xfeff ? 1 : 0; // a byte order mark that no source removed
  const line = text.endsWith("\r") ? text.slice(from, -1) : text.slice(from);
  return line.includes("\u001b") ? line.replace(colours, "") : line;
}

/** A line of payload whose JSON and leading stamp are worked out when first asked for. */
export interface ReadLine extends AppLine {
  /** Whether {@link AppLine.json} had to drop a damaged end. */
  repaired(): boolean;
}

/** Makes a line readable by formats and wrappers. */
export function appLine(raw: string): ReadLine {
  const text = plain(raw);
  let json: ReturnType<typeof parseLine> | undefined;
  let stamp: Stamp | null | undefined;
  const parsed = (): ReturnType<typeof parseLine> => (json === undefined ? (json = parseLine(text)) : json);
  return {
    text,
    json: (): JsonObject | null => parsed()?.object ?? null,
    repaired: () => parsed()?.repaired ?? false,
    stamp: () => (stamp === undefined ? (stamp = parseStamp(text, text.startsWith("[") ? 1 : 0)) : stamp),
  };
}
