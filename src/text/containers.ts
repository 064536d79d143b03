/** A quoted value of a structured line, with where each decoded character came from. */
export interface Quoted {
  /** Range of the inside, quotes excluded, in the text. */
  readonly start: number;
  readonly end: number;
  readonly decoded: string;
  /** Offset in the text of each decoded character, and of the end. */
  readonly origin: readonly number[];
  /** The name before `:` or `=`, lower case; null when there is none (a key itself, an element of a list). */
  readonly key: string | null;
}

// csvlog: `2026-11-21 19:11:58.123 UTC,"user",…`
const csvRow = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [\w+:/-]+,/;
const structured = /\{\s*"|\[\s*(?:"|\{)|(?:^|\s)[\w.-]+="/;

/** Where a csvlog row, JSON or logfmt begins in a text, or -1. */
export function structureStart(text: string): number {
  return csvRow.test(text) ? 0 : text.search(structured);
}

/** Quoted values of a csvlog row, a JSON line or a logfmt line; none for other text. */
export function quotedParts(text: string): Quoted[] {
  if (csvRow.test(text)) return scan(text, /(?<=,)"/g, csvEscape);
  if (structured.test(text)) return scan(text, /(?<=[{[,:=(]\s*)"/g, jsonEscape);
  return [];
}

type Escape = (text: string, at: number) => { readonly length: number; readonly character: string } | null;

/** `""` is a quote inside a CSV field. */
const csvEscape: Escape = (text, at) => (text.startsWith('""', at) ? { length: 2, character: '"' } : null);

const simpleEscapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

const jsonEscape: Escape = (text, at) => {
  if (text.charAt(at) !== "\\") return null;
  const unicode = /^\\u([0-9a-f]{4})/i.exec(text.slice(at, at + 6));
  if (unicode?.[1]) return { length: 6, character: String.fromCharCode(Number.parseInt(unicode[1], 16)) };
  const next = text.charAt(at + 1);
  return { length: 2, character: simpleEscapes[next] ?? next };
};

function scan(text: string, opening: RegExp, escape: Escape): Quoted[] {
  const parts: Quoted[] = [];
  let from = 0;
  for (const match of text.matchAll(opening)) {
    if (match.index < from) continue;
    const part = read(text, match.index + 1, escape);
    parts.push({ ...part, key: keyBefore(text, match.index) });
    from = part.end + 1;
  }
  return parts;
}

function read(text: string, start: number, escape: Escape): Omit<Quoted, "key"> {
  const origin: number[] = [];
  let decoded = "";
  let at = start;
  while (at < text.length) {
    const escaped = escape(text, at);
    if (!escaped && text.charAt(at) === '"') break;
    origin.push(at);
    decoded += escaped ? escaped.character : text.charAt(at);
    at += escaped ? escaped.length : 1;
  }
  const end = Math.min(at, text.length);
  // A decoded character is one UTF-16 unit, so positions in `decoded` and `origin` agree.
  return { start, end, decoded, origin: [...origin, end] };
}

function keyBefore(text: string, quote: number): string | null {
  const before = text.slice(Math.max(0, quote - 80), quote);
  const key = /(?:"([^"]{1,60})"\s*:|([\w.-]{1,60})=)\s*$/.exec(before);
  return (key?.[1] ?? key?.[2])?.toLowerCase() ?? null;
}
