import type { Filter, OrderedRecords, Place, RecordDetail } from "../case.ts";

/** Formats a selection is written in. */
export const exportFormats = ["md", "csv", "jsonl"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Where a record stands, as a mark keeps it. */
type MarkedRecord = Pick<RecordDetail, "file" | "line" | "byteOffset" | "byteLength" | "time">;

/** What the screen wants done outside; data, in the order to be done. */
export type Effect =
  /** `records.filter(filter, from)`, answered by `filter-started` (or `filter-failed`) with the same id. */
  | { readonly kind: "start-filter"; readonly id: number; readonly filter: Filter; readonly from: Place }
  /** `filtering.cancel()` of this id; to be ignored when it is over or was never started. */
  | { readonly kind: "cancel-filter"; readonly id: number }
  /** Effects on marks are followed by a `changed` action. */
  | { readonly kind: "add-mark"; readonly record: MarkedRecord; readonly comment: string }
  | { readonly kind: "comment-mark"; readonly id: number; readonly text: string }
  | { readonly kind: "move-mark"; readonly id: number; readonly by: number }
  | { readonly kind: "remove-mark"; readonly id: number }
  /** `file:line` of a citation, for the clipboard; escaped. Answered by `told`. */
  | { readonly kind: "copy"; readonly text: string }
  /** The marks, or the records of the list. Answered by `told`. */
  | {
      readonly kind: "export";
      readonly format: ExportFormat;
      readonly selection: "marks" | { readonly records: OrderedRecords };
    }
  /** `$PAGER` at a physical line (from 1) of a file of the case. */
  | { readonly kind: "open-pager"; readonly file: string; readonly line: number }
  /** Draw everything again. */
  | { readonly kind: "redraw" }
  | { readonly kind: "suspend" }
  | { readonly kind: "quit" };
