import { MASK } from "./mask.ts";

/**
 * A word varies when this many different ones stand in its place and all others are equal. High, because what PostgreSQL
 * itself puts into messages is quoted or a number, and a word taken for a value may be the news.
 */
const VARIANTS = 8;
/** More lines than this that begin alike and are equally long differ in words that nobody masked. */
const MAX_ALIKE = 16;
/** Words that make lines begin alike; shorter lines are never merged for their number. */
const BEGINNING = 3;

/**
 * The template of each masked line, in the order of `lines`: the line itself with {@link MASK} for words that vary.
 *
 * As in Drain, lines are compared only with lines of the same length and beginning. Unlike Drain, two lines are never
 * merged for being similar, because one word tells "fence held" from "fence lost"; a word must be seen to vary. So the
 * outcome is a function of the set of lines: neither their order nor how often each occurs decides anything.
 */
export function mineTemplates(lines: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const mined = lines.map((line) => [...line]);
  for (const group of groups(mined, 1)) maskVariables(group);
  for (const group of groups(mined, BEGINNING)) {
    const first = group[0];
    if (first === undefined || distinct(group) <= MAX_ALIKE) continue;
    const varies = first.map((word, at) => group.some((line) => line[at] !== word));
    for (const line of group) varies.forEach((each, at) => each && (line[at] = MASK));
  }
  return mined;
}

/** Lines of the same length whose first words are the same; shorter ones are in no group. */
function groups(lines: readonly string[][], beginning: number): Iterable<readonly string[][]> {
  const long = lines.filter((line) => line.length > beginning);
  return Map.groupBy(long, (line) => `${line.length} ${line.slice(0, beginning).join(" ")}`).values();
}

function distinct(lines: readonly (readonly string[])[]): number {
  return new Set(lines.map((line) => line.join(" "))).size;
}

/** Masks words that vary while all others stay; again while that makes other lines equal. */
function maskVariables(group: readonly string[][]): void {
  for (let changed = group.length >= VARIANTS; changed;) {
    changed = false;
    const unique = [...new Map(group.map((line) => [line.join(" "), [...line]])).values()];
    const variants = new Map<string, number>();
    for (const line of unique) {
      for (const [at, word] of line.entries()) {
        if (at > 0 && word !== MASK) count(variants, without(line, at));
      }
    }
    for (const line of group) {
      const before = [...line];
      for (const [at, word] of before.entries()) {
        if (at === 0 || word === MASK || (variants.get(without(before, at)) ?? 0) < VARIANTS) continue;
        line[at] = MASK;
        changed = true;
      }
    }
  }
}

function without(line: readonly string[], at: number): string {
  return `${at} ${line.slice(0, at).join(" ")} ${MASK} ${line.slice(at + 1).join(" ")}`;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
