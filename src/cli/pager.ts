import { spawn } from "node:child_process";
import { once } from "node:events";
import type { SourceFile } from "../model/index.ts";
import { linesBefore } from "../parse/index.ts";
import { escapeTerminal } from "../text/index.ts";
import { UserError } from "./exit.ts";

/** Looked through at most before the line and after it, bytes: a pager is for the surroundings, the list for the rest. */
const BEFORE = 1024 * 1024;
const AFTER = 8 * 1024 * 1024;
const CHUNK = 64 * 1024;
const LINE_FEED = 10;

/**
 * Shows a place of a log in the person's pager, until that is closed. The log is a stranger's: the pager gets its lines
 * as text in which nothing acts.
 *
 * @param at byte offset of the line in the decoded file
 * @throws {UserError} when the pager cannot be started
 */
export async function page(file: SourceFile, at: number, pager: string): Promise<void> {
  const start = lineStart(file, Math.max(0, at - BEFORE));
  const end = Math.min(file.bytes.size, at + AFTER);
  const line = 1 + linesBefore(file.bytes, at, start);
  const child = spawn(`${pager}${takesLine(pager) ? ` +${line}` : ""}`, {
    shell: true,
    stdio: ["pipe", "inherit", "inherit"],
  });
  const closed = once(child, "close");
  // Closing a pager before it has read everything is how one uses it.
  child.stdin.on("error", () => undefined);
  for (const text of shownText(file, start, end)) {
    if (child.stdin.destroyed || child.exitCode !== null) break;
    if (!child.stdin.write(text)) await Promise.race([once(child.stdin, "drain").catch(() => undefined), closed]);
  }
  child.stdin.end();
  const [code] = (await closed) as [number | null];
  if (code === 126 || code === 127)
    throw new UserError(`PAGER=${escapeTerminal(pager)} cannot be run`, "Set PAGER to a program such as less.");
}

/** Whether `+12` means: begin at that line. */
function takesLine(pager: string): boolean {
  return /(?:^|\/)(?:less|more|most)(?:\s|$)/.test(pager);
}

function lineStart(file: SourceFile, from: number): number {
  if (from === 0) return 0;
  const chunk = Buffer.alloc(CHUNK);
  const found = chunk.subarray(0, file.bytes.read(chunk, from)).indexOf(LINE_FEED);
  return found === -1 ? from : from + found + 1;
}

/** Escaped text, whole lines at a time, so that no character is cut in two. */
function* shownText(file: SourceFile, from: number, to: number): Iterable<string> {
  const chunk = Buffer.alloc(CHUNK);
  let rest: Buffer = Buffer.alloc(0);
  for (let position = from; position < to;) {
    const got = file.bytes.read(chunk.subarray(0, Math.min(CHUNK, to - position)), position);
    if (got === 0) break;
    position += got;
    const bytes = Buffer.concat([rest, chunk.subarray(0, got)]);
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) yield escapeTerminal(bytes.toString("utf8", 0, end), { multiline: true });
    rest = bytes.subarray(end);
  }
  if (rest.length > 0) yield `${escapeTerminal(rest.toString("utf8"), { multiline: true })}\n`;
}
