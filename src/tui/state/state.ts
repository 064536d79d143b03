import type { Row } from "../../model/index.ts";
import type { Filter, Filtering, OrderedRecords, Place } from "../case.ts";
import type { Keys } from "../keys.ts";
import type { ExportFormat } from "./effect.ts";

/** A stretch of time, µs; `startUs < endUs`. */
export interface Range {
  readonly startUs: number;
  readonly endUs: number;
}

/** How times are written: UTC, in the person's zone, or from the failover of the leading incident. */
export type Clock = "utc" | "local" | "relative";

/** A filter that was asked for. Its `filtering` is null until the answer to the effect comes. */
export interface Query {
  readonly id: number;
  readonly filter: Filter;
  readonly filtering: Filtering | null;
  /** Why it cannot be answered. */
  readonly failed: string | null;
}

/** A line of text being typed. */
export interface Prompt {
  readonly kind: "go-to" | "search" | "filter-text" | "comment" | "export";
  readonly text: string;
  /** What the text would let through; counts before it is applied. */
  readonly draft: Query | null;
  /** Why the text cannot be followed. */
  readonly trouble: string | null;
  /** The mark being commented on; null for the record under the cursor, which has none yet. */
  readonly mark: number | null;
  readonly format: ExportFormat;
  readonly selection: "marks" | "list";
  /** How far back in the texts used before. */
  readonly past: number;
}

/** A jump that waits for a query: the search, or records of a level at least. */
export interface Seek {
  readonly of: "search" | number;
  readonly direction: 1 | -1;
  /** The record under the cursor counts too. */
  readonly here: boolean;
}

/** What the screen is in. Everything drawn is derived from it and from the case. */
export interface State {
  /** Cells of the frame. */
  readonly columns: number;
  readonly rows: number;
  readonly axis: Range;
  /** The lane cursor, µs. */
  readonly cursorUs: number;
  /** The list cursor, in the list shown; its record; the first place on the screen. */
  readonly place: Place;
  readonly row: Row | null;
  readonly top: Place;
  /** Index into the lanes, -1 for none, and the first on the screen. */
  readonly lane: number;
  readonly laneTop: number;
  readonly focus: "list" | "panel";
  readonly panel: "verdict" | "marks" | null;
  /** The person chose whether there is a panel; else the width decides. */
  readonly panelChosen: boolean;
  /** Index into the verdict's items, and how often Enter was pressed on it. */
  readonly item: number;
  readonly cited: number;
  /** Index into the marks. */
  readonly mark: number;
  /** The record as written: first line shown, and which joined record is chosen (-1: none). */
  readonly detail: { readonly scroll: number; readonly joined: number } | null;
  readonly help: { readonly scroll: number } | null;
  readonly clock: Clock;
  /** What the list lets through, and its records; null for all. */
  readonly filter: Filter;
  readonly view: OrderedRecords | null;
  /** The filter asked for that is not there yet. */
  readonly pending: Query | null;
  readonly search: Query | null;
  /** Records of a level at least, kept for the jumps to errors and warnings. */
  readonly hunts: readonly Query[];
  readonly seek: Seek | null;
  /** The finding jumped to last, and where that was. */
  readonly reached: { readonly number: number; readonly cursorUs: number; readonly row: Row | null } | null;
  readonly prompt: Prompt | null;
  /** Texts searched for and filtered by, latest first. */
  readonly past: readonly string[];
  readonly told: { readonly text: string; readonly bad: boolean } | null;
  readonly nextId: number;
  /** Which key does what. */
  readonly keys: Keys;
}

/** Lets everything through. */
export const noFilter: Filter = { streams: null, level: null, signature: null, text: null };

/** Whether a filter lets everything through. */
export function isOpen({ streams, level, signature, text }: Filter): boolean {
  return streams === null && level === null && signature === null && (text === null || text === "");
}
