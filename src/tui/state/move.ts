import type { Row } from "../../model/index.ts";
import type { OrderedRecords, Place, ViewCase } from "../case.ts";
import { geometryOf } from "./geometry.ts";
import { showing, wholeCase } from "./range.ts";
import { noFilter, type State } from "./state.ts";
import { dropQueries } from "./queries.ts";
import type { Step } from "./step.ts";

/** The records that the list shows; null while the case's order is being made. */
export function listOf(state: State, { records }: ViewCase): OrderedRecords | null {
  return state.view ?? records.all;
}

/** The list cursor on a place; the lane cursor follows to its time. An undated record moves only the list. */
export function moveTo(state: State, viewCase: ViewCase, place: Place): State {
  const list = listOf(state, viewCase);
  if (list === null || list.count === 0) return state;
  const at = Math.min(Math.max(Math.round(place), 0), list.count - 1);
  const record = list.at(at);
  const us = record?.time ?? state.cursorUs;
  return { ...state, place: at, row: record?.row ?? null, cursorUs: us, axis: showing(state.axis, us) };
}

/** The lane cursor on an instant; the list cursor follows to the first record from there on. */
export function moveTime(state: State, viewCase: ViewCase, us: number): State {
  if (!Number.isFinite(us)) return state;
  const { startUs, endUs } = wholeCase(viewCase);
  const cursorUs = Math.min(Math.max(Math.round(us), startUs), endUs - 1);
  const moved = { ...state, cursorUs, axis: showing(state.axis, cursorUs) };
  const list = listOf(state, viewCase);
  if (list === null || list.count === 0) return moved;
  const place = Math.min(Math.max(list.placeAt(cursorUs), 0), list.count - 1);
  return { ...moved, place, row: list.at(place)?.row ?? null };
}

/** The lane cursor by columns of the axis. */
export function moveColumns(state: State, viewCase: ViewCase, by: number): State {
  const { axis } = geometryOf(state, viewCase);
  const { startUs, endUs } = state.axis;
  const column = (endUs - startUs) / axis.columns;
  const at = Math.floor((state.cursorUs - startUs) / column);
  // To the beginning of the column, or a step could stay inside the same one.
  return moveTime(state, viewCase, Math.ceil(startUs + (at + by) * column));
}

/** The list cursor by pages, one line of the page before kept. */
export function movePages(state: State, viewCase: ViewCase, by: number): State {
  const { list } = geometryOf(state, viewCase);
  return moveTo(state, viewCase, state.place + by * Math.max(list.rows - 1, 1));
}

/** Whether the list shows this very record. */
export function isShown(list: OrderedRecords, row: Row): boolean {
  return list.at(list.placeOf(row))?.row === row;
}

/**
 * The list cursor on a record. Where the filter hides it, the filter is dropped, and told: who asks for a line sees it.
 */
export function moveToRow(state: State, viewCase: ViewCase, row: Row): Step {
  const list = listOf(state, viewCase);
  const all = viewCase.records.all;
  if (list === null || all === null)
    return { state: told(state, "the records are still being put in order"), effects: [] };
  // A secondary line of a message stands where its message does.
  const message = all.at(all.placeOf(row))?.row ?? row;
  if (state.view === null || isShown(list, message))
    return { state: moveTo(state, viewCase, list.placeOf(message)), effects: [] };
  const { state: open, effects } = dropQueries({ ...state, view: null, filter: noFilter });
  return { state: told(moveTo(open, viewCase, all.placeOf(message)), "the filter hid this record: dropped"), effects };
}

/** A sentence for the status line. */
export function told(state: State, text: string, bad = false): State {
  return { ...state, told: { text, bad } };
}
