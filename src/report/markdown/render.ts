import type { Section, SectionId } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { type BlockStyle, type Flavor, sectionMarkdown } from "./blocks.ts";
import { marked } from "./markers.ts";
import type { TemplatePart } from "./template.ts";

/** How a document is written. */
export interface MarkdownStyle {
  readonly template: readonly TemplatePart[];
  readonly flavor: Flavor;
  /** Sections left out for their size; the document says which. */
  readonly without: ReadonlySet<SectionId>;
  /** Where they are, in our words: "They are in the attached report." */
  readonly elsewhere: string;
}

/** Foreign text in a brief document. */
const BRIEF_TEXT = 600;

/** A section as a part of a document: its text, without heading and markers. */
export function partText(section: Section, context: DocumentContext, style: MarkdownStyle): string {
  return sectionMarkdown(section, blockStyle(context, style));
}

function blockStyle(context: DocumentContext, { template, flavor, without }: MarkdownStyle): BlockStyle {
  const linked = !without.has("evidence") && template.some((part) => part.kind === "section" && part.id === "evidence");
  return {
    cite: context.cite,
    linked,
    flavor,
    mostText: context.brief ? BRIEF_TEXT : Number.POSITIVE_INFINITY,
  };
}

/**
 * A document by a template, without its recipe. Plain headings, tables of at most five columns, lists and fenced code, so
 * that it reads the same on GitHub, on GitLab and in a pager; nothing of the data becomes markup.
 */
export function renderMarkdown(
  context: DocumentContext,
  sections: readonly Section[],
  style: MarkdownStyle,
): { readonly text: string; readonly placed: readonly SectionId[] } {
  const byId = new Map(sections.map((section) => [section.id, section]));
  const out: string[] = [];
  const placed: SectionId[] = [];
  const left: string[] = [];
  for (const part of style.template) {
    if (part.kind === "text") {
      out.push(part.text);
      continue;
    }
    const section = byId.get(part.id);
    const text = section === undefined ? "" : partText(section, context, style);
    if (section === undefined || text === "") continue;
    if (style.without.has(part.id)) {
      left.push(section.title);
      continue;
    }
    if (part.heading !== "") out.push(part.heading);
    out.push(marked(part.id, text));
    placed.push(part.id);
  }
  if (left.length > 0) out.push(`_Left out here for its size: ${left.join(", ")}.${style.elsewhere}_`);
  return { text: `${out.join("\n\n")}\n`, placed };
}
