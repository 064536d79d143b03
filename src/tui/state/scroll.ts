import type { ViewCase } from "../case.ts";
import { geometryOf } from "./geometry.ts";
import { listOf, movePages, moveTo } from "./move.ts";
import { movePanel } from "./panel.ts";
import type { State } from "./state.ts";

/** Moves by lines in what has the keys: help, the record as written, the panel, the list. */
export function scrolled(state: State, viewCase: ViewCase, by: number): State {
  if (state.help !== null) return { ...state, help: { scroll: state.help.scroll + by } };
  if (state.detail !== null) return { ...state, detail: { ...state.detail, scroll: state.detail.scroll + by } };
  if (state.focus === "panel") return movePanel(state, viewCase, by);
  return moveTo(state, viewCase, state.place + by);
}

/** The same by pages. */
export function pagedBy(state: State, viewCase: ViewCase, by: number): State {
  const { detail, overlay, panel } = geometryOf(state, viewCase);
  if (state.help !== null) return scrolled(state, viewCase, by * Math.max(overlay.rows - 2, 1));
  if (state.detail !== null) return scrolled(state, viewCase, by * Math.max(detail.rows - 2, 1));
  if (state.focus === "panel") return movePanel(state, viewCase, by * Math.max(Math.floor((panel?.rows ?? 2) / 2), 1));
  return movePages(state, viewCase, by);
}

/** To the first or the last line. */
export function toEnd(state: State, viewCase: ViewCase, last: boolean): State {
  // More than any screen or panel has; it is brought inside its bounds.
  const far = last ? 1e9 : -1e9;
  if (state.help !== null || state.detail !== null || state.focus === "panel") return scrolled(state, viewCase, far);
  return moveTo(state, viewCase, last ? (listOf(state, viewCase)?.count ?? 1) - 1 : 0);
}
