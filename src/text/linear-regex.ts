import { setFlagsFromString } from "node:v8";

/** V8's own flag; no linter knows it. */
const LINEAR = "l";

/** A pattern that is no regular expression, or not one that can be searched in linear time. */
export class NotLinearError extends Error {
  readonly hint = "Back-references, look-ahead and counts in the hundreds cannot be searched in linear time.";
}

/**
 * A user's regular expression that cannot freeze a run: compiled for V8's linear-time engine, which refuses
 * back-references and look-around.
 *
 * @throws {NotLinearError} when it is no regular expression, or not one that runs in linear time
 */
export function linearRegex(pattern: string): RegExp {
  setFlagsFromString("--enable-experimental-regexp-engine");
  try {
    return new RegExp(pattern, LINEAR);
  } catch (error) {
    throw new NotLinearError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
