import { clusters, escapeTerminal, linearRegex, NotLinearError } from "../../text/index.ts";
import type { Span, Style } from "../styled.ts";

/** Matches looked at in one line; no screen shows more. */
const MOST_MATCHES = 200;

/** An escaped text in pieces, what the search matches in a style of its own. Where it matches is only shown, not decided. */
export function highlighted(text: string, search: string | null, style: Style): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const [start, end] of matches(text, search)) {
    if (start > from) spans.push({ text: text.slice(from, start), style });
    spans.push({ text: text.slice(start, end), style: "match" });
    from = end;
  }
  if (from < text.length) spans.push({ text: text.slice(from), style });
  return spans;
}

function matches(text: string, search: string | null): [start: number, end: number][] {
  if (search === null || search === "") return [];
  const regex =
    search.length > 2 && search.startsWith("/") && search.endsWith("/") ? regexOf(search.slice(1, -1)) : null;
  const found: [number, number][] = [];
  const wanted = escapeTerminal(search);
  const edges = edgesOf(text);
  for (let from = 0; from <= text.length && found.length < MOST_MATCHES;) {
    const [start, length] = regex === null ? [text.indexOf(wanted, from), wanted.length] : nextMatch(regex, text, from);
    if (start < 0) break;
    // A match inside a character of several code points would tear it apart.
    if (length > 0 && (edges === null || (edges.has(start) && edges.has(start + length))))
      found.push([start, start + length]);
    from = start + Math.max(length, 1);
  }
  return found;
}

function nextMatch(regex: RegExp, text: string, from: number): [start: number, length: number] {
  const match = regex.exec(text.slice(from));
  return match === null ? [-1, 0] : [from + match.index, match[0].length];
}

let compiled: { readonly source: string; readonly regex: RegExp | null } | null = null;

function regexOf(source: string): RegExp | null {
  if (compiled?.source === source) return compiled.regex;
  let regex: RegExp | null = null;
  try {
    regex = linearRegex(source);
  } catch (error) {
    if (!(error instanceof NotLinearError)) throw error;
  }
  compiled = { source, regex };
  return regex;
}

/** Where characters begin and end; null when every code unit is one. */
function edgesOf(text: string): ReadonlySet<number> | null {
  if (/^[\x20-\x7e]*$/.test(text)) return null;
  const edges = new Set([0]);
  let at = 0;
  for (const cluster of clusters(text)) edges.add((at += cluster.text.length));
  return edges;
}
