import {
  type AcceptedWrites,
  type Cite,
  type Crash,
  inLife,
  type Incarnation,
  type Refusals,
  type Row,
  SECOND_US,
  type WriteGrade,
} from "../model/index.ts";
import { allMarks, type Input, marks, serverStream } from "./context.ts";
import { writeKind } from "./verbs.ts";

/** Writes logged this long before a kill belong to the same moment. */
const JUST_BEFORE_US = 120 * SECOND_US;

/** Grades the write evidence of a crash (P7). */
export function gradeCrash(
  input: Input,
  crash: Crash,
  life: Incarnation,
  refusals: Refusals | null,
  accepted: AcceptedWrites,
): WriteGrade {
  const cites: readonly Cite[] = crash.statementRow === null ? [] : [{ row: crash.statementRow }];
  const wrote = accepted.within(Math.max(life.firstUs, crash.at.us - JUST_BEFORE_US), crash.at.us);
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
  accepted: AcceptedWrites,
): Row | null {
  if (refusals === null || !crash.at.dated) return null;
  const from = crash.at.us - 2 * SECOND_US;
  const late = refusals.sessions.filter((session) => session.lastUs >= from && session.firstUs <= crash.at.us);
  const last = late.at(-1);
  if (last === undefined) return null;
  if (accepted.first(from, crash.at.us) !== undefined) return null;
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
