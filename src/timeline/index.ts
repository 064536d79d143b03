/** The store: columns, index, order, text on demand. Implements the model's `Records`. */
export { displayBytes } from "./display-bytes.ts";
export { BlockIndex } from "./block-index.ts";
export { type Decode, Timeline } from "./store.ts";
