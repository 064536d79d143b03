import type { RedactedClass } from "../model/index.ts";
import { type Glance, type Word, wordOf } from "./glance.ts";

/** What stands at [start, end) is of a class that is not shown. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly class: RedactedClass;
  /** An address that opened a session, or the name of an RDS endpoint: their pseudonyms say so. */
  readonly kind?: "client" | "endpoint";
}

/** Of what several readings call by different names, the smallest counts. */
const gravity: Readonly<Record<RedactedClass, number>> = { secret: 0, literal: 1, email: 2, address: 3, host: 4 };

/**
 * Ranges that do not overlap, in order. Where several do, one that holds all others stands for them; else their union
 * gets the gravest class, for it is then no single value.
 */
export function union(replacements: readonly Replacement[]): readonly Replacement[] {
  if (replacements.length < 2) return replacements;
  const sorted = [...replacements].sort(byPlace);
  const joined: Replacement[] = [];
  let i = 0;
  while (i < sorted.length) {
    const first = sorted[i];
    if (!first) break;
    let { end } = first;
    let gravest = first;
    for (i++; i < sorted.length; i++) {
      const next = sorted[i];
      if (!next || next.start >= end) break;
      end = Math.max(end, next.end);
      if (gravity[next.class] < gravity[gravest.class]) gravest = next;
    }
    joined.push(end === first.end ? first : { class: gravest.class, start: first.start, end });
  }
  return joined;
}

/** By place, the longest first; of one place the gravest reading, and the one that says more. */
function byPlace(a: Replacement, b: Replacement): number {
  return (
    a.start - b.start ||
    b.end - a.end ||
    gravity[a.class] - gravity[b.class] ||
    Number(b.kind !== undefined) - Number(a.kind !== undefined)
  );
}

/** Patterns, and words of which one stands in every text that any of them matches. */
export interface Searched {
  readonly words: readonly Word[];
  readonly patterns: readonly RegExp[];
}

/** @param words of three characters or more, without regard to case */
export function searched(words: readonly string[], ...patterns: readonly RegExp[]): Searched {
  return { words: words.map(wordOf), patterns };
}

/** The patterns that may match a text. */
export function worthTrying(all: readonly Searched[], glance: Glance): readonly RegExp[] {
  const worth: RegExp[] = [];
  for (const { words, patterns } of all) if (glance.mayHold(words)) worth.push(...patterns);
  return worth;
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
 * Replacements for group `value` (a named group) of each match, of the class given.
 *
 * @param pattern global, with the `d` flag and a group named `value`
 */
export function groupRanges(text: string, pattern: RegExp, name: RedactedClass): Replacement[] {
  const found: Replacement[] = [];
  for (const match of matches(text, pattern)) {
    const range = match.indices?.groups?.["value"];
    if (range && range[1] > range[0]) found.push({ start: range[0], end: range[1], class: name });
  }
  return found;
}
