import type { Facts } from "../model/index.ts";
import type { Evidence } from "../sources/index.ts";
import type { Loaded } from "./loaded.ts";

/** A case after reconstruction, before anything is judged. */
export interface Examined {
  /** Without files that repeat others. */
  readonly evidence: Evidence;
  readonly loaded: Loaded;
  readonly facts: Facts;
}
