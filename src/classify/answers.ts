import { type Answer, type Cite, type ClientFacts, type ClientSession, SECOND_US } from "../model/index.ts";
import type { AfterChange } from "./after-change.ts";
import { clientClock } from "./client-clock.ts";
import { rowCites } from "./scene.ts";
import { refusedAfter } from "./staleness-meter.ts";

export function answer(what: Answer["answer"], text: string, cites: readonly Cite[] = []): Answer {
  return { answer: what, text, cites: cites.slice(0, 5) };
}

/** How a session is known to be a client's. */
const BY: Readonly<Record<ClientSession["by"], string>> = {
  "backend-pid": "backend PID",
  "client-address": "client address and port",
  "application-name": "application name",
  statement: "statement text",
};

/** `log of aurora-1, by backend PID`: the source that an answer names. */
export function sessionSource({ instance, by }: ClientSession): string {
  return `log of ${instance}, by ${BY[by]}`;
}

/** Lines of two sessions: the birth, when it is asked for, and the first and last refusal. */
export function sessionCites(sessions: readonly ClientSession[], births: boolean): readonly Cite[] {
  return sessions
    .slice(0, 2)
    .flatMap(({ session }): readonly Cite[] => [
      ...(births ? rowCites([session.bornRow], "chatter") : []),
      ...rowCites([...new Set([session.firstRow, session.lastRow])]),
    ]);
}

/** Why no session is known to be the client's. */
export function unattributed({ pooler }: ClientFacts): string {
  if (pooler === null) return "no line of a server's log is known to be this client's";
  return `${pooler.product === "unknown" ? "a pooler or proxy" : pooler.product} hides which sessions were this client's`;
}

/**
 * Nothing was refused later than a connection opened at the right time may have been: none of what is argued about is
 * needed to explain it. Null when there are late refusals.
 */
export function endedInTime(client: ClientFacts, after: AfterChange): Answer | null {
  const lastUs = refusedAfter(client, after).at(-1);
  if (lastUs !== undefined && lastUs > after.settledUs + clientClock(client).uncertaintyUs) return null;
  const seconds = lastUs === undefined ? 0 : Math.round((lastUs - after.endUs) / SECOND_US);
  const when =
    lastUs === undefined
      ? "its refusals ended with the failover"
      : `its last refusal came ${seconds} s after the failover ended`;
  const run = client.errors.find(({ kind }) => kind === "client-read-only");
  return answer("no", `${when}, no later than the endpoint's TTL and the clocks allow`, rowCites([run?.rows.at(-1)]));
}
