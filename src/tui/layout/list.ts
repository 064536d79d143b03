import { cellWidth, clusters, escapeTerminal, fit } from "../../text/index.ts";
import { elide, grouped } from "../../report/index.ts";
import type { ListedRecord, ViewCase } from "../case.ts";
import { dateText, timeText, type Timekeeping } from "../state/clock.ts";
import { findingRows } from "../state/findings.ts";
import type { Box } from "../state/geometry.ts";
import { latest } from "../state/latest.ts";
import { listOf } from "../state/move.ts";
import { wholeCase } from "../state/range.ts";
import type { State } from "../state/state.ts";
import type { Span, StyledLine } from "../styled.ts";
import { highlighted } from "./highlight.ts";
import { levelLetters, levelStyle } from "./histogram.ts";
import { column, cutLine, span } from "./line.ts";

/** Widths of the list's columns; 0 where there is no room for one. */
interface Columns {
  readonly time: number;
  readonly withDate: boolean;
  readonly name: number;
  readonly pid: number;
  readonly signature: number;
}

/** The records around the cursor. */
export function listLines(state: State, viewCase: ViewCase, keeping: Timekeeping, box: Box): StyledLine[] {
  const list = listOf(state, viewCase);
  if (list === null) {
    const share = Math.floor(Math.min(Math.max(viewCase.records.ordered, 0), 1) * 100);
    return [[span(` putting the records in order: ${share} %`, "notice")]];
  }
  if (list.count === 0)
    return [
      [
        span(
          state.view === null ? " the case has no records" : " no record passes the filter: C shows everything",
          "notice",
        ),
      ],
    ];
  const columns = columnsOf(viewCase, keeping, box.columns);
  const marked = new Set(
    viewCase.marks.list.map(({ file, byteOffset }) => viewCase.records.rowOfByte(file, byteOffset)),
  );
  const numbers = findingRows(viewCase);
  const lines: StyledLine[] = [];
  for (let place = state.top; place < state.top + box.rows; place++) {
    const record = list.at(place);
    if (record === null) break;
    const at = place === state.place;
    const signs = `${at ? ">" : " "}${marked.has(record.row) ? "*" : " "}`;
    const number = numbers.get(record.row);
    const pieces = recordPieces(record, columns, keeping, number, state.search?.filter.text ?? null);
    const line: StyledLine = [{ text: signs, style: at ? "key" : "mark" }, ...pieces];
    const cut = cutLine(line, box.columns);
    const style = state.focus === "list" ? "cursor" : "selected";
    lines.push(at ? [{ text: fit(cut.map(({ text }) => text).join(""), box.columns), style }] : cut);
  }
  return lines;
}

const names = latest<number>();

function columnsOf(viewCase: ViewCase, keeping: Timekeeping, cells: number): Columns {
  const { startUs, endUs } = wholeCase(viewCase);
  const withDate = keeping.clock !== "relative" && dateText(startUs, keeping) !== dateText(endUs - 1, keeping);
  const { streams } = viewCase.records;
  const longest = names(streams, "", () =>
    streams.reduce((most, { name }) => Math.max(most, cellWidth(escapeTerminal(name.slice(0, 64)))), 0),
  );
  const most = cells >= 110 ? 18 : 10;
  return {
    time: withDate ? 18 : 12,
    withDate,
    name: Math.min(longest, most),
    pid: cells >= 80 ? 7 : 0,
    signature: cells >= 110 ? 22 : 0,
  };
}

function recordPieces(
  record: ListedRecord,
  columns: Columns,
  keeping: Timekeeping,
  finding: number | undefined,
  search: string | null,
): Span[] {
  const { level, pid, signature, stream, message } = record;
  const gap: Span = { text: " ", style: "plain" };
  const optional = (cells: number, text: string): Span[] => (cells === 0 ? [] : [column(text, cells, "dim"), gap]);
  // Cut before it is escaped: a message is hundreds of characters, a screen shows some.
  const said = escapeTerminal(message.slice(0, 2048));
  return [
    column(stampOf(record, columns, keeping), columns.time, "dim"),
    gap,
    { text: levelLetters[level] ?? "?", style: levelStyle(level) },
    gap,
    column(elide(escapeTerminal(stream.name.slice(0, 256)), columns.name), columns.name, "dim"),
    gap,
    ...optional(columns.pid, pid === 0 ? "" : String(pid)),
    ...optional(columns.signature, signature ?? ""),
    ...(finding === undefined ? [] : [span(`▲${finding} `, "notice")]),
    ...highlighted(joined(said), search, levelStyle(level)),
  ];
}

function stampOf({ time, precision }: ListedRecord, { withDate }: Columns, keeping: Timekeeping): string {
  if (time === null) return "undated";
  const clock = timeText(time, precision, keeping);
  return withDate ? `${dateText(time, keeping).slice(5)} ${clock}` : clock;
}

/** A mark that begins a text would lie on the character before it. */
function joined(text: string): string {
  const [first] = clusters(text);
  return first !== undefined && first.cells === 0 ? ` ${text}` : text;
}

/** `#12 345 of 1 234 567`. */
export function placeText(state: State, viewCase: ViewCase): string {
  const list = listOf(state, viewCase);
  if (list === null) return "";
  const all = viewCase.records.all?.count ?? list.count;
  const of = state.view === null ? grouped(list.count) : `${grouped(list.count)} shown of ${grouped(all)}`;
  return list.count === 0 ? `0 of ${grouped(all)}` : `#${grouped(state.place + 1)} of ${of}`;
}
