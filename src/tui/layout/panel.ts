import { escapeTerminal, wrap } from "../../text/index.ts";
import { place } from "../../report/index.ts";
import type { ViewCase } from "../case.ts";
import { dateText, timeText, type Timekeeping } from "../state/clock.ts";
import { citationsOf } from "../state/findings.ts";
import type { Box } from "../state/geometry.ts";
import type { State } from "../state/state.ts";
import { evidenceOf, verdictItems, type VerdictItem } from "../state/verdict-items.ts";
import type { StyledLine } from "../styled.ts";
import { latest } from "../state/latest.ts";
import { column, cutLine, filledLine, span } from "./line.ts";

/** The open panel, exactly as large as its box. */
export function panelLines(state: State, viewCase: ViewCase, keeping: Timekeeping, box: Box): StyledLine[] {
  const lines = state.panel === "marks" ? markLines(state, viewCase, keeping, box) : verdictLines(state, viewCase, box);
  return Array.from({ length: box.rows }, (_, row) => filledLine(lines[row] ?? [], box.columns));
}

/** An item, and the lines of it. */
interface Wrapped {
  readonly item: VerdictItem;
  readonly lines: readonly string[];
}

const kept = latest<readonly Wrapped[]>();

/** What the verdict says, the chosen claim on the screen, and under it the lines that claim cites. */
function verdictLines(state: State, viewCase: ViewCase, box: Box): StyledLine[] {
  const items = verdictItems(viewCase);
  const room = Math.max(box.columns - 4, 2);
  const wrapped = kept(items, String(room), () =>
    items.map((item) => ({
      item,
      lines: wrap(escapeTerminal(item.text.slice(0, 4096)), item.heading ? room + 3 : room),
    })),
  );
  const cited = state.focus === "panel" ? citedLines(state, viewCase, box) : [];
  const rows = Math.max(box.rows - cited.length, 1);
  const before = wrapped.slice(0, state.item).reduce((sum, { lines }) => sum + lines.length, 0);
  const total = wrapped.reduce((sum, { lines }) => sum + lines.length, 0);
  const top = Math.max(Math.min(before - Math.floor(rows / 3), total - rows), 0);
  const lines = wrapped.flatMap(({ item, lines: own }, index) =>
    own.map((text, line) => itemLine(item, text, line, index === state.item, state)),
  );
  const shown = lines.slice(top, top + rows);
  return [...shown, ...Array.from({ length: rows - shown.length }, () => []), ...cited];
}

function itemLine(item: VerdictItem, text: string, line: number, chosen: boolean, { focus }: State): StyledLine {
  if (item.heading) return [{ text, style: "title" }];
  const active = chosen && focus === "panel";
  const sign = line === 0 ? item.sign : "";
  return [
    { text: chosen && line === 0 ? ">" : " ", style: "key" },
    column(sign, 2, item.style),
    { text, style: active ? "cursor" : item.style },
  ];
}

/** `file:line` and the text of what the chosen claim cites, at most a third of the panel. */
function citedLines(state: State, viewCase: ViewCase, { columns, rows }: Box): StyledLine[] {
  const item = verdictItems(viewCase)[state.item];
  const most = Math.floor(rows / 3);
  if (item === undefined || most < 2) return [];
  const evidence = evidenceOf(viewCase, item);
  if (evidence.length === 0) return [[span("─ this cites no line", "dim")]];
  const next = state.cited % evidence.length;
  const lines = evidence.map((each, index): StyledLine => {
    const count = each.count > 1 ? ` (${each.count} such)` : "";
    const [where, text] = [
      span(`${citationsOf(viewCase).first([each.id]) ?? place(each)}${count} `, "key"),
      span(each.text, "plain"),
    ];
    return cutLine([{ text: index === next ? "→ " : "  ", style: "key" }, where, text], columns);
  });
  const first = Math.min(next, Math.max(lines.length - (most - 1), 0));
  return [[span(`─ cited (${evidence.length}), Enter goes there`, "dim")], ...lines.slice(first, first + most - 1)];
}

function markLines(state: State, viewCase: ViewCase, keeping: Timekeeping, box: Box): StyledLine[] {
  const { list } = viewCase.marks;
  const head: StyledLine = [span(`Marks (${list.length}): c comment, J K order, d remove, Enter`, "title")];
  if (list.length === 0) return [head, [span("  none yet: m marks the record under the cursor", "dim")]];
  const rows = Math.max(box.rows - 1, 1);
  const first = Math.max(Math.min(state.mark - Math.floor(rows / 2), list.length - rows), 0);
  const lines = list.slice(first, first + rows).map(({ time, comment, file, line }, index): StyledLine => {
    const chosen = first + index === state.mark;
    const at = time === null ? "undated" : `${dateText(time, keeping)} ${timeText(time, "millisecond", keeping)}`;
    const text = `${String(first + index + 1).padStart(2)} ${at}  ${comment === "" ? "" : `${comment}  `}[${file}:${line}]`;
    return [
      { text: chosen ? ">" : " ", style: "key" },
      span(text, chosen ? (state.focus === "panel" ? "cursor" : "selected") : "plain"),
    ];
  });
  return [head, ...lines];
}
