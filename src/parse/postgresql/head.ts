import { type Label, labelAt } from "./labels.ts";
import { StampReader } from "./stamp.ts";

const COLON = 58;
const SPACE = 32;
const OPEN = 91;
const CLOSE = 93;
const ZERO = 48;

/** What a line turned out to be. */
export const LineKind = {
  /** Does not start with a stamp: belongs to the record before it. */
  continuation: 0,
  /** A whole prefix with pid and label. */
  head: 1,
  /** A stamp and part of a prefix, but no pid and label: cut, or a name with a newline in it. */
  unfinished: 2,
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
  private readonly stamps = new StampReader();

  /** Parses `buffer[start, end)`, one physical line without its newline; fills this object when it returns `head`. */
  read(buffer: Buffer, start: number, end: number): number {
    const first = (buffer[start] ?? 0) - ZERO;
    if (first < 0 || first > 9) return LineKind.continuation;
    let at = start;
    // CloudWatch's S3 export puts the event's ISO time in front of every event.
    if (buffer[start + 10] === 84) {
      at = buffer.indexOf(SPACE, start) + 1;
      if (at === 0 || at - start > 36) return LineKind.continuation;
    }
    if (!this.stamps.read(buffer, at, end)) return LineKind.continuation;
    const { stamp } = this.stamps;
    if (buffer[stamp.end] !== COLON) return LineKind.continuation;
    this.timeUs = stamp.us;
    this.precision = stamp.precision;
    this.zoneKnown = stamp.zoneKnown;
    return this.readProcess(buffer, stamp.end + 1, end) ? LineKind.head : LineKind.unfinished;
  }

  /** Finds the first `:[pid]:` that a label follows. Users and databases may hold `:`, `@` and `[`. */
  private readProcess(buffer: Buffer, whoStart: number, end: number): boolean {
    for (let i = whoStart - 1; ; i++) {
      i = buffer.indexOf(OPEN, i);
      if (i === -1 || i >= end) return false;
      if (buffer[i - 1] !== COLON) continue;
      let j = i + 1;
      while (buffer[j] === SPACE) j++;
      let pid = 0;
      const digits = j;
      for (; j < end; j++) {
        const digit = (buffer[j] ?? 0) - ZERO;
        if (digit < 0 || digit > 9) break;
        pid = pid * 10 + digit;
      }
      if (j === digits || j - digits > 10 || buffer[j] !== CLOSE || buffer[j + 1] !== COLON) continue;
      if (!this.readLabel(buffer, j + 2, end)) continue;
      this.pid = pid;
      this.whoStart = whoStart;
      this.whoEnd = Math.max(whoStart, i - 1);
      this.background = isBackground(buffer, this.whoStart, this.whoEnd);
      return true;
    }
  }

  private readLabel(buffer: Buffer, at: number, end: number): boolean {
    this.sqlstateStart = -1;
    let labelled = at;
    let label = labelAt(buffer, at, end);
    if (label === null) {
      labelled = afterLongPrefix(buffer, at, end, this);
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
    if (isSqlstate(buffer, i) && buffer[i + 5] === COLON && buffer[i + 6] === SPACE) {
      this.sqlstateStart = i;
      i += 7;
    }
    this.messageStart = i;
    this.messageEnd = buffer[end - 1] === 13 && end > i ? end - 1 : end;
  }
}

/** `::@:`: nothing between the colons around `%r` and on both sides of the `@`. */
function isBackground(buffer: Uint8Array, start: number, end: number): boolean {
  return end - start === 2 && buffer[start] === COLON && buffer[start + 1] === 64;
}

/** Five of `[0-9A-Z]` with at least one digit: no word of a message looks like that and is followed by a colon. */
function isSqlstate(buffer: Uint8Array, at: number): boolean {
  let digits = 0;
  for (let i = at; i < at + 5; i++) {
    const byte = buffer[i] ?? 0;
    if (byte >= 48 && byte <= 57) digits++;
    else if (byte < 65 || byte > 90) return false;
  }
  return digits > 0;
}

/**
 * Index of the label after `%l:%e:%s:%v:%x:%c:%q%a`, or -1. A background process stops at `%q`; a session's application
 * name is glued to the label when the prefix has no colon at its end.
 */
function afterLongPrefix(buffer: Buffer, at: number, end: number, head: Head): number {
  let i = at;
  while (i < end && (buffer[i] ?? 0) >= ZERO && (buffer[i] ?? 0) <= 57) i++;
  if (i === at || buffer[i] !== COLON || !isSqlstate(buffer, i + 1) || buffer[i + 6] !== COLON) return -1;
  const sqlstate = i + 1;
  // `%s` is a stamp with colons: 19 characters, blank, zone; then `%v`, `%x`, `%c`, each ended by a colon.
  i += 7 + 19;
  for (let colons = 0; colons < 4; i++) {
    if (i >= end) return -1;
    if (buffer[i] === COLON) colons++;
  }
  for (; i < end; i++) {
    const label = labelAt(buffer, i, end);
    if (label !== null) {
      head.sqlstateStart = sqlstate;
      return i;
    }
  }
  return -1;
}

/** Splits `%r:%u@%d` into its parts; `[local]`, names with hyphens and IPv6 addresses included. */
export function splitWho(who: string): { host: string; port: number; user: string; database: string } {
  const at = who.indexOf("@");
  const left = at === -1 ? who : who.slice(0, at);
  const database = at === -1 ? "" : who.slice(at + 1);
  // The host ends with `(port)`; an IPv6 address has colons of its own, so the last colon before the user counts
  // unless a port says where the host ends.
  const paren = left.lastIndexOf("):");
  const colon = paren === -1 ? left.indexOf(":") : paren + 1;
  const remote = colon === -1 ? "" : left.slice(0, colon);
  const user = (colon === -1 ? left : left.slice(colon + 1)).trim();
  const open = remote.lastIndexOf("(");
  if (open === -1) return { host: remote, port: 0, user, database };
  const port = Number.parseInt(remote.slice(open + 1), 10);
  return { host: remote.slice(0, open), port: Number.isNaN(port) ? 0 : port, user, database };
}
