import { z } from "zod";
import { serviceAddress } from "../address.ts";
import { checked } from "../checked.ts";
import { connect, type Connection } from "../connection.ts";
import type { Destination } from "../destination.ts";
import { Refused } from "../refused.ts";
import { hiding, secretOf } from "../secrets.ts";
import { lookedUp, type Service } from "../service.ts";
import type { Surroundings } from "../surroundings.ts";
import { notePlan } from "./plan.ts";

const answer = z.object({
  incident: z.object({
    title: z.string().nullish(),
    html_url: z.string().nullish(),
    service: z.object({ summary: z.string().nullish() }).nullish(),
  }),
});

/**
 * An incident of PagerDuty; accounts of its European region set `PAGERDUTY_API_URL`.
 *
 * @param id `Q1A2B3C4D5E6F7`; null when it is none
 */
export function pagerduty(id: string): Service | null {
  if (!/^[A-Z0-9]{6,40}$/.test(id)) return null;
  return {
    target: `pagerduty:${id}`,
    credentials: "PAGERDUTY_TOKEN and PAGERDUTY_FROM",
    connect: connected,
    reach: (connection) =>
      connection === null ? Promise.resolve(unseen(id)) : lookedUp(`pagerduty:${id}`, reached(id, connection)),
  };
}

function connected(around: Surroundings): Promise<Connection | null> {
  const token = secretOf(around.env, ["PAGERDUTY_TOKEN"]);
  if (token === null) return Promise.resolve(null);
  const from = around.env["PAGERDUTY_FROM"]?.trim() ?? "";
  if (!/^[^\s@]+@[^\s@]+$/.test(from))
    throw new Refused(
      "PAGERDUTY_FROM is not an e-mail address",
      "PagerDuty wants to know which of its users writes a note; give that user's address.",
    );
  const base = serviceAddress(around.env["PAGERDUTY_API_URL"] || "https://api.pagerduty.com", "PAGERDUTY_API_URL");
  const headers = {
    authorization: `Token token=${token}`,
    accept: "application/vnd.pagerduty+json;version=2",
    from,
  };
  return Promise.resolve(connect({ base, headers, hide: hiding([token]) }, around));
}

function unseen(id: string): Destination {
  return {
    recipient: `PagerDuty incident ${id}`,
    visibility: "not looked up: no token",
    open: false,
    hide: (text) => text,
    plan: (documents) => notePlan(null, id, documents),
  };
}

async function reached(id: string, connection: Connection): Promise<Destination> {
  const { incident } = checked(answer, (await connection.ask(`/incidents/${id}`)).json, "PagerDuty's incident");
  const of = incident.service?.summary ?? null;
  return {
    recipient: `PagerDuty incident ${id} "${incident.title ?? ""}"${of === null ? "" : ` (${of})`}`,
    visibility: "users of the PagerDuty account who may see the incident; notes can also go to its subscribers",
    open: false,
    hide: connection.hide,
    plan: (documents) => notePlan({ connection, url: incident.html_url ?? null }, id, documents),
  };
}
