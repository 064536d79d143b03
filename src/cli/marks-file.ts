import { closeSync, constants, fsyncSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { escapeTerminal } from "../text/index.ts";
import { keptMarks, type Marks, type MarksPlace } from "../tui/index.ts";

/** In a case folder, where no analysis reads it. */
const NAME = "annotations.jsonl";

/** The marks of what is looked at: kept in a case folder, and nowhere when something else is given. */
export function openMarks(paths: readonly string[]): Marks {
  const [path = "", ...others] = paths;
  const isFolder = others.length === 0 && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return keptMarks(isFolder ? marksFile(join(path, NAME)) : NOWHERE);
}

const nowhere = (): never => {
  throw new Error("marks are kept in a case folder, and this is none: they are gone at the end");
};
const NOWHERE: MarksPlace = { read: nowhere, append: nowhere };

/** Of a place for marks nobody reads more: what is larger is not ours. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Marks in a file (`annotations.jsonl`), made when the first is kept, readable by its owner alone. Each text is added in
 * one write and is on the disk when that is done.
 *
 * @throws (both of its functions) in words for people, when it is no plain file or cannot be read or written
 */
function marksFile(path: string): MarksPlace {
  const failed = (what: string, error: unknown): Error =>
    new Error(
      `${escapeTerminal(path)} could not be ${what}: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  return {
    read() {
      try {
        const text = readFileSync(path);
        if (text.length > MOST_BYTES) throw new Error(`it has ${text.length} bytes`);
        return text.toString("utf8");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
        throw failed("read", error);
      }
    },
    append(text) {
      try {
        // Not through a link: a case may come from others, and what it links to is none of its business.
        const fd = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | NO_LINK, 0o600);
        try {
          writeSync(fd, text);
          fsyncSync(fd);
        } finally {
          closeSync(fd);
        }
      } catch (error) {
        throw failed("written", error);
      }
    },
  };
}

/** Windows has none. */
const NO_LINK = constants.O_NOFOLLOW ?? 0;
