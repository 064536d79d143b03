import type { Section } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { type Flavor, sectionMarkdown } from "./blocks.ts";

/** Sections below their titles, whole, without markers: what a ticket continues with. */
export function sectionsMarkdown(context: DocumentContext, sections: readonly Section[], flavor: Flavor): string {
  const style = { cite: context.cite, linked: false, flavor, mostText: Number.POSITIVE_INFINITY };
  return sections
    .filter(({ blocks }) => blocks.length > 0)
    .map((section) => `## ${section.title}\n\n${sectionMarkdown(section, style)}\n`)
    .join("\n");
}
