/** Numbers from a seed: the same seed, the same corpus. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** An integer from 0 up to, not including, `below`. */
  below(below: number): number {
    // mulberry32
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  }

  of<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new RangeError("nothing to choose from");
    return value;
  }
}

/** Letters of which no text of the corpus holds four in a row: four in a row are of a secret. */
const SECRET_LETTERS = "QZXJKVqzxjkv";
const SECRET_DIGITS = "789";

/** A word that can only come from where it was planted. */
export function secretWord(random: Random, letters = SECRET_LETTERS): string {
  return Array.from({ length: 8 + random.below(9) }, () => letters.charAt(random.below(letters.length))).join("");
}

/** The same, of digits. */
export function secretNumber(random: Random): string {
  return secretWord(random, SECRET_DIGITS);
}

const runs = /[QZXJKVqzxjkv]{4}|[789]{4}/g;

/** The first four characters in a row of a text that are one of the secrets', or null. */
export function leakIn(text: string, secrets: readonly string[]): string | null {
  runs.lastIndex = 0;
  for (let run = runs.exec(text); run !== null; run = runs.exec(text)) {
    const [found] = run;
    if (secrets.some((secret) => secret.includes(found))) return found;
    runs.lastIndex = run.index + 1;
  }
  return null;
}
