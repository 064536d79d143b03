import type { Answer, ClientFacts } from "../model/index.ts";
import type { AfterChange } from "./after-change.ts";
import { answer, sessionCites, sessionSource, unattributed } from "./answers.ts";
import { roleAt } from "./roles-then.ts";
import { instanceNamed, type Scene } from "./scene.ts";
import { plural } from "./wording.ts";

/** Whether the instance that refused the client was the writer at that moment, by a source other than the refusal. */
export function writerRefused(client: ClientFacts, scene: Scene, after: AfterChange | null): Answer {
  const fromUs = after === null ? scene.startUs : after.failover.t0Us - after.failover.uncertaintyUs;
  const untilUs = after === null ? scene.endUs : after.untilUs;
  const own = client.sessions.filter(({ session }) => session.lastUs >= fromUs && session.firstUs <= untilUs);
  if (own.length === 0) return byAttribution(client, scene, fromUs, untilUs);
  const told = own.map((each) => ({ each, role: roleAt(scene, after, each.instance, each.session) }));
  const writers = told.flatMap(({ each, role }) => (role?.role === "writer" ? [{ each, role }] : []));
  const [writer] = writers;
  if (writer !== undefined)
    return answer(
      "yes",
      `${writers.length} of ${plural(own.length, "refused session")} ${writers.length === 1 ? "was" : "were"} on ${writer.each.instance}, the writer at that time by ${writer.role.source} (${sessionSource(writer.each)})`,
      [...sessionCites([writer.each], false), ...writer.role.cites],
    );
  const unknown = told.flatMap(({ each, role }) => (role === null ? [each] : []));
  const [open] = unknown;
  if (open !== undefined)
    return answer(
      "undecidable",
      `no source but the refusal says which role ${open.instance} had then (${sessionSource(open)})`,
      sessionCites(unknown, false),
    );
  const [reader] = told;
  const names = [...new Set(own.map(({ instance }) => instance))].sort().join(", ");
  return answer(
    "no",
    `it was refused by ${names}, a reader at that time by ${reader?.role?.source ?? ""} (${reader === undefined ? "" : sessionSource(reader.each)})`,
    [...sessionCites(own, false), ...(reader?.role?.cites ?? [])],
  );
}

/** Without a line of the server the instance may still be named; its role is then asked for the whole time. */
function byAttribution(client: ClientFacts, scene: Scene, fromUs: number, untilUs: number): Answer {
  const named = client.attributions.filter((each) => each.lastUs >= fromUs && each.firstUs <= untilUs);
  const [only] = named;
  if (only === undefined)
    return answer("undecidable", `${unattributed(client)}: which instance refused it is not shown`);
  const instances = [...new Set(named.map(({ instance }) => instance))].sort();
  const role = (instanceNamed(scene, only.instance)?.roles ?? []).find(
    ({ startUs, endUs, source }) => source === "event" && startUs <= only.firstUs && endUs >= only.lastUs,
  );
  if (instances.length > 1 || role === undefined)
    return answer(
      "undecidable",
      `its errors were on ${instances.join(" and ")} (by ${only.by}); no line of a server's log shows which of them refused it, and in which role`,
      only.cites,
    );
  return answer(
    role.role === "writer" ? "yes" : "no",
    `its errors were on ${only.instance} (by ${only.by}), the ${role.role} all that time by RDS events`,
    [...only.cites, ...role.cites],
  );
}
