import { setFlagsFromString } from "node:v8";
import { UserError } from "./exit.ts";

/** V8's own flag; no linter knows it. */
const LINEAR = "l";

/**
 * A user's regular expression that cannot freeze a run: compiled for V8's linear-time engine, which refuses
 * back-references and look-around.
 *
 * @throws {UserError} when it is no regular expression, or not one that runs in linear time
 */
export function linearRegex(pattern: string): RegExp {
  setFlagsFromString("--enable-experimental-regexp-engine");
  try {
    return new RegExp(pattern, LINEAR);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const hint = "Back-references, look-around and counts above a thousand cannot be searched in linear time.";
    throw new UserError(`--grep: ${reason}`, hint, { cause: error });
  }
}
