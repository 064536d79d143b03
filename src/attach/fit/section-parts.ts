import type { Section } from "../../report/index.ts";
import { type Fits, halves } from "./halves.ts";

/**
 * Sections in their order, in as few groups as filling one after the other gives, each of which has room. A section that
 * has no room alone goes on in the next group.
 */
export function sectionParts(sections: readonly Section[], fits: Fits): readonly (readonly Section[])[] {
  const parts: (readonly Section[])[] = [];
  const waiting = sections.toReversed();
  let part: readonly Section[] = [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (fits([...part, next])) {
      part = [...part, next];
      continue;
    }
    if (part.length > 0) {
      parts.push(part);
      part = [];
      waiting.push(next);
      continue;
    }
    const { first, rest } = halves(next, fits);
    part = [first];
    if (rest !== null) waiting.push(rest);
  }
  return part.length === 0 ? parts : [...parts, part];
}
