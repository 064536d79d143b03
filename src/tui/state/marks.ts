import { escapeTerminal } from "../../text/index.ts";
import type { Mark, RecordDetail, ViewCase } from "../case.ts";
import { listOf, moveTime, moveToRow, told } from "./move.ts";
import type { State } from "./state.ts";
import { only, type Step } from "./step.ts";

/** The record under the list cursor with its place in the file; null while there is none. */
export function currentDetail(state: State, viewCase: ViewCase): RecordDetail | null {
  const list = listOf(state, viewCase);
  if (list === null || state.row === null) return null;
  return viewCase.records.detail(state.place, list, 0);
}

/** The mark chosen in the list of marks, else the mark of the record under the cursor. */
export function markUnderCursor(state: State, viewCase: ViewCase): Mark | null {
  const { list } = viewCase.marks;
  if (state.panel === "marks" && state.focus === "panel") return list[state.mark] ?? null;
  const detail = currentDetail(state, viewCase);
  if (detail === null) return null;
  return list.find(({ file, byteOffset }) => file === detail.file && byteOffset === detail.byteOffset) ?? null;
}

/** Marks the record under the cursor, or takes its mark away. */
export function starred(state: State, viewCase: ViewCase): Step {
  const mark = markUnderCursor(state, viewCase);
  if (mark !== null) return { state: told(state, "mark taken away"), effects: [{ kind: "remove-mark", id: mark.id }] };
  const detail = currentDetail(state, viewCase);
  if (detail === null) return only(told(state, "no record under the cursor"));
  const { file, line, byteOffset, byteLength, time } = detail;
  const record = { file, line, byteOffset, byteLength, time };
  return { state: told(state, "marked: c comments on it"), effects: [{ kind: "add-mark", record, comment: "" }] };
}

/** Takes away the chosen mark, in the list of marks alone. */
export function removed(state: State, viewCase: ViewCase): Step {
  if (state.panel !== "marks" || state.focus !== "panel")
    return only(told(state, "M lists the marks, there d removes one"));
  const mark = viewCase.marks.list[state.mark];
  return mark === undefined ? only(state) : { state, effects: [{ kind: "remove-mark", id: mark.id }] };
}

/** Moves the chosen mark in the engineer's order. */
export function reordered(state: State, viewCase: ViewCase, by: 1 | -1): Step {
  const { list } = viewCase.marks;
  const mark = list[state.mark];
  const to = state.mark + by;
  if (mark === undefined || to < 0 || to >= list.length) return only(state);
  return { state: { ...state, mark: to }, effects: [{ kind: "move-mark", id: mark.id, by }] };
}

/** The list cursor on a mark's record. */
export function moveToMark(state: State, viewCase: ViewCase, { file, line, byteOffset, time }: Mark): Step {
  const { records } = viewCase;
  const row = records.rowOfByte(file, byteOffset) ?? records.rowOfLine(file, line);
  if (row !== null) return moveToRow(state, viewCase, row);
  const moved = time === null ? state : moveTime(state, viewCase, time);
  return only(told(moved, `${escapeTerminal(`${file}:${line}`)} is no longer in the case`, true));
}

/** The citation of the record under the cursor for the clipboard. */
export function copied(state: State, viewCase: ViewCase): Step {
  const detail = currentDetail(state, viewCase);
  if (detail === null) return only(told(state, "no record under the cursor"));
  return { state, effects: [{ kind: "copy", text: escapeTerminal(`${detail.file}:${detail.line}`) }] };
}

/** The record under the cursor in the pager, at its line. */
export function paged(state: State, viewCase: ViewCase): Step {
  const detail = currentDetail(state, viewCase);
  if (detail === null) return only(told(state, "no record under the cursor"));
  return { state, effects: [{ kind: "open-pager", file: detail.file, line: detail.line }] };
}
