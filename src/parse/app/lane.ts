import type { LineCounts } from "../../model/index.ts";
import { isBlank, isContinuation, isElision, repeatsMessage } from "./continuation.ts";
import { firstHead, isLastResort, lastResort } from "./detect.ts";
import type { Fit, Found } from "./detect.ts";
import type { AppFormat, AppLine, Unwrapped } from "./format.ts";
import { levelled, plainHead } from "./head.ts";
import type { PhysicalLine } from "./lines.ts";
import { OpenRecord } from "./open-record.ts";
import { payloadOf } from "./payload.ts";
import type { Payload } from "./payload.ts";
import type { FileProblems } from "./problems.ts";
import type { StreamState } from "./stream-state.ts";
import { Pieces } from "./unwrap.ts";
import type { LogicalLine } from "./unwrap.ts";

const relockAfter = 20;
/** How long after a record's last line (by the wrapper's clock) a line may still join it. */
const joinUs = { plain: 1_000_000, marked: 5_000_000 };

/** A line that was passed over; `read` makes it readable after all. */
export interface PassedLine {
  readonly read: () => { readonly piece: Unwrapped; readonly line: PhysicalLine };
}

/** One channel of one stream: the only lines that may join to records (APPS §3). */
export class Lane {
  format: AppFormat;
  readonly stream: StreamState;
  private readonly pieces = new Pieces();
  private readonly counts: LineCounts;
  private readonly problems: FileProblems;
  private open: OpenRecord | null = null;
  /** The last line, when it was passed over: it is read if something may join it. */
  private passedLine: PassedLine | null = null;
  private overflowing = false;
  private strangers = 0;
  private settled: boolean;
  private readonly oneWriter: boolean;

  /**
   * @param oneWriter all lines are one writer's, so that one without a head follows the line before it. An export of
   * several writers' rows shows neighbours that have nothing to do with each other
   */
  constructor(
    fit: Fit | undefined,
    stream: StreamState,
    counts: LineCounts,
    problems: FileProblems,
    oneWriter: boolean,
  ) {
    this.oneWriter = oneWriter;
    this.format = fit?.format ?? lastResort;
    this.settled = fit !== undefined;
    this.stream = stream;
    this.counts = counts;
    this.problems = problems;
  }

  /** Takes the next physical line of the channel, unwrapped: a whole line, or a piece of one. */
  push(piece: Unwrapped, line: PhysicalLine): void {
    const whole = this.pieces.add(piece, line);
    if (whole === null) return this.stream.hold(this, line.order);
    this.accept(whole);
    if (whole.pieces > 1) this.stream.hold(this, null); // its record, if it began one, has its place by now
  }

  /**
   * Whether a dated line of `format` that nobody needs may be passed over, if `second` has its sample. It begins a
   * record, so what is open is closed either way.
   */
  yields(format: AppFormat, second: number): boolean {
    if (!this.settled || this.format !== format || !this.pieces.isEmpty) return false;
    this.stream.resumeOthers(this);
    if (!this.stream.isIdle(this.open)) return false;
    this.close();
    return this.stream.isSampled(second);
  }

  /** Lines were passed over, `last` after the others. */
  passed(last: PassedLine): void {
    this.passedLine = last;
    this.overflowing = false;
    this.strangers = 0;
    this.stream.hasPassed(this);
  }

  /** Opens the record of the line that was passed over last, as if it had been read. */
  resume(): void {
    const last = this.passedLine?.read();
    this.passedLine = null;
    const whole = last === undefined ? null : new Pieces().add(last.piece, last.line);
    const found = whole === null ? null : firstHead(payloadOf(whole.text).line);
    if (whole === null || found === null) return;
    this.open = new OpenRecord(levelled(found.head, whole.level), found.format, whole, []);
    this.open.counted = true;
    const stuck = this.stream.begin(this.open);
    if (stuck !== null) this.stream.close(stuck);
  }

