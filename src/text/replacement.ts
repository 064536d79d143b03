/** What stands at [start, end) is not for reports; `mark` stands there instead. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly mark: string;
}

/** All ranges replaced; where several overlap, their union becomes the mark of the one that begins first. */
export function replaceAll(text: string, replacements: readonly Replacement[]): string {
  const sorted = [...replacements].sort(
    (a, b) => a.start - b.start || b.end - a.end || (a.mark < b.mark ? -1 : Number(a.mark > b.mark)),
  );
  let out = "";
  let from = 0;
  let i = 0;
  while (i < sorted.length) {
    const first = sorted[i];
    if (!first) break;
    let end = first.end;
    for (i++; i < sorted.length; i++) {
      const next = sorted[i];
      if (!next || next.start >= end) break;
      end = Math.max(end, next.end);
    }
    out += text.slice(from, first.start) + first.mark;
    from = end;
  }
  return out + text.slice(from);
}

/** A pattern, and words in lower case of which one stands in every text that it matches. */
export interface Searched {
  readonly words: readonly string[];
  readonly pattern: RegExp;
}

/** The patterns that may match a text. To look for words costs next to nothing, to try thirty patterns does not. */
export function worthTrying(all: readonly Searched[], text: string): readonly RegExp[] {
  const lower = text.toLowerCase();
  return all.filter(({ words }) => words.some((word) => lower.includes(word))).map(({ pattern }) => pattern);
}

/** As `String.matchAll`, which makes a copy of the pattern each time. */
export function* matches(text: string, pattern: RegExp): Iterable<RegExpExecArray> {
  let from = 0;
  while (from <= text.length) {
    pattern.lastIndex = from;
    const match = pattern.exec(text);
    if (match === null) return;
    from = match[0] === "" ? match.index + 1 : match.index + match[0].length;
    yield match;
  }
}

/**
 * Replacements for group `value` (a named group) of each match, the mark given.
 *
 * @param pattern global, with the `d` flag and a group named `value`
 */
export function groupRanges(text: string, pattern: RegExp, mark: string): Replacement[] {
  const found: Replacement[] = [];
  for (const match of matches(text, pattern)) {
    const range = match.indices?.groups?.["value"];
    if (range && range[1] > range[0]) found.push({ start: range[0], end: range[1], mark });
  }
  return found;
}
