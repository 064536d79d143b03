import { leadingCount } from "../../model/index.ts";
import type { Place } from "../case.ts";

/** Members of one word, and words of one counted stretch. */
const WORD_BITS = 32;
const STRETCH_WORDS = 16;

/** A set of places (or rows): one bit each; once counted, its members are found by their number and the other way round. */
export class PlaceSet {
  private readonly words: Uint32Array;
  /** Members before each stretch of words. */
  private before: Uint32Array = new Uint32Array(0);
  private members = 0;

  /** @param size one more than the largest member that may be added */
  constructor(size: number) {
    this.words = new Uint32Array(Math.ceil(size / WORD_BITS));
  }

  get count(): number {
    return this.members;
  }

  has(place: Place): boolean {
    return ((this.words[place >>> 5] ?? 0) & (1 << (place & 31))) !== 0;
  }

  /** Whether it was new. */
  add(place: Place): boolean {
    if (this.has(place)) return false;
    const word = place >>> 5;
    this.words[word] = (this.words[word] ?? 0) | (1 << (place & 31));
    this.members++;
    return true;
  }

  /** To be called when all are added, before {@link rank} and {@link select}. */
  counted(): this {
    this.before = new Uint32Array(Math.ceil(this.words.length / STRETCH_WORDS) + 1);
    let sum = 0;
    this.words.forEach((word, i) => {
      if (i % STRETCH_WORDS === 0) this.before[i / STRETCH_WORDS] = sum;
      sum += bitsIn(word);
    });
    this.before[this.before.length - 1] = sum;
    return this;
  }

  /** Members smaller than `place`. */
  rank(place: Place): number {
    if (place >= this.words.length * WORD_BITS) return this.members;
    if (place <= 0) return 0;
    const word = place >>> 5;
    let sum = this.before[Math.floor(word / STRETCH_WORDS)] ?? 0;
    for (let i = word - (word % STRETCH_WORDS); i < word; i++) sum += bitsIn(this.words[i] ?? 0);
    return sum + bitsIn((this.words[word] ?? 0) & ((1 << (place & 31)) - 1));
  }

  /** The member with so many smaller ones; -1 when there is none. */
  select(number: number): Place {
    if (number < 0 || number >= this.members) return -1;
    const stretch = leadingCount(this.before.length - 1, (i) => (this.before[i] ?? 0) <= number) - 1;
    let left = number - (this.before[stretch] ?? 0);
    for (let i = stretch * STRETCH_WORDS; i < this.words.length; i++) {
      const word = this.words[i] ?? 0;
      const bits = bitsIn(word);
      if (left < bits) return i * WORD_BITS + bitAt(word, left);
      left -= bits;
    }
    return -1;
  }
}

function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return (((fours + (fours >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24;
}

/** Index of the set bit with so many set ones below. */
function bitAt(word: number, number: number): number {
  let rest = word;
  for (let i = 0; i < number; i++) rest &= rest - 1;
  return 31 - Math.clz32(rest & -rest);
}
