import type { ViewCase } from "../case.ts";
import { geometryOf, type Box } from "./geometry.ts";
import { lanesOf } from "./lanes.ts";
import { moveTime, moveTo } from "./move.ts";
import type { State } from "./state.ts";
import { scrolled } from "./scroll.ts";

/** A click: on a record, on an instant of the axis (and the lane there), on the panel. */
export function clicked(state: State, viewCase: ViewCase, column: number, row: number): State {
  const geometry = geometryOf(state, viewCase);
  if (geometry.tooSmall || state.prompt !== null || state.help !== null || state.detail !== null) return state;
  const { list, panel, axis } = geometry;
  if (panel !== null && inside(panel, column, row)) return { ...state, focus: "panel" };
  if (inside(list, column, row)) return moveTo({ ...state, focus: "list" }, viewCase, state.top + row - list.y);
  if (!inside(axis, column, row)) return state;
  const { startUs, endUs } = state.axis;
  const us = startUs + ((column - axis.x) / axis.columns) * (endUs - startUs);
  const lane = row - (1 + geometry.histogram + geometry.ruler) + state.laneTop;
  const onLane = lane >= state.laneTop && lane < Math.min(state.laneTop + geometry.lanes, lanesOf(viewCase).length);
  return moveTime(onLane ? { ...state, lane } : state, viewCase, Math.ceil(us));
}

/** The wheel: what has the screen scrolls. */
export function wheeled(state: State, viewCase: ViewCase, by: number): State {
  return state.prompt === null && Number.isFinite(by) ? scrolled(state, viewCase, Math.round(by)) : state;
}

function inside(box: Box, column: number, row: number): boolean {
  return column >= box.x && column < box.x + box.columns && row >= box.y && row < box.y + box.rows;
}
