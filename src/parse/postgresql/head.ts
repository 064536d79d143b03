import { type Label, labelAt } from "./labels.ts";
import { type Stamp, StampReader, hasStampShape } from "./stamp.ts";
import { Words } from "./words.ts";

const COLON = 58;
const SPACE = 32;
const CLOSE = 93;
const ZERO = 48;
const NINE = 57;
/** Longest prefix looked through for the process id: a host name is at most 1025 bytes, user and database 63 each. */
const PREFIX_BYTES = 1300;
/** Bytes that may lie between a process id in a user's name and the real one. */
const NAMES_BYTES = 130;
/** Longest application name looked through for the label glued to it: 63 bytes, escaped to four each. */
const APPLICATION_BYTES = 256;

/** What a line turned out to be. */
export const LineKind = {
  /** Does not start with a stamp: belongs to the record before it. */
  continuation: 0,
  /** A whole prefix with pid and label. */
  head: 1,
  /** A stamp and part of a prefix, but no pid and label: cut, or a name with a newline in it. */
  unfinished: 2,
  /** A whole prefix, then a word that is no label of PostgreSQL's: most likely another language. */
  unknownLevel: 3,
  /** Starts with a stamp that is not followed by the prefix, or with one that does not exist. */
  foreign: 4,
} as const;

/**
 * The prefix of a stderr line: `%t:%r:%u@%d:[%p]:` (RDS default) or `%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a`, the only
 * other one RDS accepts, with or without a colon at its end. One reused object per scanner.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.overview.parameter-groups.html
 */
export class Head {
  timeUs = 0;
  precision = 0;
  zoneKnown = true;
  pid = 0;
  /** `[whoStart, whoEnd)` is `%r:%u@%d`. */
  whoStart = 0;
  whoEnd = 0;
  /** No remote host, user and database: the postmaster or another process that is not a client's. */
  background = false;
  label: Label = { text: "", level: 0, part: 0 };
  /** First byte of the message, SQLSTATE of verbose logs and blanks skipped. */
  messageStart = 0;
  messageEnd = 0;
  /** `[sqlstateStart, sqlstateStart + 5)` or -1. */
  sqlstateStart = -1;
  /** `[applicationStart, applicationEnd)` of the long prefix; empty in the default one. */
  applicationStart = 0;
  applicationEnd = 0;
  /** Where the stamp starts: behind the one of a CloudWatch export, if there is one; -1 when it was not read here. */
  stampStart = 0;
  private readonly stamps = new StampReader();
  private readonly words = new Words();

  /** Parses `buffer[start, end)`, one physical line without its newline; fills this object when it returns `head`. */
  read(buffer: Buffer, start: number, end: number): number {
    const first = (buffer[start] ?? 0) - ZERO;
    if (first < 0 || first > 9) return LineKind.continuation;
    let at = start;
    // CloudWatch's S3 export puts the event's ISO time in front of every event.
    if (buffer[start + 10] === 84 && buffer[start + 13] === COLON && buffer[start + 16] === COLON) {
      at = start + 19;
      while (at < end && at - start <= 36 && buffer[at] !== SPACE) at++;
      at++;
      if (!this.stamps.read(buffer, at, end)) return end - start >= 20 ? LineKind.foreign : LineKind.continuation;
    } else if (!this.stamps.read(buffer, at, end)) {
      return hasStampShape(buffer, at, end) ? LineKind.foreign : LineKind.continuation;
    }
    this.stampStart = at;
    const { stamp } = this.stamps;
    if (stamp.end >= end || buffer[stamp.end] !== COLON) return LineKind.foreign;
    this.timeUs = stamp.us;
    this.precision = stamp.precision;
    this.zoneKnown = stamp.zoneKnown;
    return this.readProcess(buffer, stamp.end + 1, end);
  }

  /** Takes where names and label stand, the label in front of no application name; the rest is already told. */
  hasLabel(buffer: Buffer, whoStart: number, whoEnd: number, at: number, end: number): boolean {
    const label = labelAt(buffer, at, end);
    if (label === null) return false;
    this.stampStart = -1;
    this.whoStart = whoStart;
    this.whoEnd = whoEnd;
    this.withoutApplication(label);
    this.setMessage(buffer, at + label.text.length + 1, end);
    return true;
  }

  private withoutApplication(label: Label): void {
    this.label = label;
    this.applicationEnd = this.applicationStart;
    this.sqlstateStart = -1;
  }

  /** For a line that begins with its label. */
  withoutPrefix(label: Label): void {
    this.precision = 0;
    this.whoEnd = this.whoStart;
    this.withoutApplication(label);
  }

