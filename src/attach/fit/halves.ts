import { type Block, paragraph, type Section, words } from "../../report/index.ts";

/** Whether sections have room, as their medium counts. */
export type Fits = (sections: readonly Section[]) => boolean;

/** A section in two, of which the first has room. */
export interface Halves {
  readonly first: Section;
  /** Null when nothing is left. */
  readonly rest: Section | null;
}

/**
 * Breaks a section that has no room into its longest beginning that has, and the rest. Blocks stay whole where they can;
 * a table goes on as a table with the same head, a quote as a quote. A block that cannot be broken and has no room alone
 * is left out, and a sentence says so.
 */
export function halves(section: Section, fits: Fits): Halves {
  const withBlocks = (blocks: readonly Block[]): Section => ({ ...section, blocks });
  const { blocks } = section;
  const whole = longest(blocks.length, (count) => fits([withBlocks(blocks.slice(0, count))]));
  if (whole === blocks.length) return { first: section, rest: null };
  // A heading says what comes: alone at an end it says nothing.
  const end = whole > 1 && blocks[whole - 1]?.kind === "heading" ? whole - 1 : whole;
  const next = blocks[end];
  if (end > 0 || next === undefined)
    return { first: withBlocks(blocks.slice(0, end)), rest: continued(withBlocks(blocks.slice(end))) };
  const { pieces, join } = broken(next);
  const some = longest(pieces, (count) => fits([withBlocks([join(0, count)])]));
  if (some === 0 || pieces < 2) {
    const told = pieces < 2 ? [] : [join(1, pieces)];
    return remaining(section, leftOut(next), [...told, ...blocks.slice(1)]);
  }
  return remaining(section, join(0, some), [...(some < pieces ? [join(some, pieces)] : []), ...blocks.slice(1)]);
}

function remaining(section: Section, block: Block, others: readonly Block[]): Halves {
  const rest = others.length === 0 ? null : continued({ ...section, blocks: others });
  return { first: { ...section, blocks: [block] }, rest };
}

function continued(section: Section): Section {
  const mark = " (continued)";
  return section.title.endsWith(mark) ? section : { ...section, title: section.title + mark };
}

function leftOut(block: Block): Block {
  const what = block.kind === "table" ? "A row" : block.kind === "list" ? "An item" : "A part";
  return paragraph(words(`${what} that is too long for this place stands in the whole report.`));
}

/** A block as pieces that can stand alone; `join` gives the block of the pieces from…to. */
function broken(block: Block): { readonly pieces: number; readonly join: (from: number, to: number) => Block } {
  switch (block.kind) {
    case "table":
      return { pieces: block.rows.length, join: (from, to) => ({ ...block, rows: block.rows.slice(from, to) }) };
    case "list":
      return { pieces: block.items.length, join: (from, to) => ({ ...block, items: block.items.slice(from, to) }) };
    case "quote":
    case "commands": {
      const lines = block.text.split("\n");
      return {
        pieces: lines.length,
        join: (from, to) => ({
          ...block,
          text: lines.slice(from, to).join("\n"),
          ...(block.kind === "quote" && from > 0 ? { gutter: "" } : {}),
        }),
      };
    }
    case "paragraph":
    case "heading":
    case "figure":
    case "evidence":
      return { pieces: 1, join: () => block };
    default:
      return block satisfies never;
  }
}

/**
 * The largest count, 0…most, for which `holds`; it holds for all smaller ones. Small counts are tried first: what holds is
 * costly to find out for large ones.
 */
export function longest(most: number, holds: (count: number) => boolean): number {
  let low = 0;
  let high = most;
  for (let count = 1; low < high; count = Math.min(count * 2, most)) {
    if (!holds(count)) {
      high = count - 1;
      break;
    }
    low = count;
  }
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
