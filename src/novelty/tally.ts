import type { Row } from "../model/index.ts";
import { MASK, maskedWords } from "./mask.ts";
import { mineTemplates } from "./template.ts";

/** Different masked lines kept, about 320 bytes each. */
const MAX_LINES = 1024;
/** Rows kept as exemplars of a line. */
const MAX_EXEMPLARS = 3;

/** Who writes: the server's own processes of an instance, or its sessions. Counts are kept apart by it. */
export interface Writer {
  readonly instance: string;
  readonly background: boolean;
}

/** A message for the tally. */
interface Line {
  readonly writer: Writer;
  readonly message: string;
  /** `LevelCode` */
  readonly level: number;
  readonly inside: boolean;
  readonly row: Row;
}

/** How often one writer wrote one line, inside the incidents and in the quiet part. */
export interface Count {
  readonly writer: Writer;
  inside: number;
  before: number;
  /** The first rows inside. */
  rows: Row[];
}

/** What all writers of one kind wrote by one template. */
export interface TemplateCounts {
  readonly template: string;
  readonly level: number;
  readonly counts: readonly Count[];
}

interface Entry {
  readonly words: readonly string[];
  readonly level: number;
  readonly background: boolean;
  readonly counts: Map<Writer, Count>;
}

/**
 * Counts lines by what is left of them once values are masked; bounded, whatever comes. The same lines in any order give
 * the same templates and counts, unless {@link overflow} says that some found no room.
 */
export class LineTally {
  private readonly entries = new Map<string, Entry>();
  /** Lines inside an incident that were not counted, for lack of room. */
  overflow = 0;

  add({ writer, message, level, inside, row }: Line): void {
    const words = maskedWords(message);
    const key = `${level} ${writer.background} ${words.join(" ")}`;
    let entry = this.entries.get(key);
    if (entry === undefined) {
      if (this.entries.size >= MAX_LINES) {
        if (inside) this.overflow++;
        return;
      }
      entry = { words, level, background: writer.background, counts: new Map() };
      this.entries.set(key, entry);
    }
    const count = countOf(entry.counts, writer);
    if (inside) {
      count.inside++;
      if (count.rows.length < MAX_EXEMPLARS) count.rows = firstRows([...count.rows, row]);
      else if (row < (count.rows.at(-1) ?? 0)) count.rows = firstRows([...count.rows, row]);
    } else count.before++;
  }

  /** Lines merged into templates, per level and kind of writer. */
  templates(): readonly TemplateCounts[] {
    const kinds = Map.groupBy(this.entries.values(), ({ level, background }) => `${level} ${background}`);
    return [...kinds.values()].flatMap(merged);
  }
}

function merged(entries: readonly Entry[]): readonly TemplateCounts[] {
  const found = new Map<string, { level: number; counts: Map<Writer, Count> }>();
  const mined = mineTemplates(entries.map((entry) => entry.words));
  entries.forEach((entry, i) => {
    const template = mined[i]?.join(" ") || MASK;
    const known = found.get(template) ?? { level: entry.level, counts: new Map<Writer, Count>() };
    found.set(template, known);
    for (const [writer, { inside, before, rows }] of entry.counts) {
      const count = countOf(known.counts, writer);
      count.inside += inside;
      count.before += before;
      count.rows = firstRows([...count.rows, ...rows]);
    }
  });
  return [...found].map(([template, { level, counts }]) => ({ template, level, counts: [...counts.values()] }));
}

function countOf(counts: Map<Writer, Count>, writer: Writer): Count {
  const count = counts.get(writer) ?? { writer, inside: 0, before: 0, rows: [] };
  counts.set(writer, count);
  return count;
}

function firstRows(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => a - b).slice(0, MAX_EXEMPLARS);
}
