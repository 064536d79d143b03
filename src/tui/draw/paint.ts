import { plainAscii } from "../../report/index.ts";
import type { StyledLine } from "../styled.ts";
import type { Palette } from "./palette.ts";
import { sureCells } from "./sure-cells.ts";

/** What must never reach a terminal from a text. Spans are escaped where they are made; this is the last door. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/**
 * One line of the screen as the terminal takes it: texts between selections of their rendering, and nothing else.
 *
 * @param ascii whether the terminal, or its font, knows nothing but ASCII
 */
export function paint(line: StyledLine, palette: Palette, ascii: boolean): string {
  let painted = "";
  for (const { text, style } of line) {
    if (text === "") continue;
    const safe = text.replace(CONTROLS, "\ufffd");
    const shown = ascii ? plainAscii(safe) : sureCells(safe);
    const rendering = palette[style];
    painted += rendering === "" ? shown : `\u001b[${rendering}m${shown}\u001b[0m`;
  }
  return painted;
}
