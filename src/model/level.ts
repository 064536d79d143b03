/** Levels of every format, normalised. The number is the column value; 0 means the line stated none. */
export const levels = ["none", "debug", "info", "notice", "warning", "error", "fatal", "panic"] as const;

/** A normalised level. PostgreSQL's `LOG` is `info`: it is the level of ordinary operation, whatever its rank in the server. */
export type Level = (typeof levels)[number];

/** Column values of {@link levels}. */
export const LevelCode = { none: 0, debug: 1, info: 2, notice: 3, warning: 4, error: 5, fatal: 6, panic: 7 } as const;

/**
 * What a row is to its message: the message itself, or one of the secondary lines PostgreSQL writes after it
 * with the same prefix and pid.
 */
export const parts = ["message", "detail", "hint", "query", "context", "location", "backtrace", "statement"] as const;
export type Part = (typeof parts)[number];
export const PartCode = {
  message: 0,
  detail: 1,
  hint: 2,
  query: 3,
  context: 4,
  location: 5,
  backtrace: 6,
  statement: 7,
} as const;
