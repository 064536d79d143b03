import { LevelCode, levels } from "../../model/index.ts";
import { grouped, ledgerCells } from "../../report/index.ts";
import type { Bins, ViewCase } from "../case.ts";
import type { Geometry } from "../state/geometry.ts";
import type { Style, StyledLine } from "../styled.ts";
import { axisRow, blank, type Cell, type Scale } from "./cells.ts";
import { latest } from "../state/latest.ts";

const blocks = Array.from(" ▁▂▃▄▅▆▇█");

/** Style and letter of a level; the letter is what a screen without colours shows. */
export function levelStyle(level: number): Style {
  if (level >= LevelCode.error) return "error";
  if (level === LevelCode.warning) return "warning";
  return level === LevelCode.notice ? "notice" : "plain";
}

/** `E` for error and so on; blank for a line that states none. */
export const levelLetters: readonly string[] = levels.map((level) =>
  level === "none" ? " " : (level[0]?.toUpperCase() ?? " "),
);

/** The worst level of a column of bins, -1 when it has no record; and how many records. */
export function columnBins({ counts }: Bins, column: number): { readonly worst: number; readonly total: number } {
  let total = 0;
  let worst = -1;
  for (let level = 0; level < levels.length; level++) {
    const count = counts[column * levels.length + level] ?? 0;
    total += count;
    if (count > 0) worst = level;
  }
  return { worst, total };
}

const kept = latest<readonly { readonly worst: number; readonly total: number }[]>();

/** Records of all streams by column of the axis. */
function allBins({ records }: ViewCase, scale: Scale): readonly { readonly worst: number; readonly total: number }[] {
  return kept(records, `${scale.key} ${records.ordered}`, () => {
    const bins = records.bins(null, scale.startUs, scale.endUs, scale.columns);
    return Array.from({ length: scale.columns }, (_, index) => columnBins(bins, index));
  });
}

/** Bars as high as the logarithm of the count; `·` where nothing is there and no server's log covers it. */
export function histogramRows(viewCase: ViewCase, scale: Scale, geometry: Geometry, cursor: number): StyledLine[] {
  const bins = allBins(viewCase, scale);
  const covered = serverCovered(viewCase, scale);
  const most = bins.reduce((max, { total }) => Math.max(max, total), 0);
  const eighths = geometry.histogram * 8;
  const rows = Array.from({ length: geometry.histogram }, () => blank(scale.columns));
  for (const [index, { worst, total }] of bins.entries()) {
    const height = total === 0 ? 0 : Math.max(1, Math.round((Math.log1p(total) / Math.log1p(most)) * eighths));
    for (const [row, cells] of rows.entries()) {
      const above = (geometry.histogram - 1 - row) * 8;
      const filled = Math.min(Math.max(height - above, 0), 8);
      if (filled > 0) cells[index] = { text: blocks[filled] ?? "█", style: levelStyle(worst) };
      else if (total === 0 && above === 0 && covered[index] === false) cells[index] = { text: "·", style: "gap" };
    }
  }
  return rows.map((cells, row) => axisRow(row === 0 ? `max ${grouped(most)}` : "", cells, geometry, cursor));
}

const keptCover = latest<readonly boolean[]>();

/** Whether any server's log covers a column; a report without a ledger says nothing about it. */
function serverCovered(viewCase: ViewCase, { startUs, endUs, columns, key }: Scale): readonly boolean[] {
  return keptCover(viewCase, key, () => {
    const axis = { startMs: startUs / 1000, endMs: endUs / 1000, columns };
    const logs = viewCase.report.coverage.filter(({ source }) => source === "postgresql-log");
    const cells = logs.map((entry) => ledgerCells(entry, axis));
    return Array.from(
      { length: columns },
      (_, index) => cells.length === 0 || cells.some((row) => row[index] === "covered" || row[index] === "somewhere"),
    );
  });
}

/** Letters of the worst levels, for the rule under the histogram. */
export function worstLetters(viewCase: ViewCase, scale: Scale): readonly (Cell | null)[] {
  return allBins(viewCase, scale).map(({ worst }) =>
    worst < LevelCode.warning ? null : { text: levelLetters[worst] ?? "?", style: levelStyle(worst) },
  );
}
