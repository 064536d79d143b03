import { levels } from "../../model/index.ts";
import type { ViewCase } from "../case.ts";
import { dateText, timeText, type Timekeeping } from "../state/clock.ts";
import { detailView, type DetailView } from "../state/detail.ts";
import type { Box } from "../state/geometry.ts";
import { helpLines } from "../state/help.ts";
import type { State } from "../state/state.ts";
import type { StyledLine } from "../styled.ts";
import { filledLine, span } from "./line.ts";

/** The record as written with lines of its file around it, and what other logs tell of the same thing. */
export function detailLines(state: State, viewCase: ViewCase, keeping: Timekeeping, box: Box): StyledLine[] {
  const view = detailView(state, viewCase);
  if (view === null || state.detail === null) return [];
  const { left, right, leftCells } = view;
  const lines: StyledLine[] = [];
  for (let row = state.detail.scroll; row < state.detail.scroll + box.rows - 1; row++) {
    const own = left[row];
    if (right === null) {
      lines.push(own === undefined ? [] : [own]);
      continue;
    }
    const beside = right[row];
    lines.push([
      ...filledLine(own === undefined ? [] : [own], leftCells),
      { text: " │ ", style: "dim" },
      ...(beside === undefined ? [] : [beside]),
    ]);
  }
  return [headLine(view, keeping), ...lines];
}

function headLine({ detail }: DetailView, keeping: Timekeeping): StyledLine {
  const { file, line, time, precision, level, stream, pid, signature } = detail;
  const at = time === null ? "undated" : `${dateText(time, keeping)} ${timeText(time, precision, keeping, 6)}`;
  const parts = [
    `${file}:${line}`,
    at,
    stream.name,
    levels[level] ?? "",
    pid === 0 ? "" : `pid ${pid}`,
    signature ?? "",
  ];
  return [span(` ${parts.filter((part) => part !== "").join("  ")}`, "title")];
}

/** The help screen from where it is scrolled to. */
export function helpScreen({ help, keys }: State, box: Box): StyledLine[] {
  return helpLines(keys, box.columns)
    .slice(help?.scroll ?? 0, (help?.scroll ?? 0) + box.rows)
    .map((line) => [line]);
}
