import { z } from "zod";
import { serviceAddress } from "../address.ts";
import { checked } from "../checked.ts";
import { connect, type Connection } from "../connection.ts";
import type { Destination } from "../destination.ts";
import { Refused } from "../refused.ts";
import { hiding, secretOf } from "../secrets.ts";
import { lookedUp, type Service } from "../service.ts";
import type { Surroundings } from "../surroundings.ts";
import { lookAt } from "./issue.ts";
import { issuePlan } from "./plan.ts";

const user = z.object({ accountId: z.string() });

/**
 * An issue on Jira Cloud.
 *
 * @param key `PROJ-123`; null when it is none
 */
export function jira(key: string): Service | null {
  if (!/^[A-Z][A-Z0-9_]{1,49}-[1-9]\d{0,9}$/.test(key)) return null;
  return {
    target: `jira:${key}`,
    credentials: "JIRA_URL, JIRA_USER and JIRA_TOKEN",
    connect: connected,
    reach: (connection) =>
      connection === null ? Promise.resolve(unseen(key)) : lookedUp(`jira:${key}`, reached(key, connection)),
  };
}

/**
 * @throws {Refused} for a token without a user: that would be a Data Center's
 */
function connected(around: Surroundings): Promise<Connection | null> {
  const token = secretOf(around.env, ["JIRA_TOKEN"]);
  const address = around.env["JIRA_URL"];
  if (token === null || address === undefined || address === "") return Promise.resolve(null);
  const name = around.env["JIRA_USER"]?.trim() ?? "";
  if (name === "")
    throw new Refused(
      "JIRA_USER is not set: only Jira Cloud is supported, where a token belongs to an e-mail address",
      "Jira Data Center has no API of version 3; attach the files of `postmortem report` there by hand.",
    );
  const basic = Buffer.from(`${name}:${token}`).toString("base64");
  const headers = { authorization: `Basic ${basic}`, accept: "application/json" };
  const base = serviceAddress(address, "JIRA_URL");
  return Promise.resolve(connect({ base, headers, hide: hiding([basic, token]) }, around));
}

function unseen(key: string): Destination {
  return {
    recipient: `Jira issue ${key}`,
    visibility: "not looked up: no token",
    open: false,
    hide: (text) => text,
    plan: (documents) => issuePlan(null, key, documents),
  };
}

async function reached(key: string, connection: Connection): Promise<Destination> {
  const me = checked(user, (await connection.ask("/rest/api/3/myself")).json, "Jira's user").accountId;
  const issue = await lookAt(connection, key, me);
  return {
    recipient: `Jira issue ${key} "${issue.summary}" (${issue.project})`,
    visibility: issue.serviceDesk
      ? "a service project: the comment is internal, but customers of the request may see files"
      : "who may browse the issue, as its project's permissions say",
    open: issue.serviceDesk,
    hide: connection.hide,
    plan: (documents) => issuePlan({ connection, me, issue }, key, documents),
  };
}