  /** The stamp of the line read last. */
  get stamp(): Stamp {
    return this.stamps.stamp;
  }

  /** Finds the first `:[pid]:` that a label follows. Users and databases may hold `:`, `@` and `[`. */
  private readProcess(buffer: Buffer, whoStart: number, end: number): number {
    let kind: number = LineKind.unfinished;
    let stop = Math.min(end, whoStart + PREFIX_BYTES);
    const { words } = this;
    for (let i = words.openBracket(buffer, whoStart, stop); i < stop; i = words.openBracket(buffer, i + 1, stop)) {
      if (buffer[i - 1] !== COLON) continue;
      const after = this.readPid(buffer, i + 1, end);
      if (after === -1) continue;
      if (this.readLabel(buffer, after, end)) {
        this.whoStart = whoStart;
        this.whoEnd = Math.max(whoStart, i - 1);
        // `::@:`: nothing between the colons around `%r` and on both sides of the `@`
        this.background = this.whoEnd - whoStart === 2 && buffer[whoStart] === COLON && buffer[whoStart + 1] === 64;
        return LineKind.head;
      }
      kind = LineKind.unknownLevel;
      stop = Math.min(stop, i + NAMES_BYTES);
    }
    return kind;
  }

  /** Reads `pid]:` (blanks in front allowed); returns the index after it, or -1. */
  private readPid(buffer: Buffer, at: number, end: number): number {
    let i = at;
    while (i < end && buffer[i] === SPACE) i++;
    const digits = i;
    let pid = 0;
    for (; i < end; i++) {
      const digit = (buffer[i] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      pid = pid * 10 + digit;
    }
    if (i === digits || i - digits > 10 || i + 1 >= end || buffer[i] !== CLOSE || buffer[i + 1] !== COLON) return -1;
    this.pid = pid;
    return i + 2;
  }

  private readLabel(buffer: Buffer, at: number, end: number): boolean {
    this.sqlstateStart = -1;
    this.applicationEnd = this.applicationStart;
    let labelled = at;
    let label = labelAt(buffer, at, end);
    if (label === null) {
      labelled = this.afterLongPrefix(buffer, at, end);
      label = labelled === -1 ? null : labelAt(buffer, labelled, end);
    }
    if (label === null) return false;
    this.label = label;
    this.setMessage(buffer, labelled + label.text.length + 1, end);
    return true;
  }

  /** Skips blanks and the SQLSTATE that `log_error_verbosity = verbose` puts in front of the message. */
  setMessage(buffer: Buffer, at: number, end: number): void {
    let i = at;
    while (i < end && buffer[i] === SPACE) i++;
    if (buffer[i + 5] === COLON && i + 7 <= end && buffer[i + 6] === SPACE && isSqlstate(buffer, i)) {
      this.sqlstateStart = i;
      i += 7;
    }
    this.messageStart = i;
    this.messageEnd = buffer[end - 1] === 13 && end > i ? end - 1 : end;
  }

  /**
   * Index of the label after `%l:%e:%s:%v:%x:%c:%q%a`, or -1. A background process stops at `%q`; a session's application
   * name is glued to the label when the prefix has no colon at its end.
   */
  private afterLongPrefix(buffer: Buffer, at: number, end: number): number {
    let i = at;
    while (i < end && (buffer[i] ?? 0) >= ZERO && (buffer[i] ?? 0) <= NINE) i++;
    if (i === at || buffer[i] !== COLON || !isSqlstate(buffer, i + 1) || buffer[i + 6] !== COLON) return -1;
    const sqlstate = i + 1;
    // `%s` is a stamp with colons: 19 characters, blank, zone; then `%v`, `%x`, `%c`, each ended by a colon.
    i += 7 + 19;
    for (let colons = 0; colons < 4; i++) {
      if (i >= end) return -1;
      if (buffer[i] === COLON) colons++;
    }
    const application = i;
    for (const stop = Math.min(end, i + APPLICATION_BYTES); i < stop; i++) {
      if (labelAt(buffer, i, end) === null) continue;
      this.sqlstateStart = sqlstate;
      this.applicationStart = application;
      this.applicationEnd = i > application && buffer[i - 1] === COLON ? i - 1 : i;
      return i;
    }
    return -1;
  }
}

/** Five of `[0-9A-Z]` with at least one digit: no word of a message looks like that and is followed by a colon. */
function isSqlstate(buffer: Uint8Array, at: number): boolean {
  let digits = 0;
  for (let i = at; i < at + 5; i++) {
    const byte = buffer[i] ?? 0;
    if (byte >= ZERO && byte <= NINE) digits++;
    else if (byte < 65 || byte > 90) return false;
  }
  return digits > 0;
}
