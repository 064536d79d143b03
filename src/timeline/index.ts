/** The store: columns, index, order, text on demand. Implements the model's `Records`. */
export { BlockIndex } from "./block-index.ts";
export { Timeline } from "./store.ts";
