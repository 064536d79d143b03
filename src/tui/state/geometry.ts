import { cellWidth, escapeTerminal } from "../../text/index.ts";
import type { ViewCase } from "../case.ts";
import { lanesOf } from "./lanes.ts";
import { latest } from "./latest.ts";
import type { State } from "./state.ts";

/** Smallest frame that is drawn: a terminal of 60×20, less the last row, which is not used. */
export const LEAST_COLUMNS = 60;
export const LEAST_ROWS = 19;
/** From here on there is room for a panel beside the list. */
export const WIDE_COLUMNS = 140;

/** A part of the frame, in cells from 0. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  readonly rows: number;
}

/** Which part of the frame shows what. */
export interface Geometry {
  readonly tooSmall: boolean;
  /** Cells of the lanes' names, a space behind them. The axis takes the rest. */
  readonly label: number;
  /** Rows of the histogram, of the axis, of the lanes. */
  readonly histogram: number;
  readonly ruler: number;
  readonly lanes: number;
  readonly marks: 0 | 1;
  /** The time axis and everything on it, names excluded. */
  readonly axis: Box;
  readonly list: Box;
  /** Null when none is open. */
  readonly panel: Box | null;
  /** What help covers, and what the record as written covers. */
  readonly overlay: Box;
  readonly detail: Box;
}

/** The frame's parts; every size is at least one, whatever the screen. */
export function geometryOf(state: State, viewCase: ViewCase): Geometry {
  const columns = Math.max(state.columns, 1);
  const rows = Math.max(state.rows, 1);
  const lanes = lanesOf(viewCase);
  const label = labelCells(viewCase, columns);
  const histogram = rows >= 45 ? 3 : rows >= 30 ? 2 : 1;
  const ruler = 2;
  const marks = viewCase.marks.list.length > 0 ? 1 : 0;
  const laneRows = Math.min(Math.max(lanes.length, 1), Math.max(3, Math.floor(rows * 0.34)));
  // Title, histogram, axis, lanes, findings, marks, coverage; two lines of status at the bottom.
  const head = 1 + histogram + ruler + laneRows + 1 + marks + 1;
  const body: Box = { x: 0, y: head, columns, rows: Math.max(rows - head - 2, 1) };
  const overlay: Box = { x: 0, y: 1, columns, rows: Math.max(rows - 3, 1) };
  return {
    tooSmall: columns < LEAST_COLUMNS || rows < LEAST_ROWS,
    label,
    histogram,
    ruler,
    lanes: laneRows,
    marks,
    axis: { x: label + 1, y: 1, columns: Math.max(columns - label - 1, 1), rows: head - 1 },
    ...divided(body, state),
    overlay,
    detail: body.rows >= 14 ? body : overlay,
  };
}

const longest = latest<number>();

function labelCells(viewCase: ViewCase, columns: number): number {
  const lanes = lanesOf(viewCase);
  const most = longest(lanes, "", () =>
    lanes.reduce((cells, { name }) => Math.max(cells, cellWidth(escapeTerminal(name.slice(0, 64)))), 9),
  );
  return Math.min(most, 24, Math.max(Math.floor(columns / 5), 1));
}

/** The list, and the panel beside it where the screen is wide, above it where it is tall, else instead of it. */
function divided(body: Box, { panel, columns, focus }: State): Pick<Geometry, "list" | "panel"> {
  if (panel === null) return { list: body, panel: null };
  if (columns >= WIDE_COLUMNS) {
    const beside = Math.min(Math.floor(columns * 0.4), 90);
    const list = { ...body, columns: columns - beside - 1 };
    return { list, panel: { ...body, x: list.columns + 1, columns: beside } };
  }
  if (body.rows >= 14) {
    const above = Math.floor(body.rows * 0.6);
    return {
      list: { ...body, y: body.y + above, rows: body.rows - above },
      panel: { ...body, rows: above },
    };
  }
  // Too low for both: the one that has the keys is shown.
  return focus === "panel" ? { list: { ...body, rows: 1 }, panel: body } : { list: body, panel: null };
}
