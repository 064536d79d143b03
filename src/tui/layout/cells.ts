import { columnOf } from "../../report/index.ts";
import type { Geometry } from "../state/geometry.ts";
import type { State } from "../state/state.ts";
import type { Span, Style, StyledLine } from "../styled.ts";
import { column } from "./line.ts";

/** One cell of a row on the time axis: one character one cell wide. */
export interface Cell {
  readonly text: string;
  readonly style: Style;
}

/** The time axis of the frame: µs to columns and back. */
export interface Scale {
  readonly startUs: number;
  readonly endUs: number;
  readonly columns: number;
  /** Column of an instant; outside 0…columns - 1 when the axis does not show it. */
  readonly at: (us: number) => number;
  /** First and last column that a stretch touches, inside the axis; null when it is not shown. Its end is exclusive. */
  readonly stretch: (fromUs: number, toUs: number) => readonly [first: number, last: number] | null;
  /** Equal for equal axes. */
  readonly key: string;
}

/** The axis of a state. */
export function scaleOf({ axis: { startUs, endUs } }: State, columns: number): Scale {
  const at = (us: number): number => columnOf({ startMs: startUs, endMs: endUs, columns }, us);
  return {
    startUs,
    endUs,
    columns,
    at,
    stretch(fromUs, toUs) {
      const first = at(fromUs);
      // A stretch shorter than a column still shows.
      const last = Math.max(first, at(toUs - 1));
      if (!Number.isFinite(first) || !Number.isFinite(last) || last < 0 || first >= columns) return null;
      return [Math.max(first, 0), Math.min(last, columns - 1)];
    },
    key: `${startUs} ${endUs} ${columns}`,
  };
}

/** A row of blank cells. */
export function blank(columns: number): Cell[] {
  return Array.from({ length: columns }, () => ({ text: " ", style: "plain" }));
}

/** A text on cells from a column on, as far as the row goes. Its characters are one cell each. */
export function write(cells: Cell[], from: number, text: string, style: Style): void {
  for (const [offset, character] of Array.from(text).entries()) {
    if (from + offset >= 0 && from + offset < cells.length) cells[from + offset] = { text: character, style };
  }
}

/** A row of the axis: its name, then its cells with the cursor's column through them. */
export function axisRow(
  name: string,
  cells: readonly Cell[],
  { label }: Geometry,
  cursor: number,
  chosen = false,
): StyledLine {
  return [
    column(name, label, chosen ? "selected" : "dim"),
    { text: chosen ? ">" : " ", style: "key" },
    ...runs(cells, cursor),
  ];
}

/** Neighbouring cells of one style as one span. */
function runs(cells: readonly Cell[], cursor: number): Span[] {
  const spans: Span[] = [];
  let text = "";
  let style: Style = "plain";
  for (const [index, cell] of cells.entries()) {
    const at = index === cursor;
    const own = at ? "cursor" : cell.style;
    if (own !== style && text !== "") {
      spans.push({ text, style });
      text = "";
    }
    style = own;
    // A line of its own where the row is blank, so that the cursor is seen without colour.
    text += at && cell.text === " " ? "│" : cell.text;
  }
  if (text !== "") spans.push({ text, style });
  return spans;
}
