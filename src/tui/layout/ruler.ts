import { SECOND_US } from "../../model/index.ts";
import type { ViewCase } from "../case.ts";
import { clockName, dateText, relativeText, wallClock, zoneOffsetUs, type Timekeeping } from "../state/clock.ts";
import type { Geometry } from "../state/geometry.ts";
import type { StyledLine } from "../styled.ts";
import { axisRow, blank, write, type Scale } from "./cells.ts";
import { worstLetters } from "./histogram.ts";

const MS_US = 1000;
const MINUTE_US = 60 * SECOND_US;
const HOUR_US = 60 * MINUTE_US;
const DAY_US = 24 * HOUR_US;

/** Distances between ticks that people read without counting. */
const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => n * MS_US),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND_US),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE_US),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR_US),
  ...[1, 2, 7, 14, 28].map((n) => n * DAY_US),
];

/** The rule with ticks at round times and letters of the worst records, and under it the times; date and zone once. */
export function rulerRows(
  viewCase: ViewCase,
  scale: Scale,
  keeping: Timekeeping,
  geometry: Geometry,
  cursor: number,
): StyledLine[] {
  const cells = worstLetters(viewCase, scale).map((letter) => letter ?? ({ text: "─", style: "dim" } as const));
  const labels = blank(scale.columns);
  let free = 0;
  for (const { us, label } of ticks(scale, keeping)) {
    const at = scale.at(us);
    if (at < 0 || at >= scale.columns) continue;
    if (cells[at]?.text === "─") cells[at] = { text: "┬", style: "dim" };
    if (at < free || at + label.length > scale.columns) continue;
    write(labels, at, label, "dim");
    free = at + label.length + 1;
  }
  const day = keeping.clock === "relative" ? "" : dateText(scale.startUs, keeping);
  return [axisRow(day, cells, geometry, cursor), axisRow(clockName(keeping), labels, geometry, cursor)];
}

/** Round times on the clock's wall, with what is written at each; a new day is written as its date. */
function ticks(scale: Scale, keeping: Timekeeping): { readonly us: number; readonly label: string }[] {
  const { startUs, endUs, columns } = scale;
  const step = steps.find((us) => (us / (endUs - startUs)) * columns >= labelCells(us, keeping) + 2) ?? 28 * DAY_US;
  const shift = shiftOf(startUs, keeping);
  const found: { us: number; label: string }[] = [];
  let day = keeping.clock === "relative" ? "" : dateText(startUs, keeping);
  for (
    let wall = Math.ceil((startUs + shift) / step) * step;
    wall - shift < endUs && found.length <= columns;
    wall += step
  ) {
    const us = wall - shift;
    const own = keeping.clock === "relative" ? "" : dateText(us, keeping);
    found.push({
      us,
      label: own === day && step < DAY_US ? labelOf(us, step, keeping) : own.slice(5) || labelOf(us, step, keeping),
    });
    day = own;
  }
  return found;
}

/** µs from UTC to the clock whose round times are marked. */
function shiftOf(us: number, { clock, zone, zeroUs }: Timekeeping): number {
  if (clock === "relative") return -zeroUs;
  return clock === "local" ? zoneOffsetUs(zone, us) : 0;
}

function labelOf(us: number, step: number, keeping: Timekeeping): string {
  const fine = step >= SECOND_US ? 0 : 3;
  if (keeping.clock === "relative") return relativeText(us - keeping.zeroUs, fine).slice(1);
  const wall = wallClock(us, keeping);
  if (step >= MINUTE_US) return wall.slice(11, 16);
  return wall.slice(11, fine === 0 ? 19 : 23);
}

function labelCells(step: number, { clock }: Timekeeping): number {
  if (clock === "relative") return 9;
  return step >= MINUTE_US ? 5 : step >= SECOND_US ? 8 : 12;
}
