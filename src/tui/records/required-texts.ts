/** Shorter texts are in every record. */
const SHORTEST = 3;
/** Each costs a reading of the case. */
const MOST = 4;

/** What is text behind a backslash. */
const ESCAPED_TEXT = /[^A-Za-z0-9]/;

/** How bytes that are no UTF-8 are shown: in the file they stand otherwise. */
const SHOWN_BYTE = /x[0-9A-F]{2}/;

/**
 * Texts of which every match of a regular expression holds one, as written; null when none is known. What holds none of
 * them need not be given to an engine that takes 100 ns a character.
 */
export function requiredTexts(pattern: string): readonly string[] | null {
  const texts: string[] = [];
  for (const alternative of alternatives(pattern)) {
    const [longest] = runs(alternative).toSorted((a, b) => b.length - a.length);
    if (longest === undefined || longest.length < SHORTEST || SHOWN_BYTE.test(longest)) return null;
    texts.push(longest);
  }
  return texts.length > MOST ? null : texts;
}

/** A piece of a pattern: one character of text with what repeats it, or something else. */
interface Piece {
  readonly text: string | null;
  readonly isBar: boolean;
}

const PIECE =
  /\\(?:u\{[^}]*\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|c[A-Za-z]|[pP]\{[^}]*\}|k<[^>]*>|.)|\[(?:[^\]\\]|\\.)*\]|\{\d+(?:,\d*)?\}|[\s\S]/gu;

/** The pattern without what is in groups, which may be a choice or may be left out. */
function* pieces(pattern: string): Iterable<Piece> {
  const tokens = pattern.match(PIECE) ?? [];
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (token === ")") depth--;
    if (depth === 0) yield { text: textOf(token, tokens[i + 1]), isBar: token === "|" };
    if (token === "(") depth++;
  }
}

/** The character that a token stands for, when every match has it there; null for anything else. */
function textOf(token: string, next: string | undefined): string | null {
  if (next !== undefined && (next === "?" || next === "*" || next.startsWith("{"))) return null;
  if (token.startsWith("\\")) return token.length === 2 && ESCAPED_TEXT.test(token.charAt(1)) ? token.charAt(1) : null;
  return /^[[{]/.test(token) || "()|.^$?*+}".includes(token) ? null : token;
}

function alternatives(pattern: string): readonly (readonly Piece[])[] {
  const found: Piece[][] = [[]];
  for (const piece of pieces(pattern)) {
    if (piece.isBar) found.push([]);
    else found.at(-1)?.push(piece);
  }
  return found;
}

/** Texts that stand in one piece. What a count repeats at least once (`a+`) may end one and begin the next. */
function runs(alternative: readonly Piece[]): readonly string[] {
  const found: string[] = [];
  let run = "";
  for (const { text } of alternative) {
    if (text !== null) run += text;
    else {
      found.push(run);
      run = "";
    }
  }
  return [...found, run];
}