  /** Takes the next line of payload: a record's head, its continuation, or neither. */
  private accept(logical: LogicalLine): void {
    const payload = payloadOf(logical.text);
    const { line, more } = payload;
    if (isBlank(line.text)) {
      this.resume();
      return this.join(logical, "", []);
    }
    if (isElision(line.text)) {
      this.resume();
      this.problems.elision(logical);
      return this.join(logical, line.text, more);
    }
    const found = this.headOf(line);
    if (found !== null) {
      if (line.repaired()) this.problems.repaired(logical);
      this.begin(found, logical, more);
      return;
    }
    this.resume();
    if (this.goesOn(line.text, logical)) this.join(logical, line.text, more);
    else this.beginUndated(payload, logical);
  }

  /** The most specific format that reads the line: the same for the scan and for decode, whatever the stream's format. */
  private headOf(line: AppLine): Found | null {
    if (/^\s/.test(line.text)) return null;
    const other = firstHead(line);
    if (other === null) return null;
    // Inside of a record that owns all lines up to the next head, an undated JSON object is a part of it.
    const foreign = other.format !== this.format;
    const owned = foreign && this.open?.format.joins === "until-head" && other.format.joins === "nothing";
    if (owned && other.head.stamp === null) return null;
    if (!foreign) this.strangers = 0;
    else if (other.head.stamp !== null || !this.settled) this.relock(other.format);
    return other;
  }

  /** Formats change when an application is deployed: twenty dated strangers in a row are the format from here on. */
  private relock(format: AppFormat): void {
    if (this.settled && ++this.strangers < relockAfter) return;
    this.format = format;
    this.settled = true;
    this.strangers = 0;
  }

  /** Whether a line without a head belongs to what is open, or to a record that began before the file did. */
  private goesOn(text: string, line: LogicalLine): boolean {
    const { open } = this;
    const marked =
      isContinuation(text) || (open !== null && open.rest.length === 0 && repeatsMessage(text, open.head.message));
    if (open === null) return marked && !isLastResort(this.format);
    if (open.format.joins === "nothing") return false;
    if (open.lastOuter !== null && line.stamp !== null) {
      const gap = Math.abs(line.stamp.us - open.lastOuter.us);
      if (gap > (marked ? joinUs.marked : joinUs.plain)) return false;
    }
    // Where most lines have no head, a rare dated one does not own what follows.
    return (
      marked || open.inTraceback || (this.oneWriter && open.format.joins === "until-head" && !isLastResort(this.format))
    );
  }

  private begin({ format, head }: Found, line: LogicalLine, more: readonly string[]): void {
    this.close();
    this.passedLine = null;
    this.overflowing = false;
    const record = new OpenRecord(levelled(head, line.level), format, line, more);
    this.open = record;
    this.counts.records++;
    this.counts.continuations += line.pieces - 1;
    if (head.stamp === null && line.stamp === null) this.problems.undatedLine(line);
    const stuck = this.stream.begin(record);
    if (stuck !== null) this.stream.close(stuck);
  }

  private beginUndated({ line, more }: Payload, logical: LogicalLine): void {
    this.strangers = 0;
    this.begin({ format: lastResort, head: plainHead(line) }, logical, more);
    const traceback = more.length === 0 && line.text.startsWith("Traceback (most recent call last)");
    if (this.open !== null && traceback) this.open.inTraceback = true;
  }

  private join(line: LogicalLine, text: string, more: readonly string[]): void {
    const { open } = this;
    if (open === null || open.done) {
      if (text === "") this.counts.continuations += line.pieces; // blank lines carry nothing
      else
        this.quarantine(
          line,
          open === null ? "they go on with a record that is not in the file" : "the record before them was closed",
        );
      return;
    }
    this.overflowing ||= !open.hasRoom(line);
    if (this.overflowing) return this.quarantine(line, "the record before them has 2,000 lines or 256 KiB");
    this.counts.continuations += line.pieces;
    if (open.head.stamp === null && open.outer === null && text !== "") this.problems.undatedLine(line);
    open.add(line, text, more);
  }

  private quarantine(line: LogicalLine, reason: string): void {
    this.counts.quarantined += line.pieces;
    this.problems.quarantine(line, reason);
  }

  /** No further line may join the open record. */
  close(): void {
    if (this.open !== null && !this.open.done) this.stream.close(this.open);
    this.open = null;
  }

  /** The file ended. */
  end(): void {
    const rest = this.pieces.rest();
    if (rest !== null) this.accept(rest);
    this.resume();
    this.stream.hold(this, null);
    this.close();
  }
}
