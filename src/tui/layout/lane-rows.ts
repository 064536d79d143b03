import { escapeTerminal } from "../../text/index.ts";
import { elide } from "../../report/index.ts";
import type { ViewCase } from "../case.ts";
import { findingsOf } from "../state/findings.ts";
import type { Geometry } from "../state/geometry.ts";
import { lanesOf, type Lane } from "../state/lanes.ts";
import type { State } from "../state/state.ts";
import type { StyledLine } from "../styled.ts";
import { axisRow, type Cell, type Scale } from "./cells.ts";
import { clientCells } from "./client-lane.ts";
import { instanceCells } from "./instance-lane.ts";
import { latest } from "../state/latest.ts";
import { coverageCells, eventCells, metricCells, operatorCells, signCells, stripCells } from "./other-lanes.ts";

function cellsOf(lane: Lane, viewCase: ViewCase, scale: Scale): Cell[] {
  switch (lane.kind) {
    case "instance":
      return instanceCells(viewCase, lane.instance, scale);
    case "client":
      return clientCells(viewCase, lane.client, lane.streams, scale);
    case "events":
      return eventCells(viewCase, scale);
    case "operator":
      return operatorCells(viewCase, scale);
    case "metric":
      return metricCells(lane.series, scale);
    case "coverage":
      return coverageCells(lane.entry, scale);
    default:
      return lane satisfies never;
  }
}

const kept = latest<Cell[]>();

/** The lanes on the screen. The last row says how many are below when there are. */
export function laneRows(
  state: State,
  viewCase: ViewCase,
  scale: Scale,
  geometry: Geometry,
  cursor: number,
): StyledLine[] {
  const lanes = lanesOf(viewCase);
  if (lanes.length === 0) return [axisRow("no instance", [], geometry, -1)];
  return lanes.slice(state.laneTop, state.laneTop + geometry.lanes).map((lane, index) => {
    const at = state.laneTop + index;
    const cells = kept(lane, `${scale.key} ${viewCase.records.ordered}`, () => cellsOf(lane, viewCase, scale));
    const above = index === 0 && at > 0 ? "↑" : "";
    const below = index === geometry.lanes - 1 && at < lanes.length - 1 ? `↓${lanes.length - 1 - at} ` : "";
    const hint = `${above}${below}`;
    const name = elide(escapeTerminal(lane.name.slice(0, 256)), Math.max(geometry.label - hint.length, 1));
    return axisRow(`${hint}${name}`, cells, geometry, cursor, at === state.lane);
  });
}

/** Findings and marks with their numbers, and the strip that shows where evidence is missing. */
export function signRows(viewCase: ViewCase, scale: Scale, geometry: Geometry, cursor: number): StyledLine[] {
  const findings = findingsOf(viewCase).flatMap(({ us, number }) => (us === null ? [] : [{ us, number }]));
  const marks = viewCase.marks.list.flatMap(({ time }, index) =>
    time === null ? [] : [{ us: time, number: index + 1 }],
  );
  return [
    axisRow("findings", signCells(findings, "▲", "notice", scale), geometry, cursor),
    ...(geometry.marks === 1 ? [axisRow("marks", signCells(marks, "*", "mark", scale), geometry, cursor)] : []),
    axisRow("missing", stripCells(viewCase, scale), geometry, cursor),
  ];
}
