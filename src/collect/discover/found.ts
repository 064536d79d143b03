import type { AcquisitionEntry } from "../case-store.ts";
import type { Target } from "../context.ts";

/** What `--cluster` meant, and what its user should be told about it. Texts hold names from AWS: escape before showing. */
export interface Found {
  readonly found: true;
  readonly target: Target;
  /** Sentences without a full stop: `aurora-2 is a reader of cluster orders-prod; collecting the whole cluster`. */
  readonly notes: readonly string[];
  /** What could not be read of it; for the ledger. */
  readonly entries: readonly AcquisitionEntry[];
}

/** Why there is nothing to collect. Texts hold what was given and names and words from AWS: escape before showing. */
export interface NotFound {
  readonly found: false;
  readonly why:
    | "not-a-name" // the text can name nothing
    | "unknown" // nothing has that name here
    | "elsewhere" // in another region or account than the one that is asked
    | "engine" // it is there, and no PostgreSQL
    | "not-readable"; // AWS does not let us look, or cannot be asked
  /** One sentence without a full stop. */
  readonly message: string;
  /** What to do, each a sentence without a full stop; the likeliest first. */
  readonly hints: readonly string[];
  /** Names that are there and similar, the nearest first; at most five. */
  readonly nearest: readonly string[];
  readonly region: string;
}

export type Discovery = Found | NotFound;
