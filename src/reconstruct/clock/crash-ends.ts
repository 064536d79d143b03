import type { Records, Row, SignatureId } from "../../model/index.ts";
import { type Input, marks, serverStream } from "../context.ts";
import { statedUs } from "./keyed-records.ts";
import type { LineGroup } from "./server-lines.ts";

const TURNS: readonly SignatureId[] = ["terminating-others", "server-starting", "reinitializing"];

/** A line that ended every session of an instance without a word about any of them, or began a life. */
interface Turn {
  readonly row: Row;
  readonly us: number;
  readonly ends: boolean;
}

/** The crashes that ended the sessions that wrote the lines of a group. */
export type CrashEnds = (group: LineGroup, store: Records) => readonly Row[];

/**
 * Where a crash ended the sessions that were there. Backends tell their client and not the log (57P02 goes to clients
 * only from PostgreSQL 14 on: src/backend/tcop/postgres.c, quickdie, WARNING_CLIENT_ONLY), so the postmaster's line
 * speaks for all of them: a session that wrote a line in a life was ended by that life's crash.
 */
export function crashEndsOf(input: Input): CrashEnds {
  const known = new Map<string, readonly Turn[]>();
  return (group, store) => {
    const all = known.get(group.instance) ?? turnsOf(input, group.instance);
    known.set(group.instance, all);
    const found = new Set<Row>();
    for (const row of group.rows) for (const end of endsAfter(all, statedUs(store, row))) found.add(end);
    return [...found];
  };
}

/**
 * The end of the life that a moment lies in. Stamps of whole seconds may hide a crash, a new life and the moment in one
 * second: then it may be either life's.
 */
function* endsAfter(turns: readonly Turn[], us: number): Iterable<Row> {
  const at = turns.findIndex((turn) => turn.us >= us);
  const next = turns[at];
  if (next?.ends !== true) return;
  yield next.row;
  const begun = turns[at + 1];
  const last = turns[at + 2];
  if (next.us === us && begun?.us === us && !begun.ends && last?.ends === true) yield last.row;
}

function turnsOf(input: Input, instance: string): readonly Turn[] {
  const turns: Turn[] = [];
  const stream = serverStream(input.records, instance);
  if (stream === undefined) return turns;
  for (const { id, at } of marks(input.records, input.codes, stream, TURNS)) {
    if (at.dated) turns.push({ row: at.row, us: statedUs(input.records, at.row), ends: id === "terminating-others" });
  }
  return turns;
}
