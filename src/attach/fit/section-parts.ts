import type { Section } from "../../report/index.ts";
import { type Fits, halves, longest } from "./halves.ts";

/**
 * Sections in their order, in as few groups as filling one after the other gives, each of which has room. A section that
 * has no room alone goes on in the next group. Groups are made as they are asked for.
 */
export function* sectionParts(sections: readonly Section[], fits: Fits): Generator<readonly Section[]> {
  const waiting = sections.toReversed();
  let part: readonly Section[] = [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (part.length > 0 && fitsBehind(part, next, fits)) {
      part = [...part, next];
      continue;
    }
    if (part.length > 0) yield part;
    const { first, rest } = halves(next, fits);
    part = [first];
    if (rest !== null) waiting.push(rest);
  }
  if (part.length > 0) yield part;
}

/** Whether a section has room behind others; a long one is not rendered whole to find that it has not. */
function fitsBehind(part: readonly Section[], next: Section, fits: Fits): boolean {
  const { blocks } = next;
  if (blocks.length === 0) return fits([...part, next]);
  return (
    longest(blocks.length, (count) => fits([...part, { ...next, blocks: blocks.slice(0, count) }])) === blocks.length
  );
}
