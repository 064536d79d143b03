import { clusters, escapeTerminal, wrap } from "../../text/index.ts";
import type { OrderedRecords, Place, RecordDetail, ViewCase } from "../case.ts";
import type { Style } from "../styled.ts";
import { geometryOf } from "./geometry.ts";
import { latest } from "./latest.ts";
import { listOf } from "./move.ts";
import type { State } from "./state.ts";

/** A line of a record as it is shown, escaped and not wider than its column. */
export interface DetailLine {
  readonly text: string;
  readonly style: Style;
}

/** Lines of the file around a record. */
const CONTEXT = 8;
/** Of one physical line; the rest is for the pager. */
const MOST_CHARACTERS = 16_384;
/** Side by side from here on. */
const SIDE_BY_SIDE = 110;

/** A record as written, and what tells of the same thing, in one or two columns. */
export interface DetailView {
  readonly detail: RecordDetail;
  readonly left: readonly DetailLine[];
  /** Null where there is no room for a column of its own: then it stands under the record. */
  readonly right: readonly DetailLine[] | null;
  readonly leftCells: number;
  /** Lines in all, for scrolling. */
  readonly lines: number;
}

const kept = latest<DetailView | null>();

/** What the detail of the record under the cursor shows; null when there is none. */
export function detailView(state: State, viewCase: ViewCase): DetailView | null {
  const list = listOf(state, viewCase);
  const { place, detail } = state;
  if (list === null || detail === null) return null;
  const { columns } = geometryOf(state, viewCase).detail;
  return kept(list, `${place} ${columns} ${detail.joined}`, () => made(place, list, columns, detail.joined, viewCase));
}

function made(
  place: Place,
  list: OrderedRecords,
  columns: number,
  chosen: number,
  viewCase: ViewCase,
): DetailView | null {
  const detail = viewCase.records.detail(place, list, CONTEXT);
  if (detail === null) return null;
  const beside = columns >= SIDE_BY_SIDE && detail.joined.length > 0;
  const leftCells = beside ? Math.floor((columns - 3) * 0.55) : columns;
  const left = recordLines(detail, leftCells);
  const joined = joinedLines(detail, chosen, viewCase, beside ? columns - leftCells - 3 : columns);
  const shown = beside ? left : [...left, ...joined];
  return {
    detail,
    left: shown,
    right: beside ? joined : null,
    leftCells,
    lines: Math.max(shown.length, beside ? joined.length : 0),
  };
}

function recordLines({ before, lines, after }: RecordDetail, cells: number): DetailLine[] {
  return [
    ...before.flatMap((text) => cut(text, "  ", "dim", cells)),
    ...lines.flatMap((text) => wrapped(text, "> ", "plain", cells)),
    ...after.flatMap((text) => cut(text, "  ", "dim", cells)),
  ];
}

/** Context is there to place the record: one row a line. */
function cut(text: string, prefix: string, style: Style, cells: number): DetailLine[] {
  const [first = ""] = wrap(escapeTerminal(text.slice(0, 1024)), Math.max(cells - prefix.length, 2));
  return [{ text: `${prefix}${first}`, style }];
}

/** All of a line, broken where the column ends: text of a log is not prose, and blanks in it count. */
function wrapped(text: string, prefix: string, style: Style, cells: number): DetailLine[] {
  const room = Math.max(cells - prefix.length, 2);
  const lines: DetailLine[] = [];
  let line = "";
  let used = 0;
  for (const cluster of clusters(escapeTerminal(text.slice(0, MOST_CHARACTERS)))) {
    if (used + cluster.cells > room) {
      lines.push({ text: `${lines.length === 0 ? prefix : "  "}${line}`, style });
      line = "";
      used = 0;
    }
    line += cluster.text;
    used += cluster.cells;
  }
  lines.push({ text: `${lines.length === 0 ? prefix : "  "}${line}`, style });
  const rest = text.length - MOST_CHARACTERS;
  if (rest > 0) lines.push({ text: `  … ${rest} more characters: p opens the pager`.slice(0, cells), style: "notice" });
  return lines;
}

function joinedLines({ joined }: RecordDetail, chosen: number, { records }: ViewCase, cells: number): DetailLine[] {
  if (joined.length === 0) return [];
  const head = wrapped(
    `Of the same thing, by other logs (${joined.length}): Tab chooses, Enter goes there`,
    "",
    "title",
    cells,
  );
  return [
    { text: "", style: "plain" },
    ...head,
    ...joined.flatMap(({ why, record }, index): DetailLine[] => {
      const at = index === chosen;
      const full = records.all === null ? null : records.detail(records.all.placeOf(record.row), records.all, 0);
      const lines = full?.lines ?? [record.message];
      return [
        ...wrapped(
          `${record.stream.kind} ${record.stream.name} — ${why}`,
          at ? "▸ " : "  ",
          at ? "selected" : "notice",
          cells,
        ),
        ...lines.slice(0, 12).flatMap((text) => wrapped(text, "  ", "plain", cells).slice(0, 12)),
      ];
    }),
  ];
}
