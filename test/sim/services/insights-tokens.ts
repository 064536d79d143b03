import { SimError } from "../service.ts";

/** A query's text, read from left to right; what does not fit is a MalformedQueryException. */
export interface Tokens {
  /** Whether the next token is this one; if so it is read. */
  take(token: string): boolean;
  expect(token: string): void;
  /** A name: `@timestamp`, `count`, `filter`. */
  word(): string;
  number(): number;
  /** A quoted string, unquoted. */
  text(): string;
  textOrRegExp(): string | RegExp;
  /** `1m`, `30s`, `1h`, in ms beside its text. */
  duration(): { readonly text: string; readonly ms: number };
  end(): void;
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @throws {SimError} MalformedQueryException when the text holds what is no token of the language */
export function readTokens(query: string): Tokens {
  const tokens = split(query);
  let at = 0;
  const next = (fits: RegExp): RegExpExecArray => {
    const found = fits.exec(tokens[at] ?? "");
    if (found === null) throw unexpected(tokens[at]);
    at++;
    return found;
  };
  const take = (token: string): boolean => {
    if (tokens[at] !== token) return false;
    at++;
    return true;
  };
  const text = (): string => (next(/^(["'])(.*)\1$/s)[2] ?? "").replaceAll(/\\(["'\\])/g, "$1");
  return {
    take,
    expect(token) {
      if (!take(token)) throw unexpected(tokens[at]);
    },
    word: () => next(/^@?[A-Za-z_]\w*$/)[0],
    number: () => Number(next(/^\d+$/)[0]),
    text,
    textOrRegExp() {
      return tokens[at]?.startsWith("/") === true ? regExp(next(/^\/(.*)\/$/s)[1] ?? "") : text();
    },
    duration() {
      const [whole = "", count, unit = ""] = next(/^([1-9]\d*)(ms|s|m|h|d)$/);
      return { text: whole, ms: Number(count) * (unitMs[unit] ?? 0) };
    },
    end() {
      if (at < tokens.length) throw unexpected(tokens[at]);
    },
  };
}

function split(query: string): string[] {
  const tokens: string[] = [];
  const token =
    /\s*(?:(\|\||=~|[!<>]=|[|=<>(),*[\]]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/(?:[^/\\]|\\.)+\/|@?[A-Za-z_]\w*|\d+[a-z]*)|$)/sy;
  while (token.lastIndex < query.length) {
    const start = token.lastIndex;
    const found = token.exec(query);
    if (found === null) throw unexpected(query.slice(start, start + 20));
    if (found[1] !== undefined) tokens.push(found[1]);
  }
  return tokens;
}

/** Insights writes flags in front, as Java does: `/(?i)fatal/`. */
function regExp(source: string): RegExp {
  const insensitive = source.startsWith("(?i)");
  try {
    return new RegExp(insensitive ? source.slice(4) : source, insensitive ? "iu" : "u");
  } catch {
    throw unexpected(`/${source}/`);
  }
}

function unexpected(token: string | undefined): SimError {
  return new SimError("MalformedQueryException", `unexpected symbol found ${token ?? "<EOF>"}`);
}
