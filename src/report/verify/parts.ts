import type { Report } from "../../model/index.ts";
import { type Inline, type Section, type SectionId, sectionIds } from "../document/document.ts";
import { type DocumentContext, documentContext, type MarkedLine } from "../document/document-context.ts";
import { hashOf, normal, type ReadDocument, type Recipe } from "../markdown/markers.ts";
import { partWriter } from "../markdown/render.ts";
import { everySection, sections } from "../sections/index.ts";

/** How a generated part of a document stands to the case. */
export interface PartResult {
  readonly id: string;
  /** Of its first comment in the document, from 1; null for a part that is gone. */
  readonly line: number | null;
  /**
   * `edited`: no longer the text that was generated. `differs`: as generated, but the case gives another text.
   * `other-version`: the same, and another version of the tool or its rules made it.
   */
  readonly state: "holds" | "edited" | "differs" | "other-version" | "repeated" | "unknown" | "removed";
  /** The first line that is not as the case gives it; null when it holds, or when there is nothing to compare. */
  readonly difference: { readonly line: number; readonly found: string; readonly expected: string } | null;
}

/** A document made again. */
export interface Remade {
  readonly context: DocumentContext;
  /** The sections that the document has, by their ids. */
  readonly sections: ReadonlyMap<SectionId, Section>;
  readonly parts: readonly PartResult[];
  /** Titles of what a whole report of the case has besides: who leaves out a part can leave it out of the recipe too. */
  readonly absent: readonly string[];
}

/** Makes every part of a document again and compares them. */
export function compareParts(
  document: ReadDocument,
  recipe: Recipe,
  report: Report,
  marks: readonly MarkedLine[],
): Remade {
  const context = documentContext(report, { displayTz: recipe.zone, marks, brief: recipe.detail === "brief" });
  const placed = new Set(sectionIds.filter((id) => recipe.sections.includes(id)));
  const made = new Map(
    everySection(context).flatMap((section) => (placed.has(section.id) ? [[section.id, section] as const] : [])),
  );
  const write = partWriter(context, recipe.flavor);
  const sameTool = recipe.tool === report.tool.version && recipe.rules === report.tool.rulesSha256;
  const seen = new Set<string>();
  const parts = document.parts.map(({ id, line, stated, text }): PartResult => {
    if (seen.has(id)) return { id, line, state: "repeated", difference: null };
    seen.add(id);
    const section = sectionIds.flatMap((each) => (each === id ? (made.get(each) ?? []) : []))[0];
    if (section === undefined) return { id, line, state: "unknown", difference: null };
    const expected = write(section, placed.has("evidence"));
    const difference = firstDifference(normal(text), normal(expected), line + 2);
    if (hashOf(text) !== stated) return { id, line, state: "edited", difference };
    if (difference === null) return { id, line, state: "holds", difference };
    return { id, line, state: sameTool ? "differs" : "other-version", difference };
  });
  const removed = [...placed]
    .filter((id) => !seen.has(id))
    .map((id): PartResult => ({ id, line: null, state: "removed", difference: null }));
  const absent = sections(context).filter(({ id, blocks }) => blocks.length > 0 && !placed.has(id));
  return { context, sections: made, parts: [...parts, ...removed], absent: absent.map(({ title }) => title) };
}

function firstDifference(found: string, expected: string, firstLine: number): PartResult["difference"] {
  if (found === expected) return null;
  const [ours, theirs] = [expected.split("\n"), found.split("\n")];
  const at = theirs.findIndex((line, index) => line !== ours[index]);
  const index = at === -1 ? theirs.length : at;
  return { line: firstLine + index, found: theirs[index] ?? "", expected: ours[index] ?? "" };
}

/** Ids of all evidence that some sections cite or show, each once, in their order. */
export function citedIn(all: Iterable<Section>): readonly string[] {
  const ids = new Set<string>();
  const take = (part: Inline): void => {
    if (typeof part === "string") return;
    if (!("kind" in part)) for (const each of part) take(each);
    else if (part.kind === "strong") take(part.text);
    else if (part.kind === "citation") for (const id of part.ids) ids.add(id);
  };
  for (const { blocks } of all) {
    for (const block of blocks) {
      if (block.kind === "paragraph" || block.kind === "heading") take(block.text);
      else if (block.kind === "list") for (const item of block.items) take(item);
      else if (block.kind === "table") for (const cell of block.rows.flat()) take(cell);
      else if (block.kind === "evidence") ids.add(block.evidence.id);
    }
  }
  return [...ids];
}
