/** A small deterministic generator (xorshift32): no dependency, the same on every machine. Gives integers below a bound. */
export type Dice = (below: number) => number;

export function dice(seed: number): Dice {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** One of a list that is not empty. */
export function pick<T>(roll: Dice, from: readonly T[]): T {
  return from[roll(from.length)] as T;
}
