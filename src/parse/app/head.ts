import type { Level } from "../../model/index.ts";
import { lastResort } from "./detect.ts";
import type { AppLine, Head } from "./format.ts";

/** The head of a line that no format reads. */
export function plainHead(line: AppLine): Head {
  return lastResort.head(line) ?? { stamp: null, level: "none", message: line.text, error: null, data: null };
}

/** A head with the level that stands beside it, when it states none itself. */
export function levelled(head: Head, level: Level): Head {
  return head.level === "none" && level !== "none" ? { ...head, level } : head;
}
