/** Half-open ranges of a text, as [start, end] pairs in order. */
export type Ranges = readonly (readonly [start: number, end: number])[];

/** How a doubtful character is read. What any reading calls a literal is redacted. */
export interface Reading {
  /** `\'` stays inside a plain string (`standard_conforming_strings = off`). */
  readonly backslashEscapes: boolean;
  /** `"` opens a quoted identifier; otherwise it is an ordinary character (the text around the SQL quoted it). */
  readonly quotedIdentifiers: boolean;
}

const letter = /\p{L}/u;
const letterOrNumber = /[\p{L}\p{N}]/u;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isAsciiLetter = (code: number): boolean => ((code | 0x20) >= 97 && (code | 0x20) <= 122) || code === 95;

/** What an identifier begins with. Tables of Unicode are asked for what is not ASCII alone. */
function startsWord(sql: string, at: number): boolean {
  const code = sql.charCodeAt(at);
  return code < 0x80 ? isAsciiLetter(code) : letter.test(sql.charAt(at));
}

function isWordPart(sql: string, at: number): boolean {
  const code = sql.charCodeAt(at);
  return code < 0x80 ? isAsciiLetter(code) || isDigit(code) : letterOrNumber.test(sql.charAt(at));
}

/**
 * Where the literals of `sql` stand: strings of every kind, dollar quotes, numbers and comments. Total: what is not
 * terminated reaches to the end, and nothing throws (a truncated statement is the normal case in RDS logs).
 *
 * @param met is told where each token begins: to begin there gives nothing else
 */
export function literals(sql: string, reading: Reading, met?: (at: number) => void): Ranges {
  const found: (readonly [number, number])[] = [];
  let at = 0;
  while (at < sql.length) {
    met?.(at);
    const end = tokenEnd(sql, at, reading);
    if (end.literal) found.push([at, end.at]);
    at = Math.max(end.at, at + 1);
  }
  return found;
}

interface End {
  readonly at: number;
  readonly literal: boolean;
}

function tokenEnd(sql: string, at: number, reading: Reading): End {
  if (startsWord(sql, at)) return wordEnd(sql, at, reading);
  const c = sql.charAt(at);
  if (c === "'") return { at: stringEnd(sql, at, reading.backslashEscapes), literal: true };
  if (c === '"' && reading.quotedIdentifiers) return identifierEnd(sql, at);
  if (c === "-" && sql.startsWith("--", at)) return { at: lineEnd(sql, at), literal: true };
  if (c === "/" && sql.startsWith("/*", at)) return { at: commentEnd(sql, at), literal: true };
  if (c === "$") return dollarEnd(sql, at);
  if (isDigit(sql.charCodeAt(at)) || (c === "." && isDigit(sql.charCodeAt(at + 1))))
    return { at: numberEnd(sql, at), literal: true };
  return { at: at + 1, literal: false };
}

const prefixOfString = /(?:[ebxn]|u&)'/iy;

/** A word, or a string with its prefix: `E''`, `B''`, `X''`, `N''`, `U&''`. */
function wordEnd(sql: string, at: number, reading: Reading): End {
  prefixOfString.lastIndex = at;
  if (prefixOfString.test(sql)) {
    const escapes = (sql.charCodeAt(at) | 0x20) === 0x65 || reading.backslashEscapes;
    return { at: stringEnd(sql, prefixOfString.lastIndex - 1, escapes), literal: true };
  }
  let end = at + 1;
  while (end < sql.length && (isWordPart(sql, end) || sql.charCodeAt(end) === 36)) end++;
  return { at: end, literal: false };
}

function stringEnd(sql: string, quote: number, escapes: boolean): number {
  for (let i = quote + 1; i < sql.length; i++) {
    if (escapes && sql.charAt(i) === "\\") i++;
    else if (sql.charAt(i) === "'") {
      if (sql.charAt(i + 1) !== "'") return i + 1;
      i++;
    }
  }
  return sql.length;
}

/** A quoted identifier is kept; one that never ends may be anything. */
function identifierEnd(sql: string, quote: number): End {
  for (let i = quote + 1; i < sql.length; i++) {
    if (sql.charAt(i) !== '"') continue;
    if (sql.charAt(i + 1) !== '"') return { at: i + 1, literal: false };
    i++;
  }
  return { at: sql.length, literal: sql.length > quote + 1 };
}

function lineEnd(sql: string, at: number): number {
  const end = sql.indexOf("\n", at);
  return end === -1 ? sql.length : end;
}

function commentEnd(sql: string, at: number): number {
  let depth = 0;
  for (let i = at; i < sql.length; i++) {
    if (sql.startsWith("/*", i)) {
      depth++;
      i++;
    } else if (sql.startsWith("*/", i)) {
      depth--;
      i++;
      if (depth === 0) return i + 1;
    }
  }
  return sql.length;
}

/** `$1` is a parameter and stays; `$$…$$` and `$tag$…$tag$` are strings. */
function dollarEnd(sql: string, at: number): End {
  const parameter = /^\$\d+/.exec(sql.slice(at, at + 12));
  if (parameter) return { at: at + parameter[0].length, literal: false };
  const tag = /^\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/u.exec(sql.slice(at, at + 66));
  if (!tag) return { at: at + 1, literal: false };
  const close = sql.indexOf(tag[0], at + tag[0].length);
  return { at: close === -1 ? sql.length : close + tag[0].length, literal: true };
}

/** Digits and what sticks to them: `0x1F`, `1_000`, `1.5e-10`, and junk such as `123abc`. */
function numberEnd(sql: string, at: number): number {
  let end = at;
  while (end < sql.length) {
    if (!isWordPart(sql, end)) {
      const c = sql.charAt(end);
      const exponentSign = (c === "-" || c === "+") && /[0-9.]e$/i.test(sql.slice(Math.max(at, end - 2), end));
      if (c !== "." && !exponentSign) break;
    }
    end++;
  }
  return end;
}
