/** What stands for a value. */
export const MASK = "<*>";

/** A message is examined to here: what tells messages apart stands at their beginning. */
const MAX_CHARS = 320;
const MAX_WORDS = 32;
/** Longest word that is taken for one; PostgreSQL's longest setting has 39 letters. */
const MAX_WORD = 40;

/** Stands for a quotation until its word is masked; of private use, so that no log means anything by it. */
const QUOTATION = "\uE000";

const opening = `"'\`“‘«„`;
const closing = `"'\`”’»“`;

/** `key=value` and `key:value`, where the key is a word. */
const keyed = /^([\p{L}_.-]+)([=:])[^:]/u;
/** `std::bad_alloc` is a name, not a value. */
const qualified = /^[A-Za-z_]+(?:::~?[A-Za-z_]+)+$/;
/** Any kind of digit, parts of a path, an address or an escape: values. */
const valued = /[\p{N}/\\@%$\uE000]/u;
const hexadecimal = /^[a-f]{8,}$/i;

/**
 * The words of a message's first line with {@link MASK} for everything that is a value: numbers and whatever holds one
 * (LSNs, process and transaction ids, times, uuids, addresses), quoted text, paths, `key=` values, very long words. No
 * digit and no quoted character is left. Masking decides more about templates than how they are mined (arXiv 2412.05254).
 */
export function maskedWords(message: string): readonly string[] {
  const newline = message.search(/[\r\n]/);
  const line = newline === -1 ? message : message.slice(0, newline);
  const cut = line.length > MAX_CHARS;
  const split = withoutQuotes(line.slice(0, MAX_CHARS))
    .split(/[\s\p{Cc}]+/u)
    .filter((word) => word !== "");
  // The last word of a line that was cut is half a word, and may be half a secret.
  const words = cut ? split.slice(0, -1) : split;
  const masked: string[] = [];
  for (const word of words.slice(0, MAX_WORDS - 1)) add(masked, maskedWord(word));
  if (cut || words.length >= MAX_WORDS) add(masked, MASK);
  return masked;
}

/** Lists of values are one value: they are as long as they happen to be. */
function add(words: string[], word: string): void {
  const last = words.length - 1;
  if (isMask(word) && last >= 0 && isMask(words[last] ?? "")) words[last] = word;
  else words.push(word);
}

function isMask(word: string): boolean {
  return word === MASK || (word.length === MASK.length + 1 && word.startsWith(MASK) && /[,;:]$/.test(word));
}

/** Quoted stretches masked; one that is not closed goes on to the end of the line. */
function withoutQuotes(line: string): string {
  let text = "";
  let from = 0;
  for (let i = 0; i < line.length; i++) {
    const kind = opening.indexOf(line[i] ?? " ");
    if (kind === -1 || (line[i] === "'" && isLetter(line[i - 1]))) continue;
    text += line.slice(from, i) + QUOTATION;
    i = closingQuote(line, closing[kind] ?? '"', i + 1);
    from = i + 1;
  }
  return text + line.slice(from);
}

/** Index of the quote that ends a quotation: no letter follows it, and it is not doubled. */
function closingQuote(line: string, quote: string, start: number): number {
  for (let at = line.indexOf(quote, start); at !== -1; at = line.indexOf(quote, at + 1)) {
    if (line[at + 1] === quote) at++;
    else if (!isLetter(line[at + 1])) return at;
  }
  return line.length;
}

function isLetter(char: string | undefined): boolean {
  return char !== undefined && /[\p{L}\p{N}_]/u.test(char);
}

/** One word, its punctuation outside kept: `(PID 799)` is `(PID <*>)`. */
function maskedWord(word: string): string {
  const start = /^[([{<]*/.exec(word)?.[0].length ?? 0;
  const end = word.length - (/[)\]}>,;:.!?]*$/.exec(word.slice(start))?.[0].length ?? 0);
  const core = word.slice(start, end);
  return word.slice(0, start) + maskedCore(core) + word.slice(end);
}

function maskedCore(core: string): string {
  if (core === "") return core;
  const key = keyed.exec(core);
  if (key !== null && !valued.test(key[1] ?? "")) return `${key[1]}${key[2]}${MASK}`;
  if (valued.test(core) || core.length > MAX_WORD || hexadecimal.test(core)) return MASK;
  return /[=:]/.test(core) && !qualified.test(core) ? MASK : core;
}
