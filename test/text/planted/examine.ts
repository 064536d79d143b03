import { redact } from "../../../src/text/index.ts";
import type { Entry } from "./corpus.ts";
import { leakIn } from "./random.ts";

/** What came of redacting planted entries. */
export interface Result {
  entries: number;
  lines: number;
  /** Texts given to `redact`, the cut ones too, and their UTF-16 units. */
  texts: number;
  units: number;
  /** Words that must stay, and how many did. */
  readable: number;
  read: number;
  readonly leaks: { readonly text: string; readonly shown: string; readonly leak: string }[];
  /** Words that did not stay, with where. */
  readonly unread: Map<string, string>;
}

export const nothingYet = (): Result => ({
  entries: 0,
  lines: 0,
  texts: 0,
  units: 0,
  readable: 0,
  read: 0,
  leaks: [],
  unread: new Map(),
});

/** Redacts an entry, and with `everyCut` each of its beginnings that holds a part of a secret. */
export function examine(entry: Entry, everyCut: boolean, result: Result): void {
  const { text, secrets, readable } = entry;
  result.entries++;
  result.lines += text.split("\n").length;
  const shown = look(text, secrets, result);
  for (const word of readable) {
    result.readable++;
    if (shown.toLowerCase().includes(word.toLowerCase())) result.read++;
    else result.unread.set(word, `${text}\n  => ${shown}`);
  }
  if (!everyCut) return;
  for (let end = entry.firstCut; end < text.length; end++) look(text.slice(0, end), secrets, result);
}

function look(text: string, secrets: readonly string[], result: Result): string {
  const shown = redact(text);
  result.texts++;
  result.units += text.length;
  const leak = leakIn(shown, secrets);
  if (leak !== null) result.leaks.push({ text, shown, leak });
  return shown;
}
