import { type InstanceStateReport, type Report } from "../model/index.ts";
import { wrap } from "../text/index.ts";
import { columnOf, type Axis } from "./axis.ts";
import { millis } from "./clock.ts";

/** What a column of a lane shows. Each kind has its own character: no lane depends on colour. */
export type LaneCell =
  | "writer"
  | "reader"
  | "ready"
  | "starting"
  | "recovering"
  | "stopping"
  | "crash"
  | "down"
  | "unknown";

/** The character of each kind; blank is down. */
export const laneCharacter: Readonly<Record<LaneCell, string>> = {
  writer: "▓",
  reader: "░",
  ready: "▒",
  starting: "▲",
  recovering: "△",
  stopping: "▼",
  crash: "✕",
  down: " ",
  unknown: "·",
};

/** Instances on one time axis. */
export interface Lanes extends Axis {
  readonly rows: readonly { readonly id: string; readonly cells: readonly LaneCell[] }[];
  /** Columns in which two instances were ready as writer at the same moment. */
  readonly overlap: readonly boolean[];
  readonly overlaps: boolean;
}

/** Short states must not drown in long ones: the first of these found in a column is drawn. */
const gravest: readonly LaneCell[] = [
  "crash",
  "starting",
  "recovering",
  "stopping",
  "down",
  "writer",
  "ready",
  "reader",
  "unknown",
];

/** Lanes of all instances on an axis; null when there is nothing to draw. */
export function lanes(report: Report, axis: Axis): Lanes | null {
  if (report.instances.length === 0) return null;
  const scale: Scale = (ms) => columnOf(axis, ms);
  const rows = report.instances.map(({ id, states }) => ({ id, cells: laneOf(states, scale, axis.columns) }));
  const overlap = writerOverlap(report, scale, axis);
  return { ...axis, rows, overlap, overlaps: overlap.includes(true) };
}

/** Column of an instant. */
type Scale = (ms: number) => number;

function laneOf(states: readonly InstanceStateReport[], scale: Scale, columns: number): LaneCell[] {
  const seen = Array.from({ length: columns }, () => new Set<LaneCell>());
  const mark = (from: number, to: number, cell: LaneCell): void => {
    for (let column = Math.max(from, 0); column <= Math.min(to, columns - 1); column++) seen[column]?.add(cell);
  };
  for (const state of states) {
    const from = scale(millis(state.start));
    // The end is exclusive, but a state shorter than a column still shows.
    const to = Math.max(from, scale(millis(state.end) - 1));
    // A crash is a moment: what follows it until the next start is down.
    if (state.state === "crashed") {
      mark(from, from, "crash");
      mark(from + 1, to, "down");
    } else mark(from, to, cellOf(state));
  }
  return seen.map((cells) => gravest.find((cell) => cells.has(cell)) ?? "unknown");
}

function cellOf(state: InstanceStateReport): LaneCell {
  if (state.state === "ready") return state.role === "unknown" ? "ready" : state.role;
  if (state.state === "crashed") return "crash";
  return state.state;
}

function writerOverlap(report: Report, scale: Scale, { columns, startMs, endMs }: Axis): boolean[] {
  const overlap = Array.from({ length: columns }, () => false);
  const spans = report.instances.map(({ states }) =>
    states
      .filter(({ state, role }) => state === "ready" && role === "writer")
      .map(({ start, end }) => [Math.max(millis(start), startMs), Math.min(millis(end), endMs)] as const),
  );
  for (const [index, mine] of spans.entries()) {
    for (const [start, end] of mine) {
      for (const [otherStart, otherEnd] of spans.slice(index + 1).flat()) {
        const from = Math.max(start, otherStart);
        const to = Math.min(end, otherEnd);
        if (from < to) overlap.fill(true, scale(from), Math.min(scale(to - 1), columns - 1) + 1);
      }
    }
  }
  return overlap;
}

const meanings: readonly (readonly [cell: LaneCell, meaning: string])[] = [
  ["writer", "writer, ready"],
  ["reader", "reader, ready"],
  ["ready", "ready, role unknown"],
  ["starting", "starting"],
  ["recovering", "recovering"],
  ["stopping", "stopping"],
  ["crash", "crash"],
  ["unknown", "no log"],
];

/** What the characters drawn mean; only those. */
export function legendEntries(drawn: Lanes): string[] {
  const seen = new Set(drawn.rows.flatMap(({ cells }) => cells));
  const entries = meanings
    .filter(([cell]) => seen.has(cell))
    .map(([cell, meaning]) => `${laneCharacter[cell]} ${meaning}`);
  if (seen.has("down")) entries.push("blank down");
  if (drawn.overlaps) entries.push("█ two instances ready as writer at once");
  return entries;
}

/** A legend in lines of at most `cells`; an entry is not broken over two. */
export function legendLines(legend: readonly string[], cells: number): string[] {
  // A no-break space holds an entry together while it is wrapped.
  const entries = legend.map((entry) => entry.replaceAll(" ", "\u00a0"));
  return wrap(entries.join("\u00a0\u00a0 "), cells).map((line) => line.replaceAll("\u00a0", " ").trimEnd());
}
