import type { NeedleAutomaton } from "../model/index.ts";

/**
 * Finds all literals of all groups in one pass over a text, because most records of an application carry none of them.
 * Literals are ASCII and compared with case.
 *
 * @throws {RangeError} for more than 31 groups or an empty literal (a bug in the registry)
 */
export function makeNeedles(groups: readonly (readonly string[])[]): NeedleAutomaton {
  if (groups.length > 31) throw new RangeError("more groups than bits");
  const literals = groups.flatMap((group, bit) => group.map((literal) => ({ literal, bit })));
  const classOf = new Uint8Array(256); // 0: in no literal
  let classes = 1;
  for (const { literal } of literals) {
    if (literal === "") throw new RangeError("an empty literal occurs everywhere");
    for (const char of literal) if (classOf[code(char)] === 0) classOf[code(char)] = classes++;
  }

  const states = 1 + literals.reduce((sum, { literal }) => sum + literal.length, 0);
  const next = new Uint16Array(states * classes);
  const found = new Int32Array(states);
  let used = 1;
  for (const { literal, bit } of literals) {
    let state = 0;
    for (const char of literal) {
      const edge = state * classes + (classOf[code(char)] ?? 0);
      if (next[edge] === 0) next[edge] = used++;
      state = next[edge] ?? 0;
    }
    found[state] = (found[state] ?? 0) | (1 << bit);
  }
  complete(next, found, classes, used);
  const texts = literals.map(({ literal }) => literal);
  return { texts, classOf, classes, next: next.slice(0, used * classes), found: found.slice(0, used) };
}

/** Which groups of literals occur in a text: bit `i` for group `i`. */
export function needlesIn({ classOf, classes, next, found }: NeedleAutomaton, text: string): number {
  let state = 0;
  let bits = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    state = next[state * classes + (char < 128 ? (classOf[char] ?? 0) : 0)] ?? 0;
    bits |= found[state] ?? 0;
  }
  return bits;
}

/** Gives every state an edge for every class: where nothing continues, from its longest proper suffix. */
function complete(next: Uint16Array, found: Int32Array, classes: number, used: number): void {
  const suffix = new Uint16Array(used);
  const queue: number[] = [...next.subarray(0, classes)].filter((state) => state !== 0);
  for (let i = 0; i < queue.length; i++) {
    const state = queue[i] ?? 0;
    const fallback = suffix[state] ?? 0;
    found[state] = (found[state] ?? 0) | (found[fallback] ?? 0);
    for (let c = 1; c < classes; c++) {
      const to = next[state * classes + c] ?? 0;
      const back = next[fallback * classes + c] ?? 0;
      if (to === 0) next[state * classes + c] = back;
      else {
        suffix[to] = back;
        queue.push(to);
      }
    }
  }
}

function code(char: string): number {
  const value = char.charCodeAt(0);
  if (value > 127) throw new RangeError(`not ASCII: ${char}`);
  return value;
}
