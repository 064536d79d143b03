import type { IncidentReport } from "../../../model/index.ts";
import { clock, millis } from "../../clock.ts";
import { markup, type Markup } from "../markup.ts";
import { layouts, type Layout } from "./rows.ts";
import { at, type TimeAxis, timeAxis } from "./time-axis.ts";
import type { Extent } from "./extent.ts";

/** A key moment with a time, as the pictures show it. */
export interface MomentMark {
  readonly number: number;
  /** The row of the timeline that tells it; null when the document has none. */
  readonly anchor: string | null;
  readonly ms: number;
  readonly instance: string | null;
  /** Unescaped. */
  readonly said: string;
}

/**
 * Dated key moments with their numbers, counted through from 1 as they stand in the incident.
 *
 * @param anchorOf the timeline's row of the moment of an index
 */
export function momentMarks(
  { moments }: IncidentReport,
  anchorOf: (index: number) => string | null,
): readonly MomentMark[] {
  return moments.flatMap(({ time, instance, text }, index) =>
    time === null || !Number.isFinite(millis(time))
      ? []
      : [
          {
            number: index + 1,
            anchor: anchorOf(index),
            ms: millis(time),
            instance,
            said: `${clock(time)} UTC, ${instance === null ? "" : `${instance}: `}${text}`,
          },
        ],
  );
}

const LEVEL = 19;
const RADIUS = 8;

/**
 * A strip of numbered marks that link to the rows of the timeline. It is no image but a group of links, which is why it
 * is not part of the picture below it.
 */
export function momentStrip(marks: readonly MomentMark[], extent: Extent, id: string): Markup | null {
  if (marks.length === 0) return null;
  return markup`${layouts.map((layout) => strip(marks, extent, layout, id))}`;
}

function strip(marks: readonly MomentMark[], { startMs, endMs }: Extent, layout: Layout, id: string): Markup {
  const { width, left, right, name } = layout;
  const axis = timeAxis(startMs, endMs, width - left - right);
  const levels = levelsOf(marks, axis);
  const top = left === 0 ? 18 : 2;
  const height = top + (Math.max(...levels) + 1) * LEVEL;
  const drawn = marks.map((mark, index) => {
    const y = height - ((levels[index] ?? 0) + 0.5) * LEVEL;
    const shape = at(
      axis,
      mark.ms,
      markup`<line y1="${y + RADIUS}" y2="${height}"/><circle cy="${y}" r="${RADIUS}"/><text y="${y + 3.5}">${mark.number}</text>`,
    );
    const text = `${mark.number}: ${mark.said}`;
    if (mark.anchor === null) return markup`<g class="mark"><title>${text}</title>${shape}</g>\n`;
    return markup`<a class="mark" href="#${mark.anchor}" aria-label="${text}"><title>${text}</title>${shape}</a>\n`;
  });
  return markup`<svg class="${name} strip" viewBox="0 0 ${width} ${height}" role="group" aria-labelledby="${id}-${name}-t">
<title id="${id}-${name}-t">Key moments, numbered as in the timeline</title>
<g class="names"><text class="name" x="0" y="${left === 0 ? 12 : height - 6}">key moments</text></g>
<svg class="plot" x="${left}" y="0" width="${width - left - right}" height="${height}">
${drawn}</svg>
</svg>
`;
}

/** Marks that would lie on each other are stacked; zooming in only draws them apart. */
function levelsOf(marks: readonly MomentMark[], axis: TimeAxis): readonly number[] {
  const ends: number[] = [];
  return marks.map(({ ms }) => {
    const x = axis.x(ms);
    const free = ends.findIndex((end) => end < x - RADIUS - 1);
    const level = free === -1 ? ends.length : free;
    ends[level] = x + RADIUS;
    return level;
  });
}
