import type { RefusedSession, Refusals, Row, SignatureId, Stream } from "../model/index.ts";
import { type Input, LowerBounds, marks, rowsOf, serverStream } from "./context.ts";

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
  const births = birthsOf(input, stream.name, sessions);
  const born = [...sessions.values()].flat().map((draft): RefusedSession => {
    const { life: _life, ...session } = draft;
    const birth = births.get(draft);
    return { ...session, bornUs: birth?.us ?? Number.NaN, bornRow: birth?.row ?? null };
  });
  born.sort((a, b) => a.firstUs - b.firstUs || a.firstRow - b.firstRow);
  return { instance: stream.name, firstUs, lastUs, count, inRecovery, sessions: born };
}

/**
 * The last birth of each session's PID before its first refusal (P12): `connection received` or `authorized`, when they
 * are logged. Rows belong to `input.chatter`.
 */
function birthsOf(
  { chatter, codes }: Input,
  instance: string,
  sessions: ReadonlyMap<number, readonly Draft[]>,
): ReadonlyMap<Draft, { readonly us: number; readonly row: Row }> {
  const found = new Map<Draft, { readonly us: number; readonly row: Row }>();
  const stream = sessions.size === 0 ? undefined : serverStream(chatter, instance);
  if (stream === undefined) return found;
  const times = new LowerBounds(chatter, stream);
  for (const row of rowsOf(chatter, codes, stream, ["connection-received", "connection-authorized"])) {
    const drafts = sessions.get(chatter.pid(row));
    if (drafts === undefined) continue;
    const birth = times.at(row);
    for (const draft of drafts) if (birth.us <= draft.firstUs) found.set(draft, birth);
  }
  return found;
}
