import { PassThrough } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { type Input, Keyboard } from "./keyboard.ts";

/** A terminal's input; the command line hands in the process's own. */
export interface TerminalInput extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
  ref?(): unknown;
  unref?(): unknown;
}

/** How long the begin of a sequence waits for its end, ms: long for a terminal far away, short for who presses Esc. */
const WAIT_MS = 25;

/** A terminal's input, read by us. */
export interface TerminalReader {
  /** What Ink gets instead: nothing comes through it, and its raw mode is that of the terminal. */
  readonly ink: PassThrough & TerminalInput;
  close(): void;
}

/**
 * Reads the terminal in Ink's place: Ink knows no mouse, names no function keys, and lets a report that is split over
 * two reads reach the prompt as text. Ink still owns raw mode, so that a pager gets the terminal as it should be.
 *
 * @param take is given all that one read holds at once: keys that repeat come several at a time
 * @param ended is called when the terminal goes away without a signal
 */
export function readTerminal(
  terminal: TerminalInput,
  take: (inputs: readonly Input[]) => void,
  ended: () => void,
): TerminalReader {
  const keyboard = new Keyboard();
  const utf8 = new StringDecoder("utf8");
  let timer: ReturnType<typeof setTimeout> | undefined;
  const giveUp = (): void => take([...keyboard.giveUp()]);
  const onData = (chunk: Buffer | string): void => {
    clearTimeout(timer);
    const inputs = [...keyboard.push(typeof chunk === "string" ? chunk : utf8.write(chunk))];
    if (inputs.length > 0) take(inputs);
    if (keyboard.waiting) timer = setTimeout(giveUp, WAIT_MS);
  };
  const ink = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (raw: boolean): void => {
      terminal.setRawMode?.(raw);
      // While a pager has the terminal, what is typed is the pager's.
      if (raw) terminal.resume();
      else terminal.pause();
    },
    ref: (): unknown => terminal.ref?.(),
    unref: (): unknown => terminal.unref?.(),
  });
  terminal.on("data", onData);
  terminal.on("end", ended);
  terminal.on("error", ended);
  return {
    ink,
    close() {
      clearTimeout(timer);
      terminal.off("data", onData);
      terminal.off("end", ended);
      terminal.off("error", ended);
      terminal.pause();
      ink.end();
    },
  };
}
