import type { KeyEvent } from "../keys.ts";
import { keyOfSequence } from "./key-sequences.ts";
import { mouseEvent, type MouseEvent } from "./mouse.ts";

/** What a person did at the terminal. */
export type Input =
  | { readonly kind: "key"; readonly key: KeyEvent }
  | { readonly kind: "paste"; readonly text: string }
  | MouseEvent;

/** Brackets what is pasted, so that a text is not taken for keys. */
export const PASTE_ON = "\u001b[?2004h";
export const PASTE_OFF = "\u001b[?2004l";
const PASTE_BEGIN = "\u001b[200~";
const PASTE_END = "\u001b[201~";
/** More is no text for a prompt. */
const LONGEST_PASTE = 64 * 1024;

const OLD_MOUSE_REPORT = /^\u001b\[M[\s\S]{3}/;
const SEQUENCE = /^\u001b(?:\[\[[A-E]|\[[2-8]\$|\[[0-?]*[ -/]*[@-Z\\-~]|O[\d;]*[@-~])/;
const BEGUN = /^\u001b(?:\[\[?|\[[0-?]*[ -/]*|\[M[\s\S]{0,2}|O[\d;]*)?$/;
const TEXT = /^[^\u0000-\u001f\u007f]+/;

/** Turns what a terminal sends into keys, pastes and turns of the wheel, however it is cut into reads. */
export class Keyboard {
  private held = "";

  /** Whether the begin of a sequence waits for its end: a lone Esc is one too. */
  get waiting(): boolean {
    return this.held !== "" && !this.held.startsWith(PASTE_BEGIN);
  }

  *push(text: string): Iterable<Input> {
    this.held += text;
    while (this.held !== "") {
      const length = this.nextLength();
      if (length === 0) return;
      const taken = this.held.slice(0, length);
      this.held = this.held.slice(length);
      const input = meaning(taken);
      if (input !== null) yield input;
    }
  }

  /** Nothing follows: what looked like the begin of a sequence was Esc, or Alt with a key. */
  *giveUp(): Iterable<Input> {
    const held = this.held;
    this.held = "";
    if (held === "\u001b") yield named("escape");
    else if (held === "\u001b[" || held === "\u001bO")
      yield { kind: "key", key: { ...typed(held.slice(1)), meta: true } };
  }

  /** How much of what is held means one thing; 0 while that is not known. */
  private nextLength(): number {
    const { held } = this;
    if (held.startsWith(PASTE_BEGIN)) {
      const end = held.indexOf(PASTE_END);
      if (end !== -1) return end + PASTE_END.length;
      return held.length > LONGEST_PASTE ? held.length : 0;
    }
    if (!held.startsWith("\u001b")) return TEXT.exec(held)?.[0].length ?? 1;
    const whole = OLD_MOUSE_REPORT.exec(held) ?? (held.startsWith("\u001b[M") ? null : SEQUENCE.exec(held));
    if (whole !== null) return whole[0].length;
    if (BEGUN.test(held)) return 0;
    // Esc and Esc again are two keys; Esc and a character are that character with Alt.
    return held[1] === "\u001b" ? 1 : 1 + String.fromCodePoint(held.codePointAt(1) ?? 0).length;
  }
}

function meaning(taken: string): Input | null {
  if (taken.startsWith(PASTE_BEGIN))
    return { kind: "paste", text: taken.slice(PASTE_BEGIN.length).replace(PASTE_END, "") };
  if (taken === "\u001b") return named("escape");
  if (!taken.startsWith("\u001b")) return { kind: "key", key: typed(taken) };
  if (OLD_MOUSE_REPORT.test(taken)) return null;
  if (taken.startsWith("\u001b[<")) return mouseEvent(taken);
  if (SEQUENCE.test(taken)) {
    const key = keyOfSequence(taken);
    return key === null ? null : { kind: "key", key };
  }
  return { kind: "key", key: { ...typed(taken.slice(1)), meta: true } };
}

function named(name: string): Input {
  return { kind: "key", key: { input: "", ctrl: false, shift: false, meta: false, name } };
}

/** Characters, or one control character. */
function typed(text: string): KeyEvent {
  const plain = { input: "", ctrl: false, shift: false, meta: false, name: null };
  const code = text.length === 1 ? text.charCodeAt(0) : 0x20;
  if (code === 0x0d || code === 0x0a) return { ...plain, name: "enter" };
  if (code === 0x09) return { ...plain, name: "tab" };
  if (code === 0x7f || code === 0x08) return { ...plain, name: "backspace" };
  if (code === 0) return { ...plain, name: "space", ctrl: true };
  if (code <= 0x1a) return { ...plain, input: String.fromCharCode(code + 0x60), ctrl: true };
  if (code < 0x20) return { ...plain, input: String.fromCharCode(code + 0x40), ctrl: true };
  return { ...plain, input: text };
}
