import { linearRegex, NotLinearError } from "../text/index.ts";
import { UserError } from "./exit.ts";

/**
 * The regular expression of an option.
 *
 * @throws {UserError} when it is no regular expression, or not one that runs in linear time
 */
export function regexOption(option: string, pattern: string): RegExp {
  try {
    return linearRegex(pattern);
  } catch (error) {
    if (!(error instanceof NotLinearError)) throw error;
    throw new UserError(`${option}: ${error.message}`, error.hint, { cause: error });
  }
}
