import { type Glance, type Word, wordOf } from "./glance.ts";
import { matches, type Replacement } from "./replacement.ts";
import { literals } from "./sql.ts";

/** A pattern of what SQL begins with in other text, and words of which one stands where it matches. */
export interface Beginning {
  readonly words: readonly Word[];
  readonly pattern: RegExp;
  /** The statement begins behind what matched, not with it. */
  readonly behind?: true;
}

function beginning(words: readonly string[], pattern: RegExp): Beginning {
  return { words: words.map(wordOf), pattern };
}

const comment = String.raw`(?:\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/\s*)*(?<![\w$])`;

const byWord: readonly Beginning[] = [
  // What follows is SQL whatever it looks like. PostgreSQL's own phrases (elog.c, postgres.c, auto_explain, PL/pgSQL),
  // libpq's `LINE n:`, and what object mappers write before a statement.
  {
    ...beginning(
      [
        "statement",
        "query",
        "sql",
        "failed process was running",
        "line ",
        "execute",
        "parse",
        "bind",
        "assignment",
        "parameters: $",
      ],
      /\b(?:statement|query text|sql|query|failed process was running|(?<!\.conf )line \d+|(?:execute|parse|bind) (?:<unnamed>|[\w.$-]+)(?:\/[\w.$-]*)?(?=: )): *|\b(?:SQL statement|PL\/pgSQL assignment|SQL expression) "|\bparameters: (?=\$\d)/gi,
    ),
    behind: true,
  },
  // A statement, a comment before it included.
  beginning(
    [
      "select",
      "insert",
      "delete",
      "update",
      "merge",
      "with",
      "copy",
      "call",
      "execute",
      "prepare",
      "values",
      "alter",
      "create",
      "explain",
    ],
    new RegExp(
      String.raw`${comment}(?<!cannot execute )(?:select\b(?!',?(?:\n|$))|insert\s+into|delete\s+from|update\s+(?:only\s+)?\S+(?:\s+(?:as\s+)?\w+)?\s+set|merge\s+into|with\s+(?:recursive\s+)?[\w"]+(?:\s*\([^)]*\))?\s+as\s|copy\s+\S+\s+(?:from|to)\s|copy\s*\(|call\s+[\w."]+\s*\(|execute\s+[\w."]+\s*\(|prepare\s+(?:transaction\s+'|[\w"]+(?:\s*\([^)]*\))?\s+as\s)|values\s*\(|(?:alter|create)\s+(?:role|user|group|server|database|system|subscription|table|index|view|function|foreign)\b|explain\s)`,
      "gi",
    ),
  ),
  beginning(
    ["comment", "security", "notify", "prepared", "set"],
    new RegExp(
      String.raw`${comment}(?:(?:commit|rollback)\s+prepared\s|comment\s+on\s|security\s+label\s|notify\s+\w+\s*,|set\s+(?:local\s+|session\s+)?[\w."]+\s*(?:=|\bto\b))`,
      "gi",
    ),
  ),
  // A clause that carries literals.
  beginning(
    ["where", "having", "and", "limit"],
    /(?<![\w$])(?:where\s|having\s|and\s+[\w."]+\s*(?:=|<|>|like\b|in\b)|limit\s+\d)/gi,
  ),
];

/** A clause before a string or a list of values. */
const beforeValues: Beginning = {
  words: [],
  pattern:
    /(?<![\w$])(?:do\s+(?=['$])|in\s*\((?=\s*['\d])|like\s+(?=')|(?<=[\w")]\s*)=\s*(?:any\s*\()?\s*(?=e?')|password\s+(?=e?')|interval\s+(?='))/gi,
};

/** All that SQL begins with. */
export const allBeginnings: readonly Beginning[] = [...byWord, beforeValues];

/** What SQL may begin with in a text. */
export function sqlBeginnings(text: string, glance: Glance): readonly Beginning[] {
  const some = byWord.filter(({ words }) => glance.mayHold(words));
  return /['(]/.test(text) || text.includes("$") ? [...some, beforeValues] : some;
}

/** Every start costs a reading to the end of the text; a text with more of them is not worth reading. */
const MOST_STARTS = 48;

/** Literals of all SQL found in a text. Each start is read afresh, so that a stray quote before it hides nothing. */
export function sqlLiterals(
  text: string,
  beginnings: readonly Beginning[],
  { from = 0, all = false } = {},
): Replacement[] {
  const starts = new Set<number>(all ? [from] : []);
  for (const { pattern, behind } of beginnings) {
    for (const match of matches(text, pattern)) {
      const start = behind === true ? match.index + match[0].length : match.index;
      if (start >= from) starts.add(start);
    }
  }
  const sorted = [...starts].sort((a, b) => a - b);
  const found: Replacement[] = [];
  if (from === 0 && !all) cutStrings(text, sorted, found);
  const waiting = new Set(sorted.slice(0, MOST_STARTS));
  for (const start of waiting) readFrom(text, start, found, waiting);
  const rest = sorted[MOST_STARTS];
  if (rest !== undefined) found.push({ start: rest, end: text.length, class: "literal" });
  return found;
}

/** Where the first SQL of a text begins, or -1. */
export function firstSql(text: string, beginnings: readonly Beginning[]): number {
  const starts = beginnings.map(({ pattern }) => text.search(pattern)).filter((at) => at !== -1);
  return starts.length === 0 ? -1 : Math.min(...starts);
}

/** What follows a string in SQL, and a quote in other text hardly ever. */
const goesOn =
  /^'(?:\s+(?:and|or|where|order\s+by|group\s+by|limit|offset|returning|from|union|on|for)\b|\s*(?:[,);]|::|\|\|))/i;

/** Of statements cut at the start, what may be the rest of a string: a line's beginning before any other SQL in it. */
function cutStrings(text: string, starts: readonly number[], found: Replacement[]): void {
  let line = 0;
  for (let quote = text.indexOf("'"); quote !== -1; quote = text.indexOf("'", line)) {
    line = Math.max(text.lastIndexOf("\n", quote) + 1, line);
    const isFirst = !starts.some((start) => start >= line && start <= quote);
    if (isFirst && /[^\s(=,]/.test(text.charAt(quote - 1)) && goesOn.test(text.slice(quote, quote + 40))) {
      found.push({ start: Math.max(line, text.lastIndexOf("\t", quote) + 1), end: quote + 1, class: "literal" });
    }
    const end = text.indexOf("\n", quote);
    if (end === -1) return;
    line = end + 1;
  }
}

/** Reads to the end of the text, and takes out of those that wait the starts that every reading came by. */
function readFrom(text: string, start: number, found: Replacement[], waiting: Set<number>): void {
  const sql = text.slice(start);
  const backslashes = sql.includes("\\") ? [false, true] : [false];
  const identifiers = sql.includes('"') && sql.includes("'") ? [true, false] : [true];
  const met = new Map<number, number>();
  const meet = (at: number): void => {
    if (at > 0 && waiting.has(start + at)) met.set(start + at, (met.get(start + at) ?? 0) + 1);
  };
  for (const backslashEscapes of backslashes) {
    for (const quotedIdentifiers of identifiers) {
      for (const [a, b] of literals(sql, { backslashEscapes, quotedIdentifiers }, meet)) {
        found.push({ start: start + a, end: start + b, class: "literal" });
      }
    }
  }
  const readings = backslashes.length * identifiers.length;
  for (const [at, count] of met) if (count === readings && !isCut(text, at)) waiting.delete(at);
  if (!isCut(text, start)) return;
  const inside = literals(`'${sql}`, { backslashEscapes: false, quotedIdentifiers: true });
  for (const [a, b] of inside) found.push({ start: start + Math.max(a - 1, 0), end: start + b - 1, class: "literal" });
}

/** Cut at the start (libpq's `LINE 1: ...`): it may begin inside a string. */
function isCut(text: string, start: number): boolean {
  return text.startsWith("...", start) || text.startsWith("…", start);
}
