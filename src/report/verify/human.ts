import type { ReadDocument } from "../markdown/markers.ts";
import { templates } from "../markdown/templates.ts";

/** Lines in a row that people wrote. */
export interface Passage {
  readonly line: number;
  readonly lines: readonly string[];
}

/** A citation that people wrote, as generated ones are written. */
export interface HumanCitation {
  readonly line: number;
  readonly text: string;
  /** The name in front of the line or pointer. */
  readonly name: string;
  /** Physical lines from 1; empty for a pointer. */
  readonly lines: readonly number[];
  readonly pointer: string | null;
}

/** What comes with the tool: the lines of its templates, the note of what was left out, the number of a part on a ticket. */
const ours: ReadonlySet<string> = new Set(
  Object.values(templates).flatMap((text) => text.split("\n").map((line) => line.trim())),
);
const note = /^_Left out here for its size: |^Part \d+ of \d+ of this report\.$/;

/** What stands outside of generated parts and in no template of the tool. */
export function humanPassages({ human }: ReadDocument): readonly Passage[] {
  const passages: { line: number; lines: string[] }[] = [];
  for (const { line, text } of human) {
    let open: { line: number; lines: string[] } | null = null;
    for (const [index, written] of text.split("\n").entries()) {
      const bare = written.trim();
      if (bare === "" || ours.has(bare) || note.test(bare)) open = null;
      else if (open === null) passages.push((open = { line: line + index, lines: [bare] }));
      else open.lines.push(bare);
    }
  }
  return passages;
}

const citation = /\[([^[\]\n]{1,300}?)(?::(\d{1,12}(?:,\d{1,12})*)|#(\/[^[\]\n]{0,300}))\](?!\()/g;

/** Citations in what people wrote. */
export function humanCitations(passages: readonly Passage[]): readonly HumanCitation[] {
  return passages.flatMap(({ line, lines }) =>
    lines.flatMap((text, index) =>
      [...text.matchAll(citation)].map(([whole, name = "", numbers, pointer]) => ({
        line: line + index,
        text: whole,
        name,
        lines: numbers === undefined ? [] : numbers.split(",").map(Number),
        pointer: pointer ?? null,
      })),
    ),
  );
}
