// What the screen should show, computed without Ink and without a terminal: the same keys through the same state.
import { actionsOf } from "../../src/tui/draw/actions-of.ts";
import { type Background, paletteOf } from "../../src/tui/draw/palette.ts";
import { sureCells } from "../../src/tui/draw/sure-cells.ts";
import { defaultKeys, type ViewCase } from "../../src/tui/index.ts";
import { frame } from "../../src/tui/layout/frame.ts";
import { initialState } from "../../src/tui/state/initial.ts";
import { reduce } from "../../src/tui/state/reduce.ts";
import { Keyboard } from "../../src/tui/terminal/keyboard.ts";
import { cellWidth } from "../../src/text/index.ts";
import type { Cell } from "./screen.ts";

/** A cell without its colours, and the rendering that the palette gives it. */
interface ModelCell {
  readonly text: string;
  readonly rendering: string;
}

/** Cells of the screen after keys that need nothing from outside, row by row. */
export function modelCells(
  viewCase: ViewCase,
  columns: number,
  rows: number,
  reads: readonly string[],
  background: Background | null = "dark",
): ModelCell[][] {
  let state = initialState(viewCase, columns, rows - 1, defaultKeys);
  const keyboard = new Keyboard();
  for (const read of reads)
    for (const action of actionsOf(keyboard.push(read), defaultKeys, () => state))
      ({ state } = reduce(state, action, viewCase));
  const palette = paletteOf(background);
  const lines = frame(state, viewCase).map((line) =>
    line.flatMap(({ text, style }) => cellsOf(sureCells(text), palette[style])),
  );
  return Array.from({ length: rows }, (_, row) => {
    const cells = lines[row] ?? [];
    return [...cells, ...Array.from({ length: columns - cells.length }, () => ({ text: " ", rendering: "" }))];
  });
}

/** As a terminal fills cells that knows no clusters: character by character, marks on what stands before them. */
function cellsOf(text: string, rendering: string): ModelCell[] {
  const cells: ModelCell[] = [];
  for (const character of text) {
    const width = cellWidth(character);
    const base = cells.findLastIndex((cell) => cell.text !== "");
    if (width === 0) cells.splice(base, 1, { text: `${cells[base]?.text ?? ""}${character}`, rendering });
    else cells.push({ text: character, rendering }, ...(width === 2 ? [{ text: "", rendering }] : []));
  }
  return cells;
}

/** How a cell is rendered, as the palette writes it: attributes, then colours. */
export function renderingOf({ colour, ground, bold, inverse, underline }: Cell): string {
  const codes: number[] = [];
  if (bold) codes.push(1);
  if (underline) codes.push(4);
  if (inverse) codes.push(7);
  if (colour !== null) codes.push(colour < 8 ? 30 + colour : 82 + colour);
  if (ground !== null) codes.push(ground < 8 ? 40 + ground : 92 + ground);
  return codes.join(";");
}
