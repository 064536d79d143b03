import type { Level } from "../model/index.ts";
import type { EventSource } from "./event.ts";

/** A built-in signature, as rules may refer to it. */
export interface KnownSignature {
  readonly id: string;
  readonly title: string;
  readonly source: EventSource;
  /** Kept by every scan; ordinary operation is not. */
  readonly always: boolean;
}

/** What the program knows of its own accord; given by whoever has the signatures. */
export interface Known {
  readonly signatures: readonly KnownSignature[];
  /** The built-in signature that a text carries, for examples that show a line. */
  readonly recognise: (line: {
    readonly source: EventSource;
    readonly text: string;
    readonly level: Level;
    readonly sqlstate: string | null;
  }) => string | null;
}
