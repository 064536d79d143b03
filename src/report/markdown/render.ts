import type { Section, SectionId } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { type Flavor, sectionMarkdown } from "./blocks.ts";
import { marked } from "./markers.ts";
import type { TemplatePart } from "./template.ts";

/** How a document is put together. */
export interface Composition {
  readonly template: readonly TemplatePart[];
  /** Sections left out for their size; the document says which. */
  readonly without: ReadonlySet<SectionId>;
  /** Where they are, in our words: "They are in the attached report." */
  readonly elsewhere: string;
}

/** Foreign text in a brief document. */
const BRIEF_TEXT = 600;

/**
 * A section as a part of a document: its text, without heading and markers; each is written once, however often it is
 * asked for.
 *
 * @param linked whether citations lead to the evidence of the same document
 */
export type PartWriter = (section: Section, linked: boolean) => string;

/** Writes the sections of a context. */
export function partWriter(context: DocumentContext, flavor: Flavor): PartWriter {
  const { cite, brief } = context;
  const mostText = brief ? BRIEF_TEXT : Number.POSITIVE_INFINITY;
  const written = new Map<string, string>();
  return (section, linked) => {
    const key = `${section.id} ${linked}`;
    const known = written.get(key);
    if (known !== undefined) return known;
    const text = sectionMarkdown(section, { cite, linked, flavor, mostText });
    written.set(key, text);
    return text;
  };
}

/**
 * A document by a template, without its recipe. Plain headings, tables of at most five columns, lists and fenced code, so
 * that it reads the same on GitHub, on GitLab and in a pager; nothing of the data becomes markup.
 */
export function composed(
  sections: readonly Section[],
  { template, without, elsewhere }: Composition,
  write: PartWriter,
): { readonly text: string; readonly placed: readonly SectionId[] } {
  const byId = new Map(sections.map((section) => [section.id, section]));
  const linked = !without.has("evidence") && template.some((part) => part.kind === "section" && part.id === "evidence");
  const out: string[] = [];
  const placed: SectionId[] = [];
  const left: string[] = [];
  for (const part of template) {
    if (part.kind === "text") {
      out.push(part.text);
      continue;
    }
    const section = byId.get(part.id);
    if (section === undefined || section.blocks.length === 0) continue;
    if (without.has(part.id)) {
      left.push(section.title);
      continue;
    }
    if (part.heading !== "") out.push(part.heading);
    out.push(marked(part.id, write(section, linked)));
    placed.push(part.id);
  }
  if (left.length > 0) out.push(`_Left out here for its size: ${left.join(", ")}.${elsewhere}_`);
  return { text: `${out.join("\n\n")}\n`, placed };
}
