import { levelOfWord } from "./levels.ts";
import type { AppLine, Head } from "./format.ts";
import type { JsonObject } from "./json.ts";

/** The words of Python's logging. */
export const pythonLevels = "DEBUG|INFO|WARNING|ERROR|CRITICAL";

/** The head of a text line: a stamp at its beginning, then `rest`, whose groups 1 and 2 are the level and the message. */
export function textHead(line: AppLine, rest: RegExp, data?: (found: RegExpExecArray) => JsonObject): Head | null {
  const stamp = line.stamp();
  if (stamp === null) return null;
  const found = rest.exec(line.text.slice(stamp.end));
  if (found === null) return null;
  return {
    stamp,
    level: levelOfWord(found[1]) ?? "none",
    message: found[2] ?? "",
    error: null,
    data: data === undefined ? null : data(found),
  };
}
