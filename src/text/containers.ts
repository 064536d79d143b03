/** A quoted value of a structured line, with where each decoded character came from. */
export interface Quoted {
  /** Range of the inside, quotes excluded, in the text. */
  readonly start: number;
  readonly end: number;
  readonly decoded: string;
  /** Offset in the text of a decoded character, or of the end. */
  readonly origin: (index: number) => number;
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
  if (!text.includes('"')) return [];
  if (csvRow.test(text)) return scan(text, (at) => text.charAt(at - 1) === ",", csvEscape);
  if (structured.test(text)) return scan(text, (at) => opensJson(text, at), jsonEscape);
  return [];
}

interface Escape {
  /** What every escape begins with. */
  readonly first: string;
  readonly at: (text: string, at: number) => { readonly length: number; readonly character: string } | null;
}

/** `""` is a quote inside a CSV field. */
const csvEscape: Escape = {
  first: '""',
  at: (text, at) => (text.startsWith('""', at) ? { length: 2, character: '"' } : null),
};

const simpleEscapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

const jsonEscape: Escape = {
  first: "\\",
  at: (text, at) => {
    if (text.charAt(at) !== "\\") return null;
    const unicode = /^\\u([0-9a-f]{4})/i.exec(text.slice(at, at + 6));
    if (unicode?.[1]) return { length: 6, character: String.fromCharCode(Number.parseInt(unicode[1], 16)) };
    const next = text.charAt(at + 1);
    return { length: 2, character: simpleEscapes[next] ?? next };
  },
};

/** Whether a quote stands where a value begins. */
function opensJson(text: string, quote: number): boolean {
  let at = quote - 1;
  while (at >= 0 && /\s/.test(text.charAt(at))) at--;
  return at >= 0 && "{[,:=(".includes(text.charAt(at));
}

function scan(text: string, opens: (quote: number) => boolean, escape: Escape): Quoted[] {
  const parts: Quoted[] = [];
  for (let quote = text.indexOf('"'); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    if (!opens(quote)) continue;
    const part = read(text, quote + 1, escape);
    parts.push({ ...part, key: keyBefore(text, quote) });
    quote = part.end;
  }
  return parts;
}

function read(text: string, start: number, escape: Escape): Omit<Quoted, "key"> {
  const quote = text.indexOf('"', start);
  const plain = text.slice(start, quote === -1 ? text.length : quote + escape.first.length);
  if (!plain.includes(escape.first)) {
    const end = quote === -1 ? text.length : quote;
    return { start, end, decoded: text.slice(start, end), origin: (index) => start + index };
  }
  const origin: number[] = [];
  let decoded = "";
  let at = start;
  while (at < text.length) {
    const escaped = escape.at(text, at);
    if (!escaped && text.charAt(at) === '"') break;
    origin.push(at);
    decoded += escaped ? escaped.character : text.charAt(at);
    at += escaped ? escaped.length : 1;
  }
  const end = Math.min(at, text.length);
  // A decoded character is one UTF-16 unit, so positions in `decoded` and `origin` agree.
  return { start, end, decoded, origin: (index) => origin[index] ?? end };
}

/** The name in front of a quote: `"name": ` or `name=`. */
function keyBefore(text: string, quote: number): string | null {
  const before = text.slice(Math.max(0, quote - 80), quote).trimEnd();
  if (before.endsWith("=")) return /[\w.-]{1,60}$/.exec(before.slice(-61, -1))?.[0].toLowerCase() ?? null;
  const name = before.endsWith(":") ? before.slice(0, -1).trimEnd() : "";
  const open = name.endsWith('"') && name.length > 1 ? name.lastIndexOf('"', name.length - 2) : -1;
  const length = name.length - open - 2;
  return open === -1 || length < 1 || length > 60 ? null : name.slice(open + 1, -1).toLowerCase();
}
