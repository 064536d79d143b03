import type { Answer, ClientFacts, ClientSession } from "../model/index.ts";
import type { AfterChange } from "./after-change.ts";
import { answer, endedInTime, sessionCites, sessionSource, unattributed } from "./answers.ts";
import type { Scene } from "./scene.ts";
import { staleSessions } from "./staleness-meter.ts";
import { clock, plural } from "./wording.ts";

/** Whether late refusals came on sessions that were there when the writer changed (P12). */
export function oldConnectionKept(client: ClientFacts, after: AfterChange): Answer {
  const inTime = endedInTime(client, after);
  if (inTime !== null) return inTime;
  const late = longestFirst(staleSessions(client, after, after.settledUs));
  const [longest] = late;
  if (longest === undefined)
    return answer(
      "undecidable",
      `${unattributed(client)}: whether its late refusals came on old sessions is not shown`,
    );
  const kept = late.filter((each) => bornBy(each) <= after.settledUs);
  const [first] = kept;
  if (first !== undefined) {
    const { pid, lastUs } = first.session;
    return answer(
      "yes",
      `${kept.length} of ${plural(late.length, "session")} refused later ${kept.length === 1 ? "was" : "were"} opened by ${clock(after.settledUs)} UTC and went on, PID ${pid} from ${clock(bornBy(first))} or earlier to ${clock(lastUs)} UTC (${sessionSource(first)})`,
      sessionCites(kept, true),
    );
  }
  const unknown = late.filter(({ session }) => Number.isNaN(session.bornUs));
  if (unknown.length > 0)
    return answer(
      "undecidable",
      `when ${unknown.length} of ${plural(late.length, "session")} refused later ${unknown.length === 1 ? "was" : "were"} opened is not logged (log_connections)`,
      sessionCites(unknown, false),
    );
  return answer(
    "no",
    `every later refusal came on a session opened after the change (${plural(late.length, "session")}, ${sessionSource(longest)})`,
    sessionCites(late, true),
  );
}

/** The session was there at this time at the latest, µs: its birth, else its first line on the instance (APPS §6.2). */
function bornBy({ session }: ClientSession): number {
  return Number.isNaN(session.bornUs) ? session.firstUs : Math.min(session.bornUs, session.firstUs);
}

function longestFirst(sessions: readonly ClientSession[]): readonly ClientSession[] {
  return sessions.toSorted((a, b) => b.session.lastUs - a.session.lastUs || a.session.firstRow - b.session.firstRow);
}

/** Nothing changed, so no connection can be older than the change: said only where a change would have been seen. */
export function keptWithoutChange({ facts }: Scene): Answer {
  return facts.eventsSupplied && facts.failovers.length === 0
    ? answer("no", "RDS events were supplied and report no change of the writer that a connection could be older than")
    : answer("undecidable", "no change of the writer is shown, and no RDS events say that there was none");
}
