import type { Source } from "./record.ts";

/**
 * What a document beside the logs states (points of a metric, a snapshot of the API, a CloudTrail call, a sentence of
 * `case.yaml`), ready to be cited. An operator's statement never counts above a log line or an event (CLASSIFY §7).
 */
export interface Exhibit {
  readonly kind: "metric" | "api" | "operator";
  /** µs; NaN when the document states none. */
  readonly us: number;
  readonly instance: string | null;
  /** What it states, one line, values with units. Raw: redacted and escaped where it is printed. */
  readonly text: string;
  /** `line` and bytes of the value inside the document; `pointer` is its JSON pointer. */
  readonly source: Source & { readonly pointer: string };
}
