import {
  type Cite,
  type Crash,
  LevelCode,
  inLife,
  type Incarnation,
  type Refusals,
  type Row,
  SECOND_US,
  type WriteGrade,
} from "../model/index.ts";
import { allMarks, type Input, type Mark, marks, serverStream } from "./context.ts";
import { mayWrite, writeKind } from "./verbs.ts";

/** A write an instance was shown to accept (W3). */
export interface AcceptedWrite {
  readonly us: number;
  /** Row in `input.chatter` or `input.records`. */
  readonly row: Row;
  readonly store: "chatter" | "records";
}

/** Errors whose text is read again to look for writes; a storm says nothing more after this many. */
const MAX_EXAMINED = 500;

/** Statements of one second looked at until one writes: a second write in it would show nothing more. */
const EXAMINED_PER_SECOND = 8;

/** Errors that only a transaction that may write can meet: the write was attempted and not refused as read-only. */
const WRITER_ONLY_ERROR =
  /^(?:duplicate key value violates|null value in column|deadlock detected|insert or update on table|could not extend file|new row for relation)/;

/**
 * Writes an instance accepted, as far as its log shows: a completed `duration: … statement: INSERT …`, a logged write
 * statement of a session that was never refused, autovacuum and checkpoints (a standby does neither: it has restart
 * points), and errors that only a writable transaction can meet. Autovacuum of a standby does not exist
 * (PostgreSQL `autovacuum.c`: the launcher starts only outside recovery).
 */
export function acceptedWrites(input: Input, instance: string, refusals: Refusals | null): readonly AcceptedWrite[] {
  const { records, chatter, codes } = input;
  const refused = new Set(refusals?.sessions.map((session) => session.pid) ?? []);
  const found: AcceptedWrite[] = [];
  const ordinary = serverStream(chatter, instance);
  if (ordinary !== undefined) {
    let second = Number.NaN;
    let left = 0;
    for (const mark of allMarks(chatter, codes, ordinary)) {
      const now = Math.floor(mark.at.us / SECOND_US);
      if (now !== second) left = EXAMINED_PER_SECOND;
      second = now;
      if (left-- <= 0 || !isAccepted(input, mark, refused)) continue;
      found.push({ us: mark.at.us, row: mark.at.row, store: "chatter" });
      left = 0;
    }
  }
  const stream = serverStream(records, instance);
  if (stream !== undefined) {
    let examined = 0;
    for (const { at } of marks(records, codes, stream, [null])) {
      if (records.level(at.row) !== LevelCode.error || refused.has(records.pid(at.row))) continue;
      if (++examined > MAX_EXAMINED) break;
      const { message, statement } = records.text(at.row);
      if (WRITER_ONLY_ERROR.test(message) && (statement === null || writeKind(statement) === "write"))
        found.push({ us: at.us, row: at.row, store: "records" });
    }
  }
  return found.sort((a, b) => a.us - b.us);
}

function isAccepted(input: Input, { id, at }: Mark, refused: ReadonlySet<number>): boolean {
  const { chatter } = input;
  if (id === "autovacuum-run") return true;
  if (id === "checkpoint") return chatter.text(at.row).message.startsWith("checkpoint ");
  if (id !== "duration" && id !== "statement") return false;
  if (refused.has(chatter.pid(at.row))) return false;
  const { message } = chatter.text(at.row);
  if (!mayWrite(message)) return false;
  const sql = /(?:statement|execute [^:]*|fastpath[^:]*): ([\s\S]*)$/.exec(message)?.[1];
  return sql !== undefined && writeKind(sql) === "write";
}

/** Writes logged this long before a kill belong to the same moment. */
const JUST_BEFORE_US = 120 * SECOND_US;

