import { type LineCounts, UNDATED } from "../../model/index.ts";
import { Notes } from "./notes.ts";

/** Accounts for every physical line of a file once: record, continuation or quarantined. */
export class LineTally {
  readonly counts: LineCounts = { lines: 0, records: 0, continuations: 0, quarantined: 0 };
  readonly notes: Notes;
  /** Number of the line to be accounted for next. */
  line: number;
  /** Time of the first dated record, `UNDATED` before it. */
  firstUs = UNDATED;
  /** Time of the last dated line. */
  previousUs = UNDATED;

  constructor(path: string, line: number) {
    this.notes = new Notes(path);
    this.line = line;
  }

  /** The time of the line to be accounted for next. */
  dated(us: number, zoneKnown: boolean): void {
    if (!zoneKnown) this.notes.unknownZone(this.line);
    if (Number.isNaN(this.firstUs)) this.firstUs = us;
    if (us < this.previousUs) this.notes.backwards(this.line, this.previousUs, us);
    this.previousUs = us;
  }

  /** Lines passed over; the last of them that is dated has this time. */
  passed(lines: number, records: number, previousUs: number): void {
    this.previousUs = previousUs;
    this.line += lines;
    this.counts.lines += lines;
    this.counts.records += records;
    this.counts.continuations += lines - records;
  }

  record(): void {
    this.line++;
    this.counts.lines++;
    this.counts.records++;
  }

  continuation(lines = 1): void {
    this.line += lines;
    this.counts.lines += lines;
    this.counts.continuations += lines;
  }

  quarantined(byteOffset: number, reason: string, lines = 1): void {
    this.notes.quarantined(this.line, byteOffset, reason, lines);
    this.line += lines;
    this.counts.lines += lines;
    this.counts.quarantined += lines;
  }

  forged(byteOffset: number, reason: string): void {
    this.notes.forged(this.line, byteOffset, reason);
    this.line++;
    this.counts.lines++;
    this.counts.quarantined++;
  }
}
