import { cellWidth, escapeTerminal, fit } from "../../text/index.ts";
import type { Span, Style, StyledLine } from "../styled.ts";

/** Foreign or own text as a piece of a line, escaped. Long texts are cut before that: no screen shows more. */
export function span(text: string, style: Style = "plain"): Span {
  return { text: escapeTerminal(text.length > LONGEST ? text.slice(0, LONGEST) : text), style };
}

/** Characters of one piece; several a cell on a wide screen. */
const LONGEST = 2048;

/** A piece of exactly so many cells. */
export function column(text: string, cells: number, style: Style = "plain"): Span {
  return { text: fit(span(text).text, cells), style };
}

/** Cells of a line. */
function lineWidth(line: StyledLine): number {
  return line.reduce((cells, { text }) => cells + cellWidth(text), 0);
}

/** A line cut to so many cells at most; empty pieces are left out. */
export function cutLine(line: StyledLine, cells: number): StyledLine {
  const kept: Span[] = [];
  let room = cells;
  for (const piece of line) {
    const width = cellWidth(piece.text);
    if (piece.text === "" || room <= 0) continue;
    kept.push(width <= room ? piece : { ...piece, text: fit(piece.text, room) });
    room -= width;
  }
  return kept;
}

/** A line of exactly so many cells. */
export function filledLine(line: StyledLine, cells: number, style: Style = "plain"): StyledLine {
  const cut = cutLine(line, cells);
  const rest = cells - lineWidth(cut);
  return rest > 0 ? [...cut, { text: " ".repeat(rest), style }] : cut;
}

/** Two pieces of a line, the second at the right end; it is left out where there is no room for both. */
export function spread(left: StyledLine, right: StyledLine, cells: number): StyledLine {
  const rest = cells - lineWidth(right);
  return lineWidth(left) > rest ? cutLine(left, cells) : [...filledLine(left, rest), ...right];
}
