import type { ViewCase } from "../case.ts";
import { detailView } from "./detail.ts";
import { geometryOf, WIDE_COLUMNS, type Box } from "./geometry.ts";
import { helpLines } from "./help.ts";
import { lanesOf } from "./lanes.ts";
import { listOf, moveTime } from "./move.ts";
import { clampRange, wholeCase } from "./range.ts";
import { seekNow } from "./seek.ts";
import type { State } from "./state.ts";
import { andThen, type Step } from "./step.ts";
import { nextItem, verdictItems } from "./verdict-items.ts";

/** What the data brought, then everything inside its bounds: no size and no change of the data can break the state. */
export function settled(state: State, viewCase: ViewCase): Step {
  const step = seekNow(arrived(state, viewCase), viewCase);
  return andThen(step, (next) => ({ state: clamped(next, viewCase), effects: [] }));
}

/** A filter that is counted becomes the list; a list that was not there yet gets its cursor. */
function arrived(state: State, viewCase: ViewCase): State {
  const result = state.pending?.filtering?.result ?? null;
  let next = state;
  if (state.pending !== null && result !== null) {
    const { filter } = state.pending;
    const place = state.row === null ? result.placeAt(state.cursorUs) : result.placeOf(state.row);
    next = { ...state, filter, view: result, pending: null, place, row: state.row };
  }
  const list = listOf(next, viewCase);
  return next.row === null && list !== null && list.count > 0 ? moveTime(next, viewCase, next.cursorUs) : next;
}

function clamped(state: State, viewCase: ViewCase): State {
  const sized = {
    ...state,
    columns: size(state.columns),
    rows: size(state.rows),
    panel: state.panelChosen ? state.panel : state.columns >= WIDE_COLUMNS ? "verdict" : null,
  } as const;
  const focused: State = { ...sized, focus: sized.panel === null ? "list" : sized.focus };
  return boundScroll(boundList(boundAxis(focused, viewCase), viewCase), viewCase);
}

/** Terminals tell 0 or nothing while they are resized; nobody has more than this. */
function size(cells: number): number {
  return Number.isFinite(cells) ? Math.min(Math.max(Math.floor(cells), 1), 2000) : 1;
}

function boundAxis(state: State, viewCase: ViewCase): State {
  const whole = wholeCase(viewCase);
  const axis = clampRange(state.axis, whole);
  const cursor = Number.isFinite(state.cursorUs) ? Math.round(state.cursorUs) : axis.startUs;
  return { ...state, axis, cursorUs: Math.min(Math.max(cursor, axis.startUs), axis.endUs - 1) };
}

function boundList(state: State, viewCase: ViewCase): State {
  const list = listOf(state, viewCase);
  const { rows } = geometryOf(state, viewCase).list;
  const last = Math.max((list?.count ?? 0) - 1, 0);
  const place = within(state.place, last);
  // A jump beyond the screen lands in its middle, a step moves it by one line.
  const far = place < state.top - 1 || place > state.top + rows;
  const wanted = far ? place - Math.floor(rows / 2) : Math.min(Math.max(state.top, place - rows + 1), place);
  const top = within(wanted, Math.max(last - rows + 1, 0));
  const row = list === null || list.count === 0 ? null : (list.at(place)?.row ?? null);
  return { ...state, place, row, top };
}

function boundScroll(state: State, viewCase: ViewCase): State {
  const lanes = lanesOf(viewCase);
  const items = verdictItems(viewCase);
  const geometry = geometryOf(state, viewCase);
  const lane = Math.min(Math.max(Math.round(state.lane), -1), lanes.length - 1);
  const laneLast = Math.max(lanes.length - geometry.lanes, 0);
  const laneWanted = lane < 0 ? state.laneTop : Math.min(Math.max(state.laneTop, lane - geometry.lanes + 1), lane);
  return {
    ...state,
    lane,
    laneTop: within(laneWanted, laneLast),
    item: nextItem(items, within(state.item, Math.max(items.length - 1, 0)), 0),
    mark: within(state.mark, Math.max(viewCase.marks.list.length - 1, 0)),
    help: boundHelp(state, geometry.overlay),
    detail: boundDetail(state, viewCase),
  };
}

function boundHelp({ help, keys }: State, { columns, rows }: Box): State["help"] {
  return help && { scroll: within(help.scroll, Math.max(helpLines(keys, columns).length - rows, 0)) };
}

function boundDetail(state: State, viewCase: ViewCase): State["detail"] {
  const view = detailView(state, viewCase);
  if (view === null || state.detail === null) return null;
  const { rows } = geometryOf(state, viewCase).detail;
  return {
    scroll: within(state.detail.scroll, Math.max(view.lines - (rows - 1), 0)),
    joined: Math.min(Math.max(state.detail.joined, -1), view.detail.joined.length - 1),
  };
}

function within(value: number, last: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(Math.round(value), 0), last) : 0;
}
