import { cellWidth, escapeTerminal } from "../../../text/index.ts";
import { elide } from "../../elide.ts";
import { markup, type Markup } from "../markup.ts";

/** The two shapes of every picture: names beside the plot, or above it for narrow screens. */
export interface Layout {
  readonly name: "wide" | "narrow";
  readonly width: number;
  /** Room for names left of the plot; 0 when they stand above. */
  readonly left: number;
  /** Room for values right of the plot; 0 when they stand above. */
  readonly right: number;
}

/** One plot for all: times stand below each other in every picture. */
export const layouts: readonly Layout[] = [
  { name: "wide", width: 960, left: 212, right: 122 },
  { name: "narrow", width: 400, left: 0, right: 0 },
];

/** A line of a picture. */
export interface Row {
  /** Unescaped. */
  readonly label: string;
  /** What stands behind the plot, our words; empty for none. */
  readonly value: string;
  readonly height: number;
  /** A line that names those below it has no plot. */
  readonly heading: boolean;
  /** What is drawn in a plot as high as the row. */
  readonly drawn: Markup | null;
}

const LABEL_LINE = 17;
const CHARACTER = 6.7;

/** Rows, one below the other. */
export interface Stack {
  readonly height: number;
  readonly names: Markup;
  readonly plots: Markup;
  /** Top of each row's plot. */
  readonly tops: readonly number[];
}

export function stack(rows: readonly Row[], layout: Layout): Stack {
  const above = layout.left === 0;
  const names: Markup[] = [];
  const plots: Markup[] = [];
  const tops: number[] = [];
  let y = 0;
  for (const row of rows) {
    const line = above && !row.heading ? LABEL_LINE : 0;
    const baseline = above ? y + 12 : y + row.height / 2 + 4;
    names.push(nameOf(row, row.heading ? y + row.height - 6 : baseline, layout));
    tops.push(y + line);
    if (row.drawn !== null) plots.push(markup`<g transform="translate(0 ${y + line})">${row.drawn}</g>\n`);
    y += row.height + line;
  }
  return { height: y, names: markup`${names}`, plots: markup`${plots}`, tops };
}

function nameOf({ label, value, heading }: Row, y: number, { width, left, right }: Layout): Markup {
  const whole = escapeTerminal(label);
  const valueRoom = left === 0 ? value.length + 2 : 0;
  const room = Math.floor((left === 0 || heading ? width - 12 : left - 14) / CHARACTER) - valueRoom;
  const short = elide(whole, Math.max(room, 8));
  const title = cellWidth(short) === cellWidth(whole) ? null : markup`<title>${whole}</title>`;
  const said =
    value === ""
      ? null
      : markup`<text class="value" x="${left === 0 ? width : width - right + 10}" y="${y}"${left === 0 ? markup` text-anchor="end"` : null}>${value}</text>`;
  return markup`<text class="${heading ? "group" : "name"}" x="0" y="${y}">${title}${short}</text>${said}\n`;
}
