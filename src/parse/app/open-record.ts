import type { AppFormat, Head } from "./format.ts";
import { joined } from "./span.ts";
import type { Span } from "./span.ts";
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
  /** Its place in its stream, in reading order. */
  readonly order: number;
  /** Continuation lines, blank ones between them included. */
  readonly rest: string[] = [];
  done = false;
  /** Its stream counted it already, when its line was passed over. */
  counted = false;
  /** Time of the wrapper around its last line. */
  lastOuter: Stamp | null;
  /** A Python traceback began and its last line (`Class: message`) has not come. */
  inTraceback = false;
  private readonly first: Span;
  /** From its first line to its last that is not blank; null when lines of other streams lie between. */
  private range: Span | null;
  /** The same with the blank lines behind it. */
  private reach: Span | null;
  private blanks = 0;
  private lines: number;
  private bytes: number;

  /** @param more further lines of the CSV cell in which it begins */
  constructor(head: Head, format: AppFormat, line: LogicalLine, more: readonly string[]) {
    this.head = head;
    this.format = format;
    this.outer = line.stamp;
    this.lastOuter = line.stamp;
    this.order = line.order;
    this.first = line.first;
    this.range = line.whole;
    this.reach = line.whole;
    this.lines = line.pieces;
    this.bytes = line.whole === null ? line.text.length : line.whole.end - line.whole.offset;
    for (const text of more) this.take(text);
  }

  /** Whether a further line still fits. */
  hasRoom(line: LogicalLine): boolean {
    return this.lines + line.pieces <= lineLimit && this.bytes + line.text.length <= byteLimit;
  }

  /** Takes a continuation line. A blank one belongs to the record only when another line follows. */
  add(line: LogicalLine, text: string, more: readonly string[]): void {
    this.reach = joined(this.reach, line.whole);
    this.lines += line.pieces;
    this.take(text);
    for (const each of more) this.take(each);
    if (text === "") return;
    this.bytes += line.text.length + 1;
    this.range = this.reach;
    this.lastOuter = line.stamp ?? this.lastOuter;
  }

  private take(text: string): void {
    if (text === "") {
      this.blanks++;
      return;
    }
    for (; this.blanks > 0; this.blanks--) this.rest.push("");
    this.rest.push(text);
    if (text.startsWith("Traceback (most recent call last)")) this.inTraceback = true;
    else if (this.inTraceback && !/^\s/.test(text)) this.inTraceback = false;
  }

  /** From the first byte to the last, or its first line (or row) alone when lines of other streams lie between. */
  get span(): Span {
    return this.range ?? this.first;
  }
}
