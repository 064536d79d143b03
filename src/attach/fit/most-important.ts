import type { Section, SectionId } from "../../report/index.ts";
import { halves } from "./halves.ts";

/** What who opens a ticket asks first; what is not named comes after, in the order of the document. */
const first: readonly SectionId[] = [
  "summary",
  "verdict",
  "impact",
  "timeline",
  "trigger",
  "actions",
  "gaps",
  "hypotheses",
  "phases",
  "staleness",
  "in-doubt",
  "refused",
  "marks",
  "factors",
  "lanes",
];
/** Of these a beginning is worth more than nothing. */
const worthCutting: ReadonlySet<SectionId> = new Set(["summary", "verdict", "impact", "timeline", "trigger"]);

/** What has room, in the order of the document, and what has not. */
export interface Chosen {
  readonly kept: readonly Section[];
  /** Whole sections, and those of which only the beginning is kept. */
  readonly left: readonly Section[];
}

/**
 * The most important sections that have room together; whole, but for the beginning of one that matters most.
 *
 * @param fits whether these have room, with what is said of those that are left
 */
export function mostImportant(sections: readonly Section[], fits: (chosen: Chosen) => boolean): Chosen {
  const kept = new Map<Section, Section>();
  const chosen = (): Chosen => ({
    kept: sections.flatMap((section) => kept.get(section) ?? []),
    left: sections.filter((section) => kept.get(section) !== section),
  });
  for (const section of sections.toSorted((a, b) => rank(a) - rank(b))) {
    kept.set(section, section);
    if (fits(chosen())) continue;
    kept.delete(section);
    if (!worthCutting.has(section.id)) continue;
    const begun = halves(section, ([beginning]) => {
      if (beginning === undefined) return true;
      kept.set(section, beginning);
      return fits(chosen());
    });
    kept.set(section, begun.first);
    if (!fits(chosen())) kept.delete(section);
  }
  return chosen();
}

function rank(section: Section): number {
  const place = first.indexOf(section.id);
  return place === -1 ? first.length : place;
}
