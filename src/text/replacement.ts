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

/**
 * Replacements for group `value` (a named group) of each match, the mark given.
 *
 * @param pattern global, with the `d` flag and a group named `value`
 */
export function groupRanges(text: string, pattern: RegExp, mark: string): Replacement[] {
  const found: Replacement[] = [];
  for (const match of text.matchAll(pattern)) {
    const range = match.indices?.groups?.["value"];
    if (range && range[1] > range[0]) found.push({ start: range[0], end: range[1], mark });
  }
  return found;
}
