import type { KeyEvent } from "../keys.ts";

/** Final letters of `ESC [ … letter` and `ESC O letter`. */
const LETTERS: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
  M: "enter", // of a keypad, after ESC O
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4",
  Z: "tab",
  a: "up", // rxvt: with shift after ESC [, with control after ESC O
  b: "down",
  c: "right",
  d: "left",
};

/** Numbers of `ESC [ number ~`, from 0; a dash where there is no key. */
const NUMBERS =
  "- home insert delete end pageup pagedown home end - - f1 f2 f3 f4 f5 - f6 f7 f8 f9 f10 - f11 f12".split(" ");

/** Keys F1 to F5 of the Linux console, `ESC [ [ letter`. */
const CONSOLE: Readonly<Record<string, string>> = { A: "f1", B: "f2", C: "f3", D: "f4", E: "f5" };

/** A key that is a control sequence; null for one that is none we know (a terminal's answer, a report of focus). */
export function keyOfSequence(sequence: string): KeyEvent | null {
  const console = /^\u001b\[\[([A-E])$/.exec(sequence)?.[1];
  if (console !== undefined) return key(CONSOLE[console], 0);
  const [, number = "", modifiers = "1", final = ""] =
    /^\u001b[[O](?:(\d{1,2}))?(?:;(\d{1,3}))?([A-Za-z~^$])$/.exec(sequence) ?? [];
  if (final === "") return null;
  if (/[A-Za-z]/.test(final)) {
    // ESC [ 12 ; 34 R tells where the cursor is.
    if (number !== "" && number !== "1") return null;
    const small = /[a-d]/.test(final) ? (sequence[1] === "O" ? 4 : 1) : 0;
    return key(LETTERS[final], (Number(modifiers) - 1) | small | (final === "Z" ? 1 : 0));
  }
  const rxvt = final === "^" ? 4 : final === "$" ? 1 : 0;
  return key(NUMBERS[Number(number)], (Number(modifiers) - 1) | rxvt);
}

/** @param modifiers 1 shift, 2 alt, 4 control, as xterm counts them, less one */
function key(name: string | undefined, modifiers: number): KeyEvent | null {
  if (name === undefined || name === "-") return null;
  return { input: "", name, shift: (modifiers & 1) !== 0, meta: (modifiers & 2) !== 0, ctrl: (modifiers & 4) !== 0 };
}
