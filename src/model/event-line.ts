import type { Instant } from "./report.ts";
import type { TimeBasis } from "./time.ts";
import type { Precision } from "./time.ts";

/**
 * A record as `postmortem events` has it (`schema/event-line-1.schema.json`). Its texts are redacted by who makes it, and
 * are not escaped for any medium.
 */
export interface EventLine {
  readonly time: Instant | null;
  readonly precision: Precision;
  readonly timeBasis: TimeBasis | "none";
  /** One of `levels`; `none` when the line states none. */
  readonly level: string;
  readonly message: string;
  /** What goes with the message: DETAIL, HINT and the like of a server, the error of a client. */
  readonly error: string | null;
  readonly sqlstate: string | null;
  readonly pid: number | null;
  readonly instance: string | null;
  readonly client: string | null;
  /** From the outermost wrapper to the payload. */
  readonly format: readonly string[];
  readonly source: {
    readonly file: string;
    /** Physical line, from 1. */
    readonly line: number;
    readonly byteOffset: number;
    readonly byteLength: number;
  };
}
