import type { Command } from "../key-table.ts";
import type { Filtering } from "../case.ts";

/** Something that happened to the screen; the state changes by nothing else. */
export type Action =
  /** Size of the frame in cells: `rows` is one less than the terminal's. */
  | { readonly kind: "resize"; readonly columns: number; readonly rows: number }
  /** There is more to see than before: order, matches, marks (`CaseRecords.onChange`, after an effect on marks). */
  | { readonly kind: "changed" }
  /** The answer to a `start-filter` effect. */
  | { readonly kind: "filter-started"; readonly id: number; readonly filtering: Filtering }
  | { readonly kind: "filter-failed"; readonly id: number; readonly reason: string }
  | { readonly kind: "command"; readonly command: Command }
  /** Text for the open prompt, typed or pasted; hostile until drawn. */
  | { readonly kind: "type"; readonly text: string }
  | { readonly kind: "erase"; readonly what: "character" | "word" | "all" }
  /** Moves through what the prompt offers (formats of an export, texts used before). */
  | { readonly kind: "choose"; readonly by: 1 | -1 }
  | { readonly kind: "submit" }
  | { readonly kind: "cancel" }
  /** How an effect went, for the status line: "copied", "3 records in selection.md". */
  | { readonly kind: "told"; readonly text: string; readonly bad: boolean }
  /** A click on a cell of the frame, both from 0. */
  | { readonly kind: "click"; readonly column: number; readonly row: number }
  /** Lines that the wheel moved, down positive. */
  | { readonly kind: "wheel"; readonly by: number };
