import { appLine } from "./app-line.ts";
import type { ReadLine } from "./app-line.ts";
import { isBlank } from "./continuation.ts";

/** A text that came out of a wrapper: its first line, and the lines behind it. */
export interface Payload {
  readonly line: ReadLine;
  /** Plain; blank ones as "". */
  readonly more: readonly string[];
}

/**
 * Takes a text apart that holds several lines: cells of CSV exports do. A JSON object printed over several lines is one;
 * blank lines around the rest (CloudWatch keeps a message's newline, Elixir begins with one) carry nothing.
 */
export function payloadOf(text: string): Payload {
  if (!text.includes("\n")) return { line: appLine(text), more: [] };
  const whole = appLine(text.trim());
  if (whole.text.startsWith("{") && whole.json() !== null && !whole.repaired()) return { line: whole, more: [] };
  const lines = text.split("\n").map((each) => (isBlank(each) ? "" : each));
  const from = lines.findIndex((each) => each !== "");
  if (from < 0) return { line: appLine(""), more: [] };
  const to = lines.findLastIndex((each) => each !== "");
  return { line: appLine(lines[from] ?? ""), more: lines.slice(from + 1, to + 1).map((each) => appLine(each).text) };
}
