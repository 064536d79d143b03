import { markup, type Markup } from "../markup.ts";
import { layouts, stack, type Layout, type Row, type Stack } from "./rows.ts";

/** A picture of rows in words, for who does not see it. */
export interface Picture {
  /** Part of its anchor. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  rows(plotWidth: number): readonly Row[];
  /** What lies below the rows and above them: ticks, bands. */
  behind(plotWidth: number, stack: Stack): Markup;
  before(plotWidth: number, stack: Stack): Markup;
  /** Left of the axis. */
  readonly unit: string;
}

const AXIS = 20;

/**
 * The same picture for wide and for narrow screens; the style shows one of them.
 *
 * @param of tells it from the pictures of other incidents
 */
export function pictureMarkup(picture: Picture, of: number): Markup {
  return markup`${layouts.map((layout) => shaped(picture, layout, of))}`;
}

function shaped(picture: Picture, layout: Layout, of: number): Markup {
  const { width, left, right } = layout;
  const plotWidth = width - left - right;
  const rows = stack(picture.rows(plotWidth), layout);
  const id = `c-${picture.id}-${of}-${layout.name}`;
  const height = rows.height + AXIS;
  const unit =
    layout.left === 0 ? null : markup`<text class="unit" x="0" y="${rows.height + 13}">${picture.unit}</text>`;
  return markup`<svg class="${layout.name}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-t" aria-describedby="${id}-d">
<title id="${id}-t">${picture.title}</title><desc id="${id}-d">${picture.description}</desc>
<svg class="plot" x="${left}" y="0" width="${plotWidth}" height="${height}">
${picture.behind(plotWidth, rows)}
${rows.plots}${picture.before(plotWidth, rows)}</svg>
<g class="names">${rows.names}</g>${unit}
</svg>
`;
}