/** Grades the write evidence of a crash (P7). */
export function gradeCrash(
  input: Input,
  crash: Crash,
  life: Incarnation,
  refusals: Refusals | null,
  accepted: readonly AcceptedWrite[],
): WriteGrade {
  const cites: readonly Cite[] = crash.statementRow === null ? [] : [{ row: crash.statementRow }];
  const wrote = accepted.filter(
    (write) => write.us <= crash.at.us && write.us >= Math.max(life.firstUs, crash.at.us - JUST_BEFORE_US),
  );
  const last = wrote.at(-1);
  const lastRefusedUs = refusals?.sessions.reduce(
    (latest, s) => (inLife(life, s.firstRow) && s.firstUs <= crash.at.us ? Math.max(latest, s.lastUs) : latest),
    Number.NEGATIVE_INFINITY,
  );
  // Writes that ended with a refusal were before the role changed.
  if (last !== undefined && !(last.us < (lastRefusedUs ?? Number.NEGATIVE_INFINITY)))
    return {
      level: "accepted",
      reason: `${wrote.length === 1 ? "a completed write is" : `${wrote.length} completed writes are`} logged in the two minutes before`,
      cites: [...cites, ...wrote.slice(-2).map(({ row, store }) => ({ row, store }))],
    };
  if (crash.kind !== "child" || crash.statement === null)
    return { level: "none", reason: "no statement of the killed process is shown", cites: [] };
  const kind = writeKind(crash.statement);
  if (kind === "read") return { level: "none", reason: "the killed backend's last statement only reads", cites };
  const own = refusals?.sessions.find(
    (session) => session.pid === crash.childPid && inLife(life, session.firstRow) && !(session.firstUs > crash.at.us),
  );
  if (own !== undefined)
    return {
      level: "refused",
      reason: `the killed backend (PID ${own.pid}) itself had been refused as read-only before`,
      cites: [...cites, { row: own.lastRow }],
    };
  const everybody = refusedBeforeKill(input, crash, refusals, accepted);
  if (everybody !== null)
    return {
      level: "refused",
      reason: "every session active in the two seconds before was being refused",
      cites: [...cites, { row: everybody }],
    };
  if (kind === "unknown")
    return { level: "none", reason: "the killed backend's last statement may or may not write", cites };
  const born = bornHere(input, crash, life);
  if (!crash.at.dated || (born === null && (life.start === null || Number.isNaN(life.start.us))))
    return { level: "attempted", reason: "the last statement writes; when that session was born is not shown", cites };
  return {
    level: "in-flight",
    reason:
      kind === "likely"
        ? "the last statement is COMMIT"
        : "the last statement writes, and that session was never refused",
    cites,
  };
}

/** The birth of the killed session in this life, when the log holds it. */
function bornHere(input: Input, crash: Crash, life: Incarnation): Row | null {
  const stream = serverStream(input.chatter, crash.instance);
  if (stream === undefined || crash.childPid === null) return null;
  for (const { at } of marks(input.chatter, input.codes, stream, ["connection-received", "connection-authorized"])) {
    if (at.us >= life.firstUs && at.us <= crash.at.us && input.chatter.pid(at.row) === crash.childPid) return at.row;
  }
  return null;
}

/** A refusal in the last two seconds when nothing but refusals came from sessions then, or null. */
function refusedBeforeKill(
  input: Input,
  crash: Crash,
  refusals: Refusals | null,
  accepted: readonly AcceptedWrite[],
): Row | null {
  if (refusals === null || !crash.at.dated) return null;
  const from = crash.at.us - 2 * SECOND_US;
  const late = refusals.sessions.filter((session) => session.lastUs >= from && session.firstUs <= crash.at.us);
  const last = late.at(-1);
  if (last === undefined) return null;
  if (accepted.some((write) => write.us >= from && write.us <= crash.at.us)) return null;
  // Sessions of users seen at work in those seconds without a refusal keep the question open.
  const refusedPids = new Set(late.map((session) => session.pid));
  const stream = serverStream(input.chatter, crash.instance);
  if (stream !== undefined) {
    for (const { at } of allMarks(input.chatter, input.codes, stream)) {
      if (at.us < from || at.us > crash.at.us || input.chatter.who(at.row) === null) continue;
      if (!refusedPids.has(input.chatter.pid(at.row)) && isApplication(input.chatter.who(at.row)?.user ?? ""))
        return null;
    }
  }
  return late.length >= 2 ? last.lastRow : null;
}

/** RDS's own housekeeping sessions are not clients. */
function isApplication(user: string): boolean {
  return user !== "" && user !== "[unknown]" && !user.startsWith("rds");
}
