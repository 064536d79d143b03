/** The store: segments of rows, index, order, text on demand. Implements the model's `Records`. */
export { BlockIndex, type Piece } from "./block-index.ts";
export { displayBytes } from "./display-bytes.ts";
export type { FileRows } from "./file-rows.ts";
export { Histogram, type HistogramData, secondsOf, levelOfKey, LEVELS } from "./histogram.ts";
export { fitTogether } from "./names.ts";
export { type Page, PAGE_BYTES, PageStore } from "./page-store.ts";
export { ROW_BYTES } from "./row-layout.ts";
export type { SegmentFacts } from "./segment.ts";
export { SegmentWriter } from "./segment-writer.ts";
export { Timeline } from "./store.ts";
