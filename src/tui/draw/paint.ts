import type { StyledLine } from "../styled.ts";
import type { Palette } from "./palette.ts";

/** What must never reach a terminal from a text. Spans are escaped where they are made; this is the last door. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** One line of the screen as the terminal takes it: texts between selections of their rendering, and nothing else. */
export function paint(line: StyledLine, palette: Palette): string {
  let painted = "";
  for (const { text, style } of line) {
    if (text === "") continue;
    const shown = text.replace(CONTROLS, "\ufffd");
    const rendering = palette[style];
    painted += rendering === "" ? shown : `\u001b[${rendering}m${shown}\u001b[0m`;
  }
  return painted;
}
