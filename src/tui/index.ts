import type { ViewCase } from "./case.ts";
import type { OpenScreen, ScreenOptions } from "./draw/open.ts";

/** The screen of a case: what it knows, how it looks, and the terminal around it. */
export type * from "./case.ts";
export type { OpenScreen, ScreenOptions } from "./draw/open.ts";
export type { Outside } from "./draw/effects.ts";
export type { Background } from "./draw/palette.ts";
export { defaultKeys, type Keys, rebind } from "./keys.ts";

/** Opens the screen; Ink and React are loaded only then. */
export async function openScreen(viewCase: ViewCase, options: ScreenOptions): Promise<OpenScreen> {
  const { openInk } = await import("./draw/open.ts");
  return openInk(viewCase, options);
}
