import type { Cell, MemoryTerminal } from "./screen.ts";

const CELL_WIDTH = 8.4;
const LINE_HEIGHT = 18;
const MARGIN = 12;
const TEXT = "#d8dee9";
const GROUND = "#1b1f27";
/** The sixteen colours of a terminal, in tones that can be read on this ground. */
const COLOURS = [
  "#2a2f3a", "#c94f5a", "#6fae63", "#c9a24b", "#5b8dd6", "#b06fc4", "#4fa9b5", "#c3c9d4",
  "#6c7484", "#ef6f79", "#93cf86", "#ecc76a", "#82aef0", "#cf96e0", "#79cad4", "#ffffff",
]; // prettier-ignore

/** A picture of the screen for people to review and for the README: one run of equal cells is one `text` element. */
export function svgOf(terminal: MemoryTerminal, title: string): string {
  const width = Math.round(terminal.columns * CELL_WIDTH + 2 * MARGIN);
  const height = terminal.rows * LINE_HEIGHT + 2 * MARGIN;
  const rows = Array.from({ length: terminal.rows }, (_, row) => drawRow(terminal.cells(row), row));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${GROUND}"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" xml:space="preserve">`,
    ...rows.flat(),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

function drawRow(cells: readonly Cell[], row: number): string[] {
  const y = MARGIN + row * LINE_HEIGHT;
  const drawn: string[] = [];
  let run: Cell[] = [];
  cells.forEach((cell, column) => {
    run.push(cell);
    if (alike(cell, cells[column + 1])) return;
    drawn.push(...drawRun(run, cell, column + 1 - run.length, y));
    run = [];
  });
  return drawn;
}

function drawRun(cells: readonly Cell[], style: Cell, column: number, y: number): string[] {
  const [text, ground] = colours(style);
  const x = round(MARGIN + column * CELL_WIDTH);
  const width = round(cells.length * CELL_WIDTH);
  const drawn: string[] = [];
  if (ground !== GROUND)
    drawn.push(`<rect x="${x}" y="${y}" width="${width}" height="${LINE_HEIGHT}" fill="${ground}"/>`);
  const attributes = `${style.bold ? ' font-weight="bold"' : ""}${style.underline ? ' text-decoration="underline"' : ""}`;
  for (const { column: first, cells: word } of words(cells)) {
    const at = round(MARGIN + (column + first) * CELL_WIDTH);
    const length = round(word.length * CELL_WIDTH);
    const shown = escaped(word.map((cell) => cell.text).join(""));
    drawn.push(
      `<text x="${at}" y="${y + 13}" fill="${text}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${attributes}>${shown}</text>`,
    );
  }
  return drawn;
}

/** Parts of a run between several spaces, which a picture would make one of. */
function words(cells: readonly Cell[]): { readonly column: number; readonly cells: readonly Cell[] }[] {
  const text = cells.map((cell) => (cell.text === " " ? " " : "x")).join("");
  return [...text.matchAll(/x(?: ?x)*/g)].map(({ index, 0: part }) => ({
    column: index,
    cells: cells.slice(index, index + part.length),
  }));
}

function colours(cell: Cell): readonly [string, string] {
  const text = cell.colour === null ? TEXT : (COLOURS[cell.colour] ?? TEXT);
  const ground = cell.ground === null ? GROUND : (COLOURS[cell.ground] ?? GROUND);
  return cell.inverse ? [ground, text] : [text, ground];
}

function alike(one: Cell, other: Cell | undefined): boolean {
  return (
    other !== undefined &&
    one.colour === other.colour &&
    one.ground === other.ground &&
    one.bold === other.bold &&
    one.inverse === other.inverse &&
    one.underline === other.underline
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
