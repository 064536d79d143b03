import type { Documents } from "./documents.ts";
import type { Hide } from "./secrets.ts";

/** Where a report goes: looked up before anything is read or sent. */
export interface Destination {
  /** `issue o/r#12 "Checkout is down"`: foreign text, of one line. */
  readonly recipient: string;
  /** Who will be able to read it, in words. */
  readonly visibility: string;
  /** Whether that is people outside of the organisation, or may be. */
  readonly open: boolean;
  readonly hide: Hide;
  /** Looks up what is there of an earlier run. */
  plan(documents: Documents): Promise<Plan>;
}

/** What would be done, in this order. */
export interface Plan {
  readonly changes: readonly Change[];
  /**
   * Does it. `say` receives a line for each thing that is done.
   *
   * @throws {ServiceError} when nothing at all could be delivered
   */
  deliver(say: (line: string) => void): Promise<Delivery>;
}

export interface Change {
  readonly action: "create" | "update" | "keep" | "upload";
  readonly what: string;
  readonly size: number;
  readonly unit: "characters" | "bytes";
  /** Of the service, in the same unit; null when it tells none. */
  readonly limit: number | null;
  /** Exactly what is sent; null for files, and for what is there already. */
  readonly payload: string | null;
}

/** What came of it. */
export interface Delivery {
  /** Where it can be read. */
  readonly url: string | null;
  /** What was not delivered, and why. */
  readonly failed: readonly { readonly what: string; readonly why: string }[];
}
