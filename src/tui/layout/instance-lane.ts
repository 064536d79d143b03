import type { InstanceReport } from "../../model/index.ts";
import { laneCharacter, lanes, type LaneCell } from "../../report/index.ts";
import type { ViewCase } from "../case.ts";
import type { Style } from "../styled.ts";
import type { Cell, Scale } from "./cells.ts";
import { latest } from "./latest.ts";

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

const drawn = latest<ViewCase, ReturnType<typeof lanes>>();

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
  perhaps(viewCase, instance, scale, cells);
  return cells;
}

/** Spans that facts find writable at once: shown to be so, or not decidable. */
function perhaps({ facts }: ViewCase, { id }: InstanceReport, scale: Scale, cells: Cell[]): void {
  for (const { a, b, state } of facts.overlaps) {
    if (state === "excluded" || (a.instance !== id && b.instance !== id)) continue;
    const from = Math.max(a.startUs, b.startUs);
    const to = Math.min(a.endUs, b.endUs);
    const shown = from < to ? scale.stretch(from, to) : null;
    if (shown === null) continue;
    for (let index = shown[0]; index <= shown[1]; index++) {
      if (state === "proven") hatch(cells, index, "█", "overlap");
      else if (cells[index]?.style !== "overlap") hatch(cells, index, "?", "unknown");
    }
  }
}

/** Every other column; a letter where a state starts stays. */
function hatch(cells: Cell[], index: number, sign: string, style: Style): void {
  const letter = /^[A-Z]$/.test(cells[index]?.text ?? "");
  cells[index] = { text: letter ? (cells[index]?.text ?? "") : index % 2 === 0 ? sign : "▒", style };
}
