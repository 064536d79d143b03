const SLOTS = 4096;

/**
 * What three letters in a row a text holds, roughly: tells in no time that a text does not hold a word, so that most of
 * the patterns for it need not be tried. Upper and lower case are the same. It may be wrong in saying that it may.
 */
export class Glance {
  private readonly seen = new Int32Array(SLOTS);
  private round = 0;

  /** Looks at a text, and forgets the one before. */
  at(text: string): this {
    this.round++;
    let [a, b] = [0, 0];
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i) | 0x20;
      this.seen[slot(a, b, c)] = this.round;
      [a, b] = [b, c];
    }
    return this;
  }

  /** Whether one of the words may be in the text. */
  mayHold(words: readonly Word[]): boolean {
    for (const { slots } of words) if (this.holds(slots)) return true;
    return false;
  }

  private holds(slots: readonly number[]): boolean {
    for (const each of slots) if (this.seen[each] !== this.round) return false;
    return true;
  }
}

function slot(a: number, b: number, c: number): number {
  return (Math.imul(a, 0x9e5) + Math.imul(b, 0x3b) + c) & (SLOTS - 1);
}

/** A word to look for. */
export interface Word {
  readonly slots: readonly number[];
}

/** @param word of three characters or more; its case does not matter */
export function wordOf(word: string): Word {
  if (word.length < 3) throw new RangeError(`${word} is too short to be told from what is not it`);
  const codes = Array.from({ length: word.length }, (_, i) => word.charCodeAt(i) | 0x20);
  return { slots: codes.slice(2).map((c, i) => slot(codes[i] ?? 0, codes[i + 1] ?? 0, c)) };
}
