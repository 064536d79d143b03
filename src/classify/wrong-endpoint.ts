import { type Answer, type ClientFacts, SECOND_US } from "../model/index.ts";
import type { AfterChange } from "./after-change.ts";
import { answer, endedInTime, sessionCites, sessionSource, unattributed } from "./answers.ts";
import { roleAt } from "./roles-then.ts";
import { rowCites, type Scene } from "./scene.ts";
import { isReaderEndpoint, wrongAdvertisement } from "./stale-context.ts";
import { refusedAfter, staleSessions } from "./staleness-meter.ts";
import { clock, plural } from "./wording.ts";

/** Whether what the client connects to led to another instance than the writer, after the endpoint's TTL. */
export function endpointWrong(client: ClientFacts, after: AfterChange): Answer {
  const { scene, endUs, settledUs } = after;
  const lastUs = refusedAfter(client, after).at(-1) ?? endUs;
  const advertised = wrongAdvertisement(scene, [client], endUs, lastUs);
  if (advertised !== null) return answer("yes", advertised.text, advertised.cites);
  const late = staleSessions(client, after, endUs);
  const born = late
    .filter(({ session }) => session.bornUs > settledUs)
    .toSorted((a, b) => b.session.bornUs - a.session.bornUs || a.session.firstRow - b.session.firstRow);
  const [last] = born;
  if (last !== undefined) {
    const seconds = Math.round((last.session.bornUs - endUs) / SECOND_US);
    return answer(
      "yes",
      `as this client resolved it: it opened ${plural(born.length, "session")} on ${last.instance} after the change, the last at ${clock(last.session.bornUs)} UTC, ${seconds} s after the failover ended (${sessionSource(last)})`,
      sessionCites(born, true),
    );
  }
  return endedInTime(client, after) ?? collectedRight(after, lastUs) ?? byBirths(client, after, late);
}

/** The endpoint was collected while the client was refused, and was right. */
function collectedRight({ scene, failover, endUs }: AfterChange, lastUs: number): Answer | null {
  const right = scene.facts.documents.endpoints.find(
    ({ kind, instance, us }) =>
      kind === "writer" && instance !== null && instance === failover.endWriter && us > endUs && us <= lastUs,
  );
  if (right === undefined) return null;
  const text = `the writer endpoint ${right.name} pointed to ${right.instance ?? ""} at ${clock(right.us)} UTC, while this client was refused`;
  return answer("no", text, [{ exhibit: right.exhibit }]);
}

function byBirths(client: ClientFacts, { settledUs }: AfterChange, late: ReturnType<typeof staleSessions>): Answer {
  const [first] = late;
  if (first === undefined)
    return answer("undecidable", `${unattributed(client)}: where it opened sessions is not shown`);
  const unknown = late.filter(({ session }) => Number.isNaN(session.bornUs) && session.firstUs > settledUs);
  if (unknown.length > 0)
    return answer(
      "undecidable",
      `when ${unknown.length} of its refused sessions ${unknown.length === 1 ? "was" : "were"} opened is not logged (log_connections)`,
      sessionCites(unknown, false),
    );
  return answer(
    "no",
    `none of its ${plural(late.length, "refused session")} was opened later than the endpoint's TTL allows (${sessionSource(first)})`,
    sessionCites(late, true),
  );
}

/** The writer did not change: the endpoint is wrong when it leads to a reader all the same. */
export function wrongWithoutChange(client: ClientFacts, scene: Scene): Answer {
  const { endpoint } = client;
  if (endpoint !== null && isReaderEndpoint(endpoint.name))
    return answer("yes", `the endpoint it names is the reader endpoint, ${endpoint.name}`, rowCites([endpoint.row]));
  const own = client.sessions.filter(
    ({ session }) => session.lastUs >= scene.startUs && session.firstUs <= scene.endUs,
  );
  const [first] = own;
  if (first === undefined)
    return answer("undecidable", `${unattributed(client)}: where its sessions were is not shown`);
  const roles = own.map((each) => roleAt(scene, null, each.instance, each.session));
  const role = roles[0] ?? null;
  if (role === null || roles.some((each) => each?.role !== role.role))
    return answer(
      "undecidable",
      `no source says which role ${first.instance} had when it refused`,
      sessionCites(own, false),
    );
  const cites = [...sessionCites([first], false), ...role.cites];
  return role.role === "reader"
    ? answer(
        "yes",
        `what it connects to leads to ${first.instance}, a reader by ${role.source}, without any change of the writer (${sessionSource(first)})`,
        cites,
      )
    : answer(
        "no",
        `its sessions were on ${first.instance}, the writer by ${role.source} (${sessionSource(first)})`,
        cites,
      );
}
