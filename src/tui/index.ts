import type { ViewCase } from "./case.ts";
import type { OpenScreen, ScreenOptions } from "./draw/open.ts";

/** The screen of a case: what it knows, how it looks, and the terminal around it. */
export type { Mark, Marks, ViewCase } from "./case.ts";
export type { OpenScreen, ScreenOptions } from "./draw/open.ts";
export type { Outside } from "./draw/effects.ts";
export type { Background } from "./draw/palette.ts";
export { defaultKeys, type Keys, rebind } from "./keys.ts";
export { keptMarks, type MarksPlace } from "./marks/index.ts";
export { openRecords } from "./records/index.ts";
export { plainScreen } from "./plain.ts";
export type { Host } from "./terminal/endings.ts";

/** Opens the screen; Ink and React are loaded only then. */
export async function openScreen(viewCase: ViewCase, options: ScreenOptions): Promise<OpenScreen> {
  const { openInk } = await import("./draw/open.ts");
  return openInk(viewCase, options);
}
