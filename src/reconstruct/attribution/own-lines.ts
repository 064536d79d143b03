import { SECOND_US, type SignatureId, type Stream } from "../../model/index.ts";
import type { Row } from "../../model/index.ts";
import { serverLinesFor } from "../clock/counterparts.ts";
import type { Input } from "../context.ts";
import type { ServerSession } from "../sessions/server-sessions.ts";

/** `%t` cuts the second off, a client logs up to half a second later; two clocks may differ by a little. */
const BEFORE_US = 1.5 * SECOND_US;
const AFTER_US = 0.3 * SECOND_US;

/** A line that a client's own session wrote. */
export interface OwnLine {
  readonly instance: string;
  readonly row: Row;
}

/**
 * The line of a client's own sessions (by `application_name`) that an error of it belongs to: the same kind in the same
 * second, on one instance only. Null where no line fits or several instances' do.
 */
export function ownLineFinder(
  { records, codes }: Input,
  client: Stream,
  sessions: readonly ServerSession[],
  owner: (session: ServerSession) => Stream | null,
): (kind: SignatureId, us: number) => OwnLine | null {
  const lines = new Map<SignatureId, Map<string, { us: number; row: Row }[]>>();
  for (const session of sessions) {
    if (owner(session)?.index !== client.index) continue;
    for (const row of session.rows) {
      const kind = codes.id(records.signature(row));
      const us = records.time(row);
      if (kind === null || us === null) continue;
      const byInstance = lines.get(kind) ?? new Map<string, { us: number; row: Row }[]>();
      lines.set(kind, byInstance);
      const list = byInstance.get(session.instance) ?? [];
      byInstance.set(session.instance, list);
      list.push({ us, row });
    }
  }
  for (const byInstance of lines.values())
    for (const list of byInstance.values()) list.sort((a, b) => a.us - b.us || a.row - b.row);
  return (kind, us) => {
    const found = new Map<string, Row>();
    for (const id of serverLinesFor(kind) ?? []) {
      for (const [instance, list] of lines.get(id) ?? []) {
        const row = lastBefore(list, us);
        if (row !== null) found.set(instance, row);
      }
    }
    const [only] = found;
    return only === undefined || found.size > 1 ? null : { instance: only[0], row: only[1] };
  };
}

/** The last line at or before a moment, as far as it can be that moment's. */
function lastBefore(list: readonly { readonly us: number; readonly row: Row }[], us: number): Row | null {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.us ?? 0) <= us + AFTER_US) low = middle + 1;
    else high = middle;
  }
  const found = list[low - 1];
  return found !== undefined && found.us >= us - BEFORE_US ? found.row : null;
}
