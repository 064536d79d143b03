import { symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle, symbolX, type SymbolType } from "d3-shape";
import { markup, type Markup } from "../markup.ts";

/** Signs that differ in shape, so that none depends on a colour. */
export type Sign =
  | "crash"
  | "starting"
  | "recovering"
  | "stopping"
  | "read-only"
  | "refused"
  | "lost"
  | "other"
  | "well";

const shapes: Readonly<Record<Sign, readonly [type: SymbolType, area: number, turned: boolean]>> = {
  crash: [symbolX, 150, false],
  starting: [symbolTriangle, 36, false],
  recovering: [symbolTriangle, 36, false],
  stopping: [symbolTriangle, 36, true],
  "read-only": [symbolSquare, 42, false],
  refused: [symbolCircle, 38, false],
  lost: [symbolX, 60, false],
  other: [symbolTriangle, 34, false],
  well: [symbolDiamond, 44, false],
};

/** A sign around x = 0. */
export function signMarkup(sign: Sign, y: number, title: string | null = null): Markup {
  const [type, area, turned] = shapes[sign];
  const path = symbol(type, area).digits(1)() ?? "";
  const inside = title === null ? null : markup`<title>${title}</title>`;
  return markup`<path class="sign ${sign}" d="${path}" transform="translate(0 ${y})${turned ? " rotate(180)" : ""}">${inside}</path>`;
}
