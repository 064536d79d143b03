import type { Answer, ClientFacts, ClientSession } from "../model/index.ts";
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
  const readers = told.flatMap(({ each, role }) => (role?.role === "reader" ? [{ each, role }] : []));
  const unknown = told.flatMap(({ each, role }) => (role === null && !atTheChange(each, after) ? [each] : []));
  const [reader] = readers;
  if (reader === undefined || unknown.length > 0) return roleUnknown(unknown[0] ?? own[0]);
  const names = [...new Set(readers.map(({ each }) => each.instance))].sort().join(", ");
  return answer(
    "no",
    `${readers.length} of ${plural(own.length, "refused session")} ${readers.length === 1 ? "was" : "were"} on ${names}, a reader at that time by ${reader.role.source} (${sessionSource(reader.each)})`,
    [...sessionCites([reader.each], false), ...reader.role.cites],
  );
}

function roleUnknown(session: ClientSession | undefined): Answer {
  if (session === undefined) return answer("undecidable", "which instance refused it is not shown");
  const text = `no source but the refusal says which role ${session.instance} had then (${sessionSource(session)})`;
  return answer("undecidable", text, sessionCites([session], false));
}

/** In the seconds of the change no source is sure enough; what was refused later decides. */
function atTheChange({ session }: ClientSession, after: AfterChange | null): boolean {
  return after !== null && session.lastUs <= after.settledUs;
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
