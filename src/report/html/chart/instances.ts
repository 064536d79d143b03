import type { InstanceReport, InstanceState, InstanceStateReport, Role } from "../../../model/index.ts";
import { clock, date, millis } from "../../clock.ts";
import { duration } from "../../words.ts";
import { markup, type Markup } from "../markup.ts";
import type { Extent } from "./extent.ts";
import { barKey, lineKey, signKey, type Key } from "./legend.ts";
import type { MomentMark } from "./moments.ts";
import type { Picture } from "./picture.ts";
import type { Row, Stack } from "./rows.ts";
import { signMarkup } from "./symbols.ts";
import { at, axisTicks, bar, inBar, type TimeAxis, timeAxis } from "./time-axis.ts";
import { twoWriters } from "./writers.ts";

const HEIGHT = 34;
const TOP = 10;
const THICK = 14;

/** What each instance was and did, one lane each, with the key moments above them. */
export function instancesPicture(
  instances: readonly InstanceReport[],
  marks: readonly MomentMark[],
  { startMs, endMs }: Extent,
): Picture {
  const both = twoWriters(instances);
  const axisOf = (width: number): TimeAxis => timeAxis(startMs, endMs, width);
  return {
    id: "instances",
    title: "State and role of each instance over time",
    description: describe(instances, both),
    unit: `UTC, ${date(new Date(startMs).toISOString())}`,
    rows(width) {
      const axis = axisOf(width);
      const lanes = instances.map(({ id, states }): Row => ({
        label: id,
        value: "",
        height: HEIGHT,
        heading: false,
        drawn: markup`${states.map((state) => span(state, axis, dotsOf(id, marks, axis)))}${states.map((state) => sign(state, axis))}`,
      }));
      if (both.length === 0) return lanes;
      const drawn = markup`${both.map(([from, to]) =>
        bar(axis, { from, to, y: 5, height: 12, name: "both", least: 2 }, `two writers for ${duration(to - from)}`),
      )}`;
      return [...lanes, { label: "two writers at once", value: "", height: 22, heading: false, drawn }];
    },
    behind: (width, { height }) => axisTicks(axisOf(width), height),
    before: (width, rows) => before(instances, marks, both, axisOf(width), rows),
  };
}

/** Where key moments are marked on a lane. */
function dotsOf(id: string, marks: readonly MomentMark[], axis: TimeAxis): readonly number[] {
  const own = marks.filter(({ instance }) => instance === id);
  return own.map(({ ms }) => axis.x(ms)).sort((a, b) => a - b);
}

function span(
  { state, role, start, end }: InstanceStateReport,
  axis: TimeAxis,
  dots: readonly number[],
): Markup | null {
  const [from, to] = [millis(start), millis(end)];
  const title = `${state === "ready" ? `ready as ${role === "unknown" ? "a role unknown" : role}` : state}, ${clock(start)} – ${clock(end)} UTC`;
  if (from === to && state !== "ready") return null;
  switch (state) {
    case "ready": {
      const letter = role === "writer" ? "W" : role === "reader" ? "R" : "?";
      const shape = bar(axis, { from, to, y: TOP, height: THICK, name: `state ${role}`, least: 1.5 }, title);
      return markup`${shape}${inBar(axis, { from, to, y: TOP + THICK / 2 + 4, name: `letter ${role}` }, letter, dots)}`;
    }
    case "starting":
    case "recovering":
    case "stopping":
      return bar(axis, { from, to, y: TOP, height: THICK, name: `state ${state}`, least: 2 }, title);
    case "crashed":
    case "down":
      return bar(axis, { from, to, y: TOP + THICK / 2 - 1, height: 2, name: "state down" }, title);
    case "unknown":
      return bar(axis, { from, to, y: TOP + THICK / 2 - 1, height: 2, name: "state unseen" }, title);
    default:
      return state satisfies never;
  }
}

/** Starts and ends are moments as long as whole seconds go: a sign shows what no bar would. */
function sign({ state, start }: InstanceStateReport, axis: TimeAxis): Markup | null {
  const ms = millis(start);
  const title = `${state}, ${clock(start)} UTC`;
  if (state === "crashed") return at(axis, ms, signMarkup("crash", TOP + THICK / 2, title));
  if (state === "stopping") return at(axis, ms, signMarkup("stopping", TOP - 3, title));
  if (state === "starting" || state === "recovering") return at(axis, ms, signMarkup(state, TOP + THICK + 4, title));
  return null;
}

function before(
  instances: readonly InstanceReport[],
  marks: readonly MomentMark[],
  both: readonly (readonly [number, number])[],
  axis: TimeAxis,
  { tops, height }: Stack,
): Markup {
  const first = tops[0] ?? 0;
  const last = (tops[instances.length - 1] ?? 0) + HEIGHT;
  const bands = both.map(([from, to]) =>
    bar(axis, { from, to, y: first + 2, height: last - first - 4, name: "overlap", least: 2 }),
  );
  const drops = marks.map(({ ms, instance }) => {
    const lane = instances.findIndex(({ id }) => id === instance);
    const top = tops[lane];
    const y = top === undefined ? height : top + TOP + THICK / 2;
    const dot = top === undefined ? null : markup`<circle cy="${y}" r="2.6"/>`;
    return at(axis, ms, markup`<line y2="${y}"/>${dot}`);
  });
  return markup`${bands}<g class="drops">${drops}</g>`;
}

function describe(instances: readonly InstanceReport[], both: readonly (readonly [number, number])[]): string {
  const lanes = instances.map(({ id, states }) => {
    const steps = states.map(({ state, role, start }) => {
      const what = state === "ready" ? (role === "unknown" ? "ready, role unknown" : `ready as ${role}`) : state;
      return `${what} from ${clock(start)}`;
    });
    return `${id}: ${steps.join("; ")}.`;
  });
  const overlap =
    both.length === 0
      ? "No two instances are shown ready as writer at once."
      : `Two instances were ready as writer at once for ${both.map(([from, to]) => duration(to - from)).join(" and ")}.`;
  return [...lanes, overlap, "Times are UTC."].join(" ");
}

/** What the lanes show, and only that. */
export function instanceKeys(instances: readonly InstanceReport[]): readonly Key[] {
  const states = instances.flatMap((instance) => instance.states);
  const has = (state: InstanceState, role: Role | null = null): boolean =>
    states.some((each) => each.state === state && (role === null || each.role === role));
  const keys: readonly (readonly [boolean, Key])[] = [
    [has("ready", "writer"), barKey("state writer", "writer, ready", ["writer", "W"])],
    [has("ready", "reader"), barKey("state reader", "reader, ready", ["reader", "R"])],
    [has("ready", "unknown"), barKey("state unknown", "ready, role unknown", ["unknown", "?"])],
    [has("crashed"), signKey("crash", "crash")],
    [has("stopping"), signKey("stopping", "asked to stop")],
    [has("starting"), signKey("starting", "starting")],
    [has("recovering"), signKey("recovering", "recovering")],
    [has("crashed") || has("down"), lineKey("state down", "down")],
    [has("unknown"), lineKey("state unseen", "no log")],
    [twoWriters(instances).length > 0, barKey("both", "two writers at once")],
  ];
  return keys.flatMap(([shown, key]) => (shown ? [key] : []));
}
