/** What is wrong with a rule file, for the one who wrote it. */
export interface Trouble {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
  /** What to do; null when the message says it. */
  readonly hint: string | null;
}

/** `; did you mean within?`, or nothing when no known word is near. */
export function meant(word: string, known: Iterable<string>): string {
  let best: string | null = null;
  let least = Math.max(2, Math.floor(word.length / 4)) + 1;
  for (const each of known) {
    const distance = edits(word.slice(0, 80), each, least);
    if (distance < least) [best, least] = [each, distance];
  }
  return best === null ? "" : `; did you mean ${best}?`;
}

/** Levenshtein's distance, or `limit` when it is no less. */
function edits(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
    }
    row = next;
  }
  return Math.min(limit, row[b.length] ?? limit);
}
