import type { RefusedSession, Refusals, Row, SignatureId, Stream } from "../model/index.ts";
import { type Input, marks, serverStream } from "./context.ts";

interface Draft {
  pid: number;
  who: string;
  firstUs: number;
  lastUs: number;
  count: number;
  firstRow: Row;
  lastRow: Row;
  /** Starts of the server seen before it: a PID of an earlier life is another session. */
  life: number;
}

const LINES: readonly SignatureId[] = ["server-starting", "reinitializing", "recovery-refused", "read-only-refused"];

/** A PID that comes back after this long is another session; PIDs restart low after every postmaster start. */
const SAME_SESSION_US = 30 * 60 * 1_000_000;

/**
 * Write statements an instance refused because the transaction was read-only (25006), by session, from its own log. The
 * server's line names the instance: it proves where the client was, not that it should have been elsewhere.
 */
export function refusalsOf(input: Input, stream: Stream): Refusals | null {
  const { records, codes } = input;
  const sessions = new Map<number, Draft[]>();
  const inRecovery: Row[] = [];
  let count = 0;
  let firstUs = Number.NaN;
  let lastUs = Number.NaN;
  let life = 0;
  for (const { id, at } of marks(records, codes, stream, LINES)) {
    if (id === "server-starting" || id === "reinitializing") life++;
    if (id === "recovery-refused" && inRecovery.length < 5) inRecovery.push(at.row);
    if (id !== "read-only-refused") continue;
    count++;
    if (Number.isNaN(firstUs)) firstUs = at.us;
    lastUs = at.us;
    const pid = records.pid(at.row);
    const drafts = sessions.get(pid) ?? [];
    sessions.set(pid, drafts);
    const known = drafts.at(-1);
    if (known !== undefined && known.life === life && !(at.us - known.lastUs > SAME_SESSION_US)) {
      known.count++;
      known.lastUs = at.us;
      known.lastRow = at.row;
      continue;
    }
    const peer = records.who(at.row);
    const who = peer === null ? "" : `${peer.user}@${peer.database} from ${peer.host}`;
    drafts.push({ pid, who, firstUs: at.us, lastUs: at.us, count: 1, firstRow: at.row, lastRow: at.row, life });
  }
  if (count === 0 && inRecovery.length === 0) return null;
  const births = birthsOf(input, stream.name);
  const born = [...sessions.values()].flat().map(({ life: _life, ...session }): RefusedSession => {
    const birth = births.before(session.pid, session.firstUs);
    return { ...session, bornUs: birth?.us ?? Number.NaN, bornRow: birth?.row ?? null };
  });
  born.sort((a, b) => a.firstUs - b.firstUs || a.firstRow - b.firstRow);
  return { instance: stream.name, firstUs, lastUs, count, inRecovery, sessions: born };
}

/** Births of sessions on an instance (P12): `connection received` or `authorized` with their PID, when they are logged. */
interface Births {
  /** The last birth of this PID at or before `us`, or null. */
  before(pid: number, us: number): { readonly us: number; readonly row: Row } | null;
  /** Whether the instance logs connections at all. */
  readonly logged: boolean;
}

/** Rows of the result belong to `input.chatter`. */
function birthsOf(input: Input, instance: string): Births {
  const { chatter, codes } = input;
  const stream = serverStream(chatter, instance);
  const byPid = new Map<number, { us: number; row: Row }[]>();
  if (stream !== undefined) {
    for (const { at } of marks(chatter, codes, stream, ["connection-received", "connection-authorized"])) {
      const pid = chatter.pid(at.row);
      const list = byPid.get(pid) ?? [];
      byPid.set(pid, list);
      list.push({ us: at.us, row: at.row });
    }
  }
  return {
    logged: byPid.size > 0,
    before: (pid, us) => byPid.get(pid)?.findLast((birth) => birth.us <= us) ?? null,
  };
}
