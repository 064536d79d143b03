/** The store: segments of rows, index, order, text on demand. Implements the model's `Records`. */
export { BlockIndex } from "./block-index.ts";
export { type Page, PageStore } from "./page-store.ts";
export type { SegmentFacts } from "./segment.ts";
export { SegmentWriter } from "./segment-writer.ts";
export { Timeline } from "./store.ts";
