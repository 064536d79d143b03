import { scaleUtc } from "d3-scale";
import { markup, type Markup } from "../markup.ts";

/** A stretch of time across a plot. Distances in `data-a` and `data-b` are ms after its start: the script zooms by them. */
export interface TimeAxis {
  readonly startMs: number;
  readonly endMs: number;
  readonly width: number;
  /** Place of an instant, ms since the epoch; outside 0…width when the axis does not show it. */
  x(ms: number): number;
}

export function timeAxis(startMs: number, endMs: number, width: number): TimeAxis {
  const scale = scaleUtc()
    .domain([new Date(startMs), new Date(endMs)])
    .range([0, width]);
  return { startMs, endMs, width, x: (ms) => scale(new Date(ms)) };
}

/** Ticks at round UTC times, their lines `height` long, the times below. */
export function axisTicks(axis: TimeAxis, height: number): Markup {
  const scale = scaleUtc()
    .domain([new Date(axis.startMs), new Date(axis.endMs)])
    .range([0, axis.width]);
  const ticks = scale.ticks(Math.max(2, Math.floor(axis.width / 110))).map((date) => date.getTime());
  const step = (ticks[1] ?? axis.endMs) - (ticks[0] ?? axis.startMs);
  const lines = ticks.map((ms) => {
    const x = axis.x(ms);
    // A label at an edge would be cut.
    const label = x < 24 || x > axis.width - 24 ? null : markup`<text y="${height + 13}">${tickLabel(ms, step)}</text>`;
    return markup`<g transform="translate(${px(x)} 0)"><line y2="${height}"/>${label}</g>`;
  });
  return markup`<g class="ticks" data-height="${height}">${lines}</g>`;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

function tickLabel(ms: number, step: number): string {
  const iso = new Date(ms).toISOString();
  if (step >= DAY) return iso.slice(5, 10);
  if (step >= MINUTE) return iso.slice(11, 16);
  return step >= 1000 ? iso.slice(11, 19) : iso.slice(11, 23);
}

/** A tenth of a unit is as fine as a picture needs. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A bar of a time, `y` from the top; a moment is as wide as `least`. */
export function bar(
  axis: TimeAxis,
  { from, to, y, height, name, least = 0 }: Bar,
  title: string | null = null,
): Markup {
  const x = axis.x(from);
  const width = Math.max(axis.x(to) - x, least);
  const inside = title === null ? null : markup`<title>${title}</title>`;
  return markup`<rect class="${name}" x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" data-a="${offset(axis, from)}" data-b="${offset(axis, to)}" data-least="${least}">${inside}</rect>`;
}

export interface Bar {
  /** Ms since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly y: number;
  readonly height: number;
  /** Classes. */
  readonly name: string;
  readonly least?: number;
}

/** Something drawn around an instant. */
export function at(axis: TimeAxis, ms: number, drawn: Markup): Markup {
  return markup`<g transform="translate(${px(axis.x(ms))} 0)" data-a="${offset(axis, ms)}">${drawn}</g>`;
}

/**
 * A letter at the beginning of a bar, shown only where it fits.
 *
 * @param dots places in the bar that are taken, ascending
 */
export function inBar(
  axis: TimeAxis,
  { from, to, y, name }: Omit<Bar, "height">,
  text: string,
  dots: readonly number[],
): Markup {
  const start = Math.max(axis.x(from), 0);
  const end = Math.min(axis.x(to), axis.width);
  const x = dots.reduce((free, dot) => (dot > free - 5 && dot < free + 12 ? dot + 6 : free), start + 7);
  const room = 20;
  const hidden = end - start < room || x + 12 > end ? markup` visibility="hidden"` : null;
  return markup`<text class="${name}" x="${px(x)}" y="${px(y)}" data-a="${offset(axis, from)}" data-b="${offset(axis, to)}" data-room="${room}"${hidden}>${text}</text>`;
}

function offset({ startMs }: TimeAxis, ms: number): number {
  return Math.round(ms - startMs);
}
