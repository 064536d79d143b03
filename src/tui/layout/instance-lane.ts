import type { IncidentReport, InstanceReport, Report } from "../../model/index.ts";
import { laneCharacter, lanes, type LaneCell } from "../../report/index.ts";
import type { ViewCase } from "../case.ts";
import { microseconds } from "../state/range.ts";
import type { Style } from "../styled.ts";
import type { Cell, Scale } from "./cells.ts";
import { latest } from "../state/latest.ts";

/** Letter at the start of a state, so that lanes read without colour; the characters after it are the report's. */
const letters: Readonly<Record<LaneCell, string>> = {
  writer: "W",
  reader: "R",
  ready: "O",
  starting: "S",
  recovering: "V",
  stopping: "T",
  crash: "X",
  down: "D",
  unknown: "·",
};

const styles: Readonly<Record<LaneCell, Style>> = {
  writer: "writer",
  reader: "reader",
  ready: "unknown",
  starting: "starting",
  recovering: "starting",
  stopping: "down",
  crash: "crash",
  down: "down",
  unknown: "gap",
};

const mayWrite: ReadonlySet<LaneCell> = new Set(["writer", "ready", "starting"]);

const drawn = latest<ReturnType<typeof lanes>>();

/** Role and state of an instance; hatched where a second one was writable too, or may have been. */
export function instanceCells(viewCase: ViewCase, instance: InstanceReport, scale: Scale): Cell[] {
  const { startUs, endUs, columns, key } = scale;
  const all = drawn(viewCase, key, () =>
    lanes(viewCase.report, { startMs: startUs / 1000, endMs: endUs / 1000, columns }),
  );
  const own = all?.rows.find(({ id }) => id === instance.id)?.cells ?? [];
  const cells = Array.from({ length: columns }, (_, index): Cell => {
    const cell = own[index] ?? "unknown";
    const starts = index === 0 || own[index - 1] !== cell;
    return { text: starts ? letters[cell] : laneCharacter[cell], style: styles[cell] };
  });
  for (const [index, both] of (all?.overlap ?? []).entries()) {
    if (both && own[index] === "writer") hatch(cells, index, "█", "overlap");
  }
  const rows = new Map(all?.rows.map((row) => [row.id, row.cells] as const));
  overlaps(viewCase, instance, scale, rows, cells);
  return cells;
}

/**
 * Spans that facts find writable at once, as far as neither is known to be a reader or down. A span is not cut where an
 * instance was demoted without a restart, and before an incident a role may just not be known: so only what begins in an
 * incident is drawn: as certain what the report takes for two writers, as `?` where a write was shown on both.
 */
function overlaps(
  { facts, report }: ViewCase,
  { id }: InstanceReport,
  scale: Scale,
  rows: ReadonlyMap<string, readonly LaneCell[]>,
  cells: Cell[],
): void {
  for (const { a, b, state } of facts.overlaps) {
    if (state === "excluded" || (a.instance !== id && b.instance !== id)) continue;
    const open = (index: number): boolean =>
      [a, b].every(({ instance }) => mayWrite.has(rows.get(instance)?.[index] ?? "unknown"));
    const from = Math.max(a.startUs, b.startUs);
    const to = Math.min(a.endUs, b.endUs);
    const shown = from < to ? scale.stretch(from, to) : null;
    const incident = incidentOf(report, from);
    if (shown === null || incident === null) continue;
    const certain = state === "proven" && incident.mechanism.class === "split-writer-race";
    if (!certain && !(a.proven && b.proven)) continue;
    for (let index = shown[0]; index <= shown[1]; index++) {
      if (!open(index)) continue;
      if (certain) hatch(cells, index, "█", "overlap");
      else if (cells[index]?.style !== "overlap") hatch(cells, index, "?", "unknown");
    }
  }
}

/** The incident in which an overlap begins; null when it begins in none. */
function incidentOf({ incidents }: Report, fromUs: number): IncidentReport | null {
  const beganIn = ({ window }: IncidentReport): boolean =>
    microseconds(window.start) <= fromUs && fromUs <= microseconds(window.end);
  return incidents.find(beganIn) ?? null;
}

/** Every other column; a letter where a state starts stays. */
function hatch(cells: Cell[], index: number, sign: string, style: Style): void {
  const letter = /^[A-Z]$/.test(cells[index]?.text ?? "");
  cells[index] = { text: letter ? (cells[index]?.text ?? "") : index % 2 === 0 ? sign : "▒", style };
}
