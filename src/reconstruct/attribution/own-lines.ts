import { leadingCount, type Row, SECOND_US, type SignatureId, type Stream } from "../../model/index.ts";
import { SERVER_LINES, serverLinesFor } from "../clock/counterparts.ts";
import { type Input, rowsOf } from "../context.ts";
import type { SessionOf } from "../sessions/client-sessions.ts";
import { isToldToSession, type ServerSession } from "../sessions/server-sessions.ts";

/** Whose client's sessions they are. */
type Owner = (session: ServerSession) => Stream | null;

/** `%t` cuts the second off, a client logs up to half a second later; two clocks may differ by a little. */
const BEFORE_US = 1.5 * SECOND_US;
const AFTER_US = 0.3 * SECOND_US;

/** A line that a client's own session wrote. */
export interface OwnLine {
  readonly instance: string;
  readonly row: Row;
}

/** Lines of one kind by instance, ascending in time: the last of each moment. */
type Lines = ReadonlyMap<string, Ascending>;
type Ascending = readonly { readonly us: number; readonly row: Row }[];

/**
 * The line of a client's own sessions (by `application_name`) that an error of it belongs to: the same kind in the same
 * second, on one instance only. Null where no line fits or several instances' do.
 */
export type OwnLineOf = (client: Stream, kind: SignatureId, us: number) => OwnLine | null;

/** Finds them; the logs are walked once for all clients, when the first asks. */
export function ownLineFinder(input: Input, sessionOf: SessionOf, owner: Owner): OwnLineOf {
  let lines: ReadonlyMap<string, Lines> | null = null;
  return (client, kind, us) => {
    lines ??= linesOf(input, sessionOf, owner);
    const found = new Map<string, Row>();
    for (const id of serverLinesFor(kind) ?? []) {
      for (const [instance, list] of lines.get(`${client.index} ${id}`) ?? []) {
        const row = lastBefore(list, us);
        if (row !== null) found.set(instance, row);
      }
    }
    const [only] = found;
    return only === undefined || found.size > 1 ? null : { instance: only[0], row: only[1] };
  };
}

/** By the client's stream and the kind of line: `<index> <kind>`. */
function linesOf({ records, codes }: Input, sessionOf: SessionOf, owner: Owner): ReadonlyMap<string, Lines> {
  const found = new Map<string, Map<string, Map<number, Row>>>();
  for (const stream of records.streams) {
    if (stream.kind !== "server") continue;
    for (const row of rowsOf(records, codes, stream, SERVER_LINES)) {
      const us = isToldToSession(records, row) ? records.time(row) : null;
      const session = us === null ? undefined : sessionOf(stream.name, row);
      const client = session === undefined ? null : owner(session);
      if (us === null || client === null) continue;
      const key = `${client.index} ${codes.id(records.signature(row)) ?? ""}`;
      const byInstance = found.get(key) ?? new Map<string, Map<number, Row>>();
      found.set(key, byInstance);
      const rows = byInstance.get(stream.name) ?? new Map<number, Row>();
      byInstance.set(stream.name, rows);
      rows.set(us, row);
    }
  }
  return new Map(
    [...found].map(([key, byInstance]) => [
      key,
      new Map([...byInstance].map(([instance, rows]) => [instance, ascending(rows)])),
    ]),
  );
}

function ascending(rows: ReadonlyMap<number, Row>): Ascending {
  return [...rows].map(([us, row]) => ({ us, row })).sort((a, b) => a.us - b.us);
}

/** The last line at or before a moment, as far as it can be that moment's. */
function lastBefore(list: Ascending, us: number): Row | null {
  const found = list[leadingCount(list.length, (i) => (list[i]?.us ?? 0) <= us + AFTER_US) - 1];
  return found !== undefined && found.us >= us - BEFORE_US ? found.row : null;
}
