import { LevelCode, PartCode } from "../../model/index.ts";
import { Head, LineKind } from "./head.ts";
import { labelAt } from "./labels.ts";
import { hasStampShape } from "./stamp.ts";
import { Words } from "./words.ts";

const NEWLINE = 10;
const TAB = 9;
const COLON = 58;
const OPEN = 91;
const CLOSE = 93;

/**
 * `%u` and `%d` are written raw and are at most NAMEDATALEN - 1 = 63 bytes each: after a newline in the user's name at
 * most 62 bytes, an `@` and 63 more stand before the real `:[pid]:`.
 */
const NAMES_BYTES = 126;

/** Bytes after a doubtful line that must be at hand to judge it; covers names and their repetition in a message. */
export const LOOKAHEAD_BYTES = 1024;

/** Longer lines are not cut short by a name: a host is at most 1025 bytes, a name 63. */
export const MAX_CUT_BYTES = 2048;

/** What is evidence of what the server did, and worth a look at what follows. */
export function isServerMessage(head: Head): boolean {
  return head.background && head.label.part === PartCode.message;
}

/**
 * Where the {@link LOOKAHEAD_BYTES} begin that decide what the line at `at` is; so far in front of the buffer that they
 * are there when the line speaks for itself.
 */
export function decidedFrom(kind: number, head: Head, at: number, end: number): number {
  if (kind === LineKind.head) return isServerMessage(head) ? at : -LOOKAHEAD_BYTES;
  const cut = kind === LineKind.unfinished || kind === LineKind.unknownLevel;
  return cut && end - at <= MAX_CUT_BYTES ? end + 1 : -LOOKAHEAD_BYTES;
}

/**
 * Tells lines that a client wrote into the log with a newline in its user or database name: anybody who reaches the
 * port can, without a password. The server cannot hide the rest of its real prefix, `:[pid]:FATAL:  …`, which then
 * stands later in the forged line or in one of the next, nor that its message repeats the name.
 */
export class Forgery {
  private readonly head = new Head();
  /** Lines that start before this file offset were written through a name. */
  private forgedUntil = -1;
  private readonly words = new Words();

  /** Whether the line that starts at this file offset is one of those found. */
  covers(byteOffset: number): boolean {
    return byteOffset < this.forgedUntil;
  }

  /**
   * Finds out whether the line that starts at `buffer[at]`, file offset `byteOffset`, was written through a name.
   * `afterCut`: the line before is a prefix cut short, so that any other process id counts; otherwise one that follows
   * a stamp in its own line is a log that somebody quotes.
   */
  examine(buffer: Buffer, at: number, byteOffset: number, afterCut: boolean): void {
    if (this.covers(byteOffset)) return;
    const until = this.until(buffer, at, buffer.length, afterCut);
    if (until !== -1) this.forgedUntil = byteOffset + (until - at) + 1;
  }

  /** Index of `buffer` inside the last line that comes from a name, or -1 when the one at `start` does not. */
  private until(buffer: Buffer, start: number, end: number, afterCut: boolean): number {
    const { head } = this;
    const stop = Math.min(end, start + LOOKAHEAD_BYTES);
    const reach = Math.min(stop, start + NAMES_BYTES + 1);
    let prefixBytes = 0;
    for (let at = start; at < reach;) {
      const lineEnd = endOfLine(buffer, at, stop);
      const own = head.read(buffer, at, lineEnd) === LineKind.head;
      if (afterCut || buffer[at] !== TAB) {
        const found = processAt(buffer, own ? head.messageStart : at, lineEnd, reach, !afterCut);
        if (found !== -1) return found;
      }
      if (own && at === start) prefixBytes = head.messageStart - start;
      else if (own && prefixBytes > 0 && head.whoEnd < reach && isRefusal(head)) {
        if (isEchoed(buffer, start, prefixBytes, lineEnd + 1, stop)) return start;
      }
      at = lineEnd + 1;
    }
    return -1;
  }

  /**
   * A session's line with a second process id where its own names could stand: one of the two was written by the
   * client. Background processes have no names.
   */
  isAmbiguous(buffer: Buffer, head: Head, end: number): boolean {
    const { messageStart } = head;
    const reach = head.whoEnd + NAMES_BYTES;
    // Nearly no message holds the bracket that a process id begins with.
    const stop = Math.min(end, reach + 1);
    if (this.words.openBracket(buffer, messageStart, stop) >= stop) return false;
    return processAt(buffer, messageStart, end, reach, true) !== -1;
  }
}

/**
 * Index of a `:[pid]:LABEL:` in `buffer[from, end)` that starts before `reach`, or -1. With `unquoted`, not one that a
 * stamp precedes: that is a line of a log in somebody's text.
 */
function processAt(buffer: Buffer, from: number, end: number, reach: number, unquoted: boolean): number {
  const stop = Math.min(end, reach);
  for (let i = from; i < stop; i++) {
    if (unquoted && hasStampShape(buffer, i, end)) return -1;
    if (buffer[i] !== COLON || buffer[i + 1] !== OPEN) continue;
    let j = i + 2;
    while (j < end && (buffer[j] ?? 0) >= 48 && (buffer[j] ?? 0) <= 57) j++;
    if (j === i + 2 || buffer[j] !== CLOSE || buffer[j + 1] !== COLON) continue;
    if (labelAt(buffer, j + 2, end) !== null) return i;
  }
  return -1;
}

/** FATAL, which a session cannot raise itself, or the DETAIL of one. */
function isRefusal({ label }: Head): boolean {
  return label.level === LevelCode.fatal || label.part === PartCode.detail;
}

/**
 * Whether a continuation line at `at` or below repeats the prefix at `start`. The real prefix may imitate a whole line,
 * but its message repeats the name, with a TAB behind the newline.
 */
function isEchoed(buffer: Buffer, start: number, length: number, at: number, stop: number): boolean {
  for (let line = at; line + length < stop && buffer[line] === TAB; line = endOfLine(buffer, line, stop) + 1) {
    let same = 0;
    while (same < length && buffer[line + 1 + same] === buffer[start + same]) same++;
    if (same === length) return true;
  }
  return false;
}

function endOfLine(buffer: Buffer, at: number, stop: number): number {
  const newline = buffer.indexOf(NEWLINE, at);
  return newline === -1 || newline > stop ? stop : newline;
}
