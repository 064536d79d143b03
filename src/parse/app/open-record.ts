import type { AppFormat, Head } from "./format.ts";
import type { LogicalLine } from "./unwrap.ts";
import type { Stamp } from "./stamp.ts";

const lineLimit = 2000;
const byteLimit = 256 * 1024;

/** A record whose continuation lines are still coming. */
export class OpenRecord {
  readonly head: Head;
  readonly format: AppFormat;
  /** Time of the wrapper around its first line. */
  readonly outer: Stamp | null;
  readonly offset: number;
  readonly line: number;
  /** Continuation lines, blank ones between them included. */
  readonly rest: string[] = [];
  done = false;
  /** Time of the wrapper around its last line. */
  lastOuter: Stamp | null;
  /** A Python traceback began and its last line (`Class: message`) has not come. */
  inTraceback = false;
  private readonly firstLength: number;
  private end: number;
  private reach: number;
  private contiguous: boolean;
  private blanks = 0;
  private lines: number;
  private bytes: number;

  constructor(head: Head, format: AppFormat, line: LogicalLine) {
    this.head = head;
    this.format = format;
    this.outer = line.stamp;
    this.lastOuter = line.stamp;
    this.offset = line.offset;
    this.line = line.line;
    this.firstLength = line.firstLength;
    this.end = line.end;
    this.reach = line.lastLine;
    this.contiguous = line.contiguous;
    this.lines = line.pieces;
    this.bytes = line.end - line.offset;
  }

  /** Whether a further line still fits. */
  hasRoom(line: LogicalLine): boolean {
    return this.lines + line.pieces <= lineLimit && this.bytes + line.text.length <= byteLimit;
  }

  /** Takes a continuation line. A blank one belongs to the record only when another line follows. */
  add(line: LogicalLine, text: string): void {
    this.contiguous &&= line.contiguous && line.line === this.reach + 1;
    this.reach = line.lastLine;
    this.lines += line.pieces;
    if (text === "") {
      this.blanks++;
      return;
    }
    for (; this.blanks > 0; this.blanks--) this.rest.push("");
    this.rest.push(text);
    this.bytes += line.text.length + 1;
    this.end = line.end;
    this.lastOuter = line.stamp ?? this.lastOuter;
    if (text.startsWith("Traceback (most recent call last)")) this.inTraceback = true;
    else if (this.inTraceback && !/^\s/.test(text)) this.inTraceback = false;
  }

  /** From the first byte to the last, or the first line alone when lines of other streams lie between. */
  get byteLength(): number {
    return this.contiguous ? this.end - this.offset : this.firstLength;
  }
}
