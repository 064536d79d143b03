import {
  leadingCount,
  type AcceptedWrite,
  type AcceptedWrites,
  LevelCode,
  type Refusals,
  type Row,
  SECOND_US,
} from "../model/index.ts";
import { type Input, marks, serverStream } from "./context.ts";
import { mayWrite, writeKind } from "./verbs.ts";

/** Errors whose text is read again to look for writes; a storm says nothing more after this many. */
const MAX_EXAMINED = 500;

/** Statements of one second looked at until one writes: a second write in it would show nothing more. */
const EXAMINED_PER_SECOND = 8;

/** Errors that only a transaction that may write can meet: the write was attempted and not refused as read-only. */
const WRITER_ONLY_ERROR =
  /^(?:duplicate key value violates|null value in column|deadlock detected|insert or update on table|could not extend file|new row for relation)/;

/** What may show a write in the course of ordinary operation. */
const SIGNS = ["duration", "statement", "autovacuum-run", "checkpoint"] as const;

/** Signs of one second, in the log's order: their rows and times (µs), and what they came to once somebody asked. */
interface Signs {
  readonly second: number;
  readonly rows: readonly Row[];
  readonly times: readonly number[];
  write?: AcceptedWrite | null;
}

/**
 * Writes an instance accepted, as far as its log shows: a completed `duration: … statement: INSERT …`, a logged write
 * statement of a session that was never refused, autovacuum and checkpoints (a standby does neither: it has restart
 * points), and errors that only a writable transaction can meet. Autovacuum of a standby does not exist
 * (PostgreSQL `autovacuum.c`: the launcher starts only outside recovery).
 */
export function acceptedWrites(input: Input, instance: string, refusals: Refusals | null): AcceptedWrites {
  const refused = new Set(refusals?.sessions.map((session) => session.pid) ?? []);
  return new LoggedWrites(input, signsOf(input, instance), byErrors(input, instance, refused), refused);
}

function signsOf({ chatter, codes }: Input, instance: string): readonly Signs[] {
  const stream = serverStream(chatter, instance);
  if (stream === undefined) return [];
  const found: Signs[] = [];
  let rows: Row[] = [];
  let times: number[] = [];
  for (const { at } of marks(chatter, codes, stream, SIGNS)) {
    const second = Math.floor(at.us / SECOND_US);
    if (found.at(-1)?.second !== second) {
      [rows, times] = [[], []];
      found.push({ second, rows, times });
    }
    if (rows.length === EXAMINED_PER_SECOND) continue;
    rows.push(at.row);
    times.push(at.us);
  }
  // Concurrent writers put neighbouring seconds in disorder.
  return found.sort((a, b) => a.second - b.second);
}

function byErrors({ records, codes }: Input, instance: string, refused: ReadonlySet<number>): readonly AcceptedWrite[] {
  const stream = serverStream(records, instance);
  if (stream === undefined) return [];
  const found: AcceptedWrite[] = [];
  let examined = 0;
  for (const { at } of marks(records, codes, stream, [null])) {
    if (records.level(at.row) !== LevelCode.error || refused.has(records.pid(at.row))) continue;
    if (++examined > MAX_EXAMINED) break;
    const { message, statement } = records.text(at.row);
    if (WRITER_ONLY_ERROR.test(message) && (statement === null || writeKind(statement) === "write"))
      found.push({ us: at.us, row: at.row, store: "records" });
  }
  return found.sort((a, b) => a.us - b.us);
}

class LoggedWrites implements AcceptedWrites {
  readonly byErrors: readonly AcceptedWrite[];
  private readonly input: Input;
  private readonly signs: readonly Signs[];
  private readonly refused: ReadonlySet<number>;

  constructor(input: Input, signs: readonly Signs[], errors: readonly AcceptedWrite[], refused: ReadonlySet<number>) {
    this.input = input;
    this.signs = signs;
    this.byErrors = errors;
    this.refused = refused;
  }

  first(fromUs = Number.NEGATIVE_INFINITY, untilUs = Number.POSITIVE_INFINITY): AcceptedWrite | undefined {
    return this.search(fromUs, untilUs, false);
  }

  last(untilUs = Number.POSITIVE_INFINITY, fromUs = Number.NEGATIVE_INFINITY): AcceptedWrite | undefined {
    return this.search(fromUs, untilUs, true);
  }

  within(fromUs: number, untilUs: number): readonly AcceptedWrite[] {
    const isInside = ({ us }: AcceptedWrite): boolean => us >= fromUs && us <= untilUs;
    const found = this.byErrors.filter(isInside);
    const [low, high] = secondsOf(fromUs, untilUs);
    for (let i = this.from(low); i < this.signs.length && (this.signs[i]?.second ?? Infinity) <= high; i++) {
      const write = this.writeAt(i);
      if (write !== null && isInside(write)) found.push(write);
    }
    return found.sort((a, b) => a.us - b.us);
  }

  /** The earliest or the latest write of an interval. */
  private search(fromUs: number, untilUs: number, latest: boolean): AcceptedWrite | undefined {
    const isInside = ({ us }: AcceptedWrite): boolean => us >= fromUs && us <= untilUs;
    const isBetter = (a: AcceptedWrite, b: AcceptedWrite): boolean => (latest ? a.us >= b.us : a.us < b.us);
    let best = latest ? this.byErrors.findLast(isInside) : this.byErrors.find(isInside);
    const [low, high] = secondsOf(fromUs, untilUs);
    const { signs } = this;
    const step = latest ? -1 : 1;
    for (let i = latest ? this.from(high + 1) - 1 : this.from(low); ; i += step) {
      const second = signs[i]?.second;
      if (second === undefined || second < low || second > high) return best;
      // All of the best one's second must be looked at, and nothing beyond.
      const bestSecond = best === undefined ? null : Math.floor(best.us / SECOND_US);
      if (bestSecond !== null && (latest ? second < bestSecond : second > bestSecond)) return best;
      const write = this.writeAt(i);
      if (write !== null && isInside(write) && (best === undefined || isBetter(write, best))) best = write;
    }
  }

  /** Index of the first signs of a second or later. */
  private from(second: number): number {
    const { signs } = this;
    return leadingCount(signs.length, (i) => !((signs[i]?.second ?? Infinity) >= second));
  }

  private writeAt(index: number): AcceptedWrite | null {
    const signs = this.signs[index];
    if (signs === undefined) return null;
    if (signs.write === undefined) {
      const place = signs.rows.findIndex((row) => this.isAccepted(row));
      const [row, us] = [signs.rows[place], signs.times[place]];
      signs.write = row === undefined || us === undefined ? null : { us, row, store: "chatter" };
    }
    return signs.write;
  }

  private isAccepted(row: Row): boolean {
    const { chatter, codes } = this.input;
    const id = codes.id(chatter.signature(row));
    if (id === "autovacuum-run") return true;
    if (id === "checkpoint") return chatter.text(row).message.startsWith("checkpoint ");
    if (this.refused.has(chatter.pid(row))) return false;
    const { message } = chatter.text(row);
    if (!mayWrite(message)) return false;
    const sql = /(?:statement|execute [^:]*|fastpath[^:]*): ([\s\S]*)$/.exec(message)?.[1];
    return sql !== undefined && writeKind(sql) === "write";
  }
}

/** Seconds that an interval (µs) touches. */
function secondsOf(fromUs: number, untilUs: number): readonly [number, number] {
  return [Math.floor(fromUs / SECOND_US), Math.floor(untilUs / SECOND_US)];
}
