import { wrap } from "../../text/index.ts";
import type { ViewCase } from "../case.ts";
import { geometryOf, LEAST_COLUMNS, LEAST_ROWS, type Geometry } from "../state/geometry.ts";
import type { State } from "../state/state.ts";
import type { StyledLine } from "../styled.ts";
import { scaleOf } from "./cells.ts";
import { histogramRows } from "./histogram.ts";
import { laneRows, signRows } from "./lane-rows.ts";
import { cutLine, filledLine } from "./line.ts";
import { listLines } from "./list.ts";
import { detailLines, helpScreen } from "./overlay.ts";
import { panelLines } from "./panel.ts";
import { rulerRows } from "./ruler.ts";
import { statusLines } from "./status.ts";
import { timekeeping, titleLine } from "./title.ts";

/** The screen: exactly `state.rows` lines, none wider than `state.columns` cells, nothing in them that acts on a terminal. */
export function frame(state: State, viewCase: ViewCase): StyledLine[] {
  const geometry = geometryOf(state, viewCase);
  if (geometry.tooSmall) return smallScreen(state);
  const keeping = timekeeping(state, viewCase);
  const lines: StyledLine[] = [titleLine(state, viewCase)];
  if (state.help !== null) lines.push(...exactly(helpScreen(state, geometry.overlay), geometry.overlay.rows));
  else if (state.detail !== null && geometry.detail.y === 1)
    lines.push(...exactly(detailLines(state, viewCase, keeping, geometry.detail), geometry.detail.rows));
  else lines.push(...timeline(state, viewCase, geometry), ...body(state, viewCase, geometry));
  lines.push(...statusLines(state, viewCase, keeping));
  return exactly(lines, state.rows).map((line) => cutLine(line, state.columns));
}

function timeline(state: State, viewCase: ViewCase, geometry: Geometry): StyledLine[] {
  const scale = scaleOf(state, geometry.axis.columns);
  const cursor = scale.at(state.cursorUs);
  return [
    ...histogramRows(viewCase, scale, geometry, cursor),
    ...rulerRows(viewCase, scale, timekeeping(state, viewCase), geometry, cursor),
    ...exactly(laneRows(state, viewCase, scale, geometry, cursor), geometry.lanes),
    ...signRows(viewCase, scale, geometry, cursor),
  ];
}

/** The list with the panel beside, above or instead of it; or the record as written. */
function body(state: State, viewCase: ViewCase, geometry: Geometry): StyledLine[] {
  const keeping = timekeeping(state, viewCase);
  const { list, panel, detail } = geometry;
  if (state.detail !== null) return exactly(detailLines(state, viewCase, keeping, detail), detail.rows);
  const listed = (): StyledLine[] => exactly(listLines(state, viewCase, keeping, list), list.rows);
  if (panel === null) return listed();
  const shown = panelLines(state, viewCase, keeping, panel);
  if (panel.x > 0)
    return listed().map((line, row) => [
      ...filledLine(line, list.columns),
      { text: "│", style: "dim" },
      ...(shown[row] ?? []),
    ]);
  return panel.y === list.y ? shown : [...shown, ...listed()];
}

/** So many lines: what is missing is blank, what is too much is left out. */
function exactly(lines: readonly StyledLine[], rows: number): StyledLine[] {
  return Array.from({ length: rows }, (_, row) => lines[row] ?? []);
}

function smallScreen({ columns, rows }: State): StyledLine[] {
  const text = `This screen is ${columns}×${rows + 1}; the timeline needs ${LEAST_COLUMNS}×${LEAST_ROWS + 1}. Make it larger, or use --plain.`;
  const lines = wrap(text, columns).map((line): StyledLine => [{ text: line, style: "plain" }]);
  return exactly(lines, rows).map((line) => cutLine(line, columns));
}
