import { PASTE_OFF, PASTE_ON } from "./keyboard.ts";
import { MOUSE_OFF, MOUSE_ON } from "./mouse.ts";

/** Where the screen is drawn; the command line hands in the process's own. */
export interface TerminalOutput extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** A character that the terminal takes for wider than we do must not push the next line down. */
const WRAP_OFF = "\u001b[?7l";
const WRAP_ON = "\u001b[?7h";
const HOME_AND_ERASE = "\u001b[H\u001b[2J";

/** The modes that are ours: Ink keeps the alternate screen, the cursor and raw mode. */
export interface Modes {
  /** Switches on what the screen needs; again after somebody else had the terminal. */
  enter(): void;
  /** Leaves nothing on the screen, for a frame that is drawn whole. */
  erase(): void;
  /** Takes all of it back; a second call does nothing. */
  leave(): void;
}

/** @param mouse whether the terminal is asked for the mouse, which takes its own selection of text away */
export function terminalModes(output: TerminalOutput, mouse: boolean): Modes {
  let entered = false;
  return {
    enter() {
      entered = true;
      output.write(WRAP_OFF + PASTE_ON + (mouse ? MOUSE_ON : ""));
    },
    erase() {
      output.write(HOME_AND_ERASE);
    },
    leave() {
      if (!entered) return;
      entered = false;
      output.write((mouse ? MOUSE_OFF : "") + PASTE_OFF + WRAP_ON);
    },
  };
}
