import { type Level, levels, type Row, SECOND_US } from "../model/index.ts";
import type { Count, TemplateCounts, Writer } from "./tally.ts";

/**
 * A line that was there before is news only when it comes this much more often: below, the rate of a background job
 * changes as much between two quiet hours. One more is added to the count before, so that a chance pair is none.
 */
const MORE_FREQUENT = 5;
const MAX_LISTED = 10;

/** How much of a writer's log was read, µs; 0 before an incident when there is nothing to compare with. */
interface Covered {
  readonly insideUs: number;
  readonly beforeUs: number;
}

/** A template that is new, or much more frequent than before, in one instance's log. */
export interface Novel {
  readonly template: string;
  readonly instance: string;
  readonly level: Level;
  /** Written by a process of the server itself; otherwise by one that serves a session. */
  readonly background: boolean;
  readonly inside: number;
  /** How often any instance wrote it in the quiet part: a change of roles moves lines from one to another. */
  readonly before: number;
  /** Seconds of this instance's quiet log it was compared with; with 0 it is unexplained, and nobody knows whether new. */
  readonly comparedSeconds: number;
  /** The first rows inside, at most three. */
  readonly rows: readonly Row[];
}

/**
 * What is listed, best first: what was compared before what could not be; absent before; the server's own processes; the
 * graver level; the greater increase (where nothing is compared: the rarer line, which is what restarts and jobs do not
 * write). The order is total.
 */
export function novelTemplates(
  templates: readonly TemplateCounts[],
  covered: (writer: Writer) => Covered,
): readonly Novel[] {
  const ranked = templates.flatMap(({ template, level, counts }) =>
    counts.flatMap((count) => {
      const { insideUs, beforeUs } = covered(count.writer);
      const increase = Math.min(...counts.map((other) => increaseOf(count.inside / insideUs, other, covered)));
      if (count.inside === 0 || increase < MORE_FREQUENT) return [];
      const novel: Novel = {
        template,
        instance: count.writer.instance,
        level: levels[level] ?? "none",
        background: count.writer.background,
        inside: count.inside,
        before: counts.reduce((sum, other) => sum + other.before, 0),
        comparedSeconds: Math.round(beforeUs / SECOND_US),
        rows: count.rows,
      };
      const compared = beforeUs > 0;
      return [
        { novel, keys: [compared, novel.before === 0, novel.background, level, weight(novel, increase, compared)] },
      ];
    }),
  );
  ranked.sort((a, b) => compareKeys(a.keys, b.keys) || compareNames(a.novel, b.novel));
  return ranked.slice(0, MAX_LISTED).map(({ novel }) => novel);
}

/** How many times more often than `other` was written in the quiet part; infinite when it was not. */
function increaseOf(insideRate: number, other: Count, covered: (writer: Writer) => Covered): number {
  if (other.before === 0) return Number.POSITIVE_INFINITY;
  return (insideRate * covered(other.writer).beforeUs) / (other.before + 1);
}

function weight({ inside, before }: Novel, increase: number, compared: boolean): number {
  if (before > 0) return increase;
  return compared ? inside : -inside;
}

/** The greater first. */
function compareKeys(a: readonly (number | boolean)[], b: readonly (number | boolean)[]): number {
  for (const [i, key] of a.entries()) {
    const difference = Number(b[i]) - Number(key);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareNames(a: Novel, b: Novel): number {
  const [left, right] = [`${a.template}\0${a.instance}`, `${b.template}\0${b.instance}`];
  return left < right ? -1 : Number(left > right);
}
