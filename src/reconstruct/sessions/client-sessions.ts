import type { ClientSession, Records, Refusals, Row, Stream } from "../../model/index.ts";
import type { ClientPairs } from "../clock/pairs.ts";
import { fitting } from "../clock/fitting.ts";
import type { ServerSession } from "./server-sessions.ts";

/** Keys by what they prove, best first. */
const KEYS = ["backend-pid", "client-address", "application-name", "statement"] as const;

/** The session that wrote a line of an instance. */
export type SessionOf = (instance: string, row: Row) => ServerSession | undefined;

/** Finds sessions by their lines: a PID's sessions follow one another in the log. */
export function sessionFinder(records: Records, sessions: readonly ServerSession[]): SessionOf {
  const byPid = new Map<string, Map<number, ServerSession[]>>();
  for (const session of sessions) {
    const own = byPid.get(session.instance) ?? new Map<number, ServerSession[]>();
    byPid.set(session.instance, own);
    const known = own.get(session.pid);
    if (known === undefined) own.set(session.pid, [session]);
    else known.push(session);
  }
  return (instance, row) =>
    byPid
      .get(instance)
      ?.get(records.pid(row))
      ?.find(({ firstRow, lastRow }) => row >= firstRow && row <= lastRow);
}

/**
 * The refused sessions that are one client's, each by the best key: a record of the client that names the session's PID
 * or address, the session's `application_name`, or its statements.
 *
 * @param owner whose client's `application_name` a session carries
 */
export function clientSessionsOf(
  client: Stream,
  pairs: ClientPairs,
  refusals: readonly Refusals[],
  sessionOf: SessionOf,
  owner: (session: ServerSession) => Stream | null,
): readonly ClientSession[] {
  const named = new Map<ServerSession, ClientSession["by"]>();
  for (const { candidate } of fitting(pairs, client)) {
    const session = candidate.store === "records" ? sessionOf(candidate.instance, candidate.row) : undefined;
    if (session === undefined) continue;
    const known = named.get(session);
    if (known === undefined || KEYS.indexOf(candidate.by) < KEYS.indexOf(known)) named.set(session, candidate.by);
  }
  return refusals.flatMap(({ instance, sessions }) =>
    sessions.flatMap((session): readonly ClientSession[] => {
      const whole = sessionOf(instance, session.firstRow);
      if (whole === undefined) return [];
      const key = named.get(whole);
      const owned = owner(whole);
      // Two clients run the same statement; whose name the session carries is the better witness.
      if (key === "statement" && owned !== null && owned.index !== client.index) return [];
      const keys = [key, owned?.index === client.index ? ("application-name" as const) : undefined];
      const by = KEYS.find((each) => keys.includes(each));
      return by === undefined ? [] : [{ instance, session, by }];
    }),
  );
}
