import type { Level } from "../../model/index.ts";
import type { JsonObject } from "./json.ts";
import type { Stamp } from "./stamp.ts";

/** One line of payload, unwrapped and without colours. What several formats ask for is worked out once. */
export interface AppLine {
  readonly text: string;
  /** The line as a JSON object, repaired when its end is missing; null when it is none. */
  json(): JsonObject | null;
  /** The stamp the line begins with, behind `[` as well; null when it begins with none. */
  stamp(): Stamp | null;
}

/** What the first line of a record says. */
export interface Head {
  readonly stamp: Stamp | null;
  /** `none` when the line states none. */
  readonly level: Level;
  readonly message: string;
  /** Text of the error, when the line has a place of its own for it. */
  readonly error: string | null;
  /** The line's own fields, from which SQLSTATE, pid and ports are taken; null for plain text. */
  readonly data: JsonObject | null;
}

/** A line of a format and what it must be read as. */
interface FormatSample {
  readonly line: string;
  /** As written, `Z` standing for "no zone" too; null when the line carries no time. */
  readonly time: string | null;
  readonly level: Level;
  readonly message: string;
}

/**
 * A format of application logs: one file each, its samples inside. A generic test reads every format's samples with
 * every format; among those that match, the first of the registry must be the sample's own.
 */
export interface AppFormat {
  /** Same as the file name. */
  readonly id: string;
  readonly title: string;
  /** Where the layout comes from. */
  readonly references: readonly string[];
  /**
   * What lines without a head do after a record of this format: nothing joins (a record is one line), all of them
   * join until the next head, or only those that look like a continuation.
   */
  readonly joins: "nothing" | "until-head" | "by-pattern";
  /** Reads a record's first line; null for any other line. Must be linear in the line's length. */
  readonly head: (line: AppLine) => Head | null;
  readonly samples: {
    readonly matches: readonly FormatSample[];
    /** Near misses. */
    readonly ignores: readonly { readonly line: string; readonly why: string }[];
  };
}

/** What a wrapper adds around a line of payload. */
export interface Unwrapped {
  readonly text: string;
  readonly stamp: Stamp | null;
  /** The stream the line belongs to (`pod/container`), null when the wrapper names none. */
  readonly key: string | null;
  /** Output channel inside the stream (`stdout`, `stderr`): lines of different channels never join. */
  readonly channel: string;
  /** The line goes on in the next one of the same stream and channel. */
  readonly partial: boolean;
  /** The level that a column beside the payload states; taken when the payload states none. */
  readonly level?: Level;
}

/** A container or host wrapper: one file each, like {@link AppFormat}. */
export interface AppWrapper {
  readonly id: string;
  readonly title: string;
  readonly references: readonly string[];
  readonly unwrap: (line: AppLine) => Unwrapped | null;
  readonly samples: {
    readonly matches: readonly { readonly line: string; readonly text: string; readonly time: string | null }[];
    readonly ignores: readonly { readonly line: string; readonly why: string }[];
  };
}
