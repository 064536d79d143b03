import { type Moment, PartCode, type Row, type Stream } from "../model/index.ts";
import { type Input, LowerBounds } from "./context.ts";

/** Records at the end of a life among which the next postmaster's first ones are looked for. */
const TAIL = 8;

/** When the lives of one log begin and end, by the records that stand there, whatever they say. */
export class LifeBounds {
  private readonly input: Input;
  private readonly stream: Stream;
  private firstDated: { readonly row: Row; readonly us: number } | null | undefined;

  constructor(input: Input, stream: Stream) {
    this.input = input;
    this.stream = stream;
  }

  /** Whether the log has records before any start of the server. */
  beginsInside(): boolean {
    const { records, codes } = this.input;
    for (const row of records.ofStream(this.stream)) {
      if (records.part(row) === PartCode.message) return codes.id(records.signature(row)) !== "server-starting";
    }
    return false;
  }

  /** The first time of the log if it stands before row `end`, µs, else NaN: the begin of a life whose first line has none. */
  firstUs(end: Row): number {
    if (this.firstDated === undefined) this.firstDated = this.findDated();
    return this.firstDated !== null && this.firstDated.row < end ? this.firstDated.us : Number.NaN;
  }

  private findDated(): { readonly row: Row; readonly us: number } | null {
    const { records } = this.input;
    for (const row of records.ofStream(this.stream)) {
      const us = records.part(row) === PartCode.message ? records.time(row) : null;
      if (us !== null) return { row, us };
    }
    return null;
  }

  /**
   * The time of the last record between two rows, µs, or null. `ending log output to stderr` and the like do not count:
   * the next postmaster (`nextPid`, 0: none) speaks before it says that it starts.
   *
   * @param except rows that are no record of this life
   */
  lastUs(start: Row, end: Row, except: ReadonlySet<Row>, nextPid: number): number | null {
    const { records } = this.input;
    const tail = this.tail(start, end, except);
    const own = nextPid === 0 ? undefined : tail.findLast(({ row }) => records.pid(row) !== nextPid);
    return (own ?? tail.at(-1))?.us ?? null;
  }

  /** The last messages between two rows that have a time or a predecessor with one, in the order of the log. */
  private tail(start: Row, end: Row, except: ReadonlySet<Row>): readonly Moment[] {
    const { records } = this.input;
    const rows: Row[] = [];
    for (const row of records.before(this.stream, end)) {
      if (row <= start || rows.length === TAIL) break;
      if (records.part(row) === PartCode.message && !except.has(row)) rows.push(row);
    }
    const times = new LowerBounds(records, this.stream);
    return rows
      .toReversed()
      .map((row) => times.at(row))
      .filter(({ us }) => !Number.isNaN(us));
  }
}
