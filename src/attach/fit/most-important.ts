import { dispensable, type Section, type SectionId } from "../../report/index.ts";
import { halves } from "./halves.ts";

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
  const said = sections.filter(({ blocks }) => blocks.length > 0);
  const kept = new Map<Section, Section>();
  const chosen = (): Chosen => ({
    kept: said.flatMap((section) => kept.get(section) ?? []),
    left: said.filter((section) => kept.get(section) !== section),
  });
  for (const section of said.toSorted((a, b) => rank(a) - rank(b))) {
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

/** Less is more important: first what is never dispensable, then what is so last. */
function rank({ id }: Section): number {
  const at = dispensable.indexOf(id);
  return at === -1 ? -1 : dispensable.length - at;
}
