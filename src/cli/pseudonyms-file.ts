import { randomBytes } from "node:crypto";
import { closeSync, constants, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Pseudonym } from "../model/index.ts";
import { escapeTerminal } from "../text/index.ts";

/** In a case folder, where no analysis reads it. */
const NAME = "pseudonyms.json";

/** Windows has none. */
const NO_LINK = constants.O_NOFOLLOW ?? 0;

/**
 * Writes what the pseudonyms of a report stand for into the case folder, for its owner alone (0600), as a whole file in
 * place of an earlier one; never through a symbolic link. Nothing when there are none. A folder without a manifest is
 * somebody's own, and nothing is put into it unasked.
 *
 * @param file where to write it instead, whatever was analyzed
 * @returns why it could not be written, in words for people; null when it is there or not needed
 */
export function writePseudonyms(
  paths: readonly string[],
  key: readonly Pseudonym[],
  file: string | null = null,
): string | null {
  if (file === null && key.length === 0) return null;
  const path = file ?? keyPlace(paths);
  if (path === null) return null;
  // A rename puts the file in place of a link, not of what it leads to; the name of the part nobody can lay in wait.
  const part = `${path}.${randomBytes(6).toString("hex")}.part`;
  try {
    writeNew(part, `${JSON.stringify(key, null, 2)}\n`);
    renameSync(part, path);
    return null;
  } catch (error) {
    rmSync(part, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    return escapeTerminal(`what the pseudonyms stand for could not be kept in ${path}: ${reason}`);
  }
}

/** In the one case folder that was named; null when it is none. */
function keyPlace([folder = "", ...others]: readonly string[]): string | null {
  const isCase =
    others.length === 0 && statSync(join(folder, "manifest.json"), { throwIfNoEntry: false })?.isFile() === true;
  return isCase ? join(folder, NAME) : null;
}

/** Says on standard error why the pseudonyms could not be kept, if so: the report is made all the same. */
export function sayKept(trouble: string | null): void {
  if (trouble !== null) process.stderr.write(`${trouble}\n`);
}

function writeNew(path: string, text: string): void {
  const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_LINK, 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
