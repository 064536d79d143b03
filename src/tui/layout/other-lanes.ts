import type { CoverageReport, MetricSeries, RdsEventMeaning } from "../../model/index.ts";
import { ledgerCells } from "../../report/index.ts";
import type { ViewCase } from "../case.ts";
import { latest } from "../state/latest.ts";
import type { Style } from "../styled.ts";
import { blank, write, type Cell, type Scale } from "./cells.ts";

/** Letters of events that tell of roles and lives; `e` is any other. */
const eventLetters: Readonly<Partial<Record<RdsEventMeaning, string>>> = {
  "failover-started": "F",
  "multi-az-failover-started": "F",
  "failover-completed": "C",
  "multi-az-failover-completed": "C",
  "failover-failed": "X",
  "previous-primary-promoted": "P",
  "writer-promoted": "P",
  "instance-restarted": "R",
  "instance-started": "R",
  "instance-shutdown": "D",
  "instance-stopped": "D",
  "memory-pressure": "M",
};

/** RDS events; `~` around the start of a failover whose time is not exact. Capitals win a column. */
export function eventCells({ facts }: ViewCase, scale: Scale): Cell[] {
  const cells = blank(scale.columns);
  for (const { t0Us, uncertaintyUs } of facts.failovers) {
    const shown = scale.stretch(t0Us - uncertaintyUs / 2, t0Us + uncertaintyUs / 2 + 1);
    if (shown !== null && shown[1] > shown[0]) write(cells, shown[0], "~".repeat(shown[1] - shown[0] + 1), "dim");
  }
  for (const { time, meaning } of facts.events) {
    const letter = eventLetters[meaning] ?? "e";
    const there = cells[scale.at(time)]?.text;
    if (there === undefined || (letter === "e" && /[A-Z]/.test(there))) continue;
    write(cells, scale.at(time), letter, "event");
  }
  return cells;
}

/** `A` a call of the API, `!` one that was refused, `O` what the operator tells (`~`: about when). */
export function operatorCells({ facts: { documents } }: ViewCase, scale: Scale): Cell[] {
  const cells = blank(scale.columns);
  for (const { us, uncertaintyUs } of documents.operator?.failovers ?? []) {
    const shown = scale.stretch(us - uncertaintyUs, us + uncertaintyUs + 1);
    if (shown !== null) write(cells, shown[0], "~".repeat(shown[1] - shown[0] + 1), "dim");
    if (Number.isFinite(us)) write(cells, scale.at(us), "O", "operator");
  }
  for (const { us, error } of documents.calls) {
    if (Number.isFinite(us)) write(cells, scale.at(us), error === null ? "A" : "!", "operator");
  }
  return cells;
}

const blocks = Array.from("▁▂▃▄▅▆▇█");

/** A metric between its least and its greatest value on the axis; `·` where it has no point. */
export function metricCells({ points, periodSeconds }: MetricSeries, scale: Scale): Cell[] {
  const cells = blank(scale.columns).map((): Cell => ({ text: "·", style: "gap" }));
  const periodUs = (periodSeconds ?? 60) * 1_000_000;
  const shown = points.filter(({ us }) => us + periodUs > scale.startUs && us < scale.endUs);
  const values = shown.map(({ value }) => value).filter(Number.isFinite);
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  for (const { us, value } of shown) {
    const at = Number.isFinite(value) ? scale.stretch(us, us + periodUs) : null;
    if (at === null) continue;
    const eighth = high > low ? Math.min(Math.floor(((value - low) / (high - low)) * 8), 7) : 3;
    write(cells, at[0], (blocks[eighth] ?? "▁").repeat(at[1] - at[0] + 1), "plain");
  }
  return cells;
}

const ledger: Readonly<Record<string, Cell>> = {
  covered: { text: "━", style: "dim" },
  late: { text: ">", style: "gap" },
  missing: { text: "·", style: "gap" },
  somewhere: { text: "?", style: "unknown" },
};

/** Which part of the axis one source covers. */
export function coverageCells(entry: CoverageReport, { startUs, endUs, columns }: Scale): Cell[] {
  const cells = ledgerCells(entry, { startMs: startUs / 1000, endMs: endUs / 1000, columns });
  return cells.map((cell) => ledger[cell] ?? { text: "?", style: "unknown" });
}

const strip = latest<Cell[]>();

/** All sources in one row: `━` all there, a digit so many missing, `·` none there. */
export function stripCells(viewCase: ViewCase, scale: Scale): Cell[] {
  return strip(viewCase, scale.key, () => summed(viewCase, scale));
}

function summed({ report: { coverage } }: ViewCase, scale: Scale): Cell[] {
  const rows = coverage.map((entry) => coverageCells(entry, scale));
  return Array.from({ length: scale.columns }, (_, index): Cell => {
    const missing = rows.filter((row) => row[index]?.style === "gap").length;
    if (rows.length === 0) return { text: "?", style: "unknown" };
    if (missing === rows.length) return { text: "·", style: "gap" };
    if (missing > 0) return { text: missing > 9 ? "+" : String(missing), style: "gap" };
    const unknown = rows.some((row) => row[index]?.text === "?");
    return unknown ? { text: "?", style: "unknown" } : { text: "━", style: "dim" };
  });
}

/** Numbered signs: one a column, with its number where there is room before the next. */
export function signCells(
  places: readonly { readonly us: number; readonly number: number }[],
  sign: string,
  style: Style,
  scale: Scale,
): Cell[] {
  const cells = blank(scale.columns);
  const columns = new Map<number, { first: number; last: number }>();
  for (const { us, number } of places) {
    const at = scale.at(us);
    if (!Number.isFinite(at) || at < 0 || at >= scale.columns) continue;
    const known = columns.get(at);
    columns.set(at, { first: Math.min(known?.first ?? number, number), last: Math.max(known?.last ?? number, number) });
  }
  const taken = [...columns].toSorted(([a], [b]) => a - b);
  for (const [index, [at, { first, last }]] of taken.entries()) {
    const room = (taken[index + 1]?.[0] ?? scale.columns) - at;
    const range = `${sign}${first}-${last}`;
    const one = `${sign}${first}`;
    const text = last > first && range.length <= room ? range : last === first && one.length <= room ? one : sign;
    write(cells, at, text, style);
  }
  return cells;
}
