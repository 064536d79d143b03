import { z } from "zod";
import { serviceAddress } from "../address.ts";
import { checked } from "../checked.ts";
import { connect, type Connection } from "../connection.ts";
import type { Destination } from "../destination.ts";
import type { Objection } from "../failed.ts";
import { Refused } from "../refused.ts";
import { hiding, secretOf } from "../secrets.ts";
import { lookedUp, type Service } from "../service.ts";
import type { Surroundings } from "../surroundings.ts";
import { channelOf } from "./channel.ts";
import { messagePlan } from "./plan.ts";

const who = z.object({ user_id: z.string(), bot_id: z.string().nullish() });

/**
 * A channel of Slack.
 *
 * @param name `#incidents` or `C0123ABCDEF`; null when it is none
 */
export function slack(name: string): Service | null {
  if (!/^(?:#[\p{Ll}\p{Lo}\p{N}_-]{1,80}|[CGD][A-Z0-9]{7,20})$/u.test(name)) return null;
  return {
    target: `slack:${name}`,
    credentials: "SLACK_BOT_TOKEN",
    connect: connected,
    reach: (connection, around) =>
      connection === null
        ? Promise.resolve(unseen(name))
        : lookedUp(`slack:${name}`, reached(name, connection, around)),
  };
}

function connected(around: Surroundings): Promise<Connection | null> {
  const token = secretOf(around.env, ["SLACK_BOT_TOKEN"]);
  if (token === null) return Promise.resolve(null);
  const base = serviceAddress(around.env["SLACK_API_URL"] || "https://slack.com/api", "SLACK_API_URL");
  const headers = { authorization: `Bearer ${token}` };
  return Promise.resolve(connect({ base, headers, hide: hiding([token]), objection }, around));
}

const no = z.object({ ok: z.boolean(), error: z.string().optional(), needed: z.string().optional() });

/** After these, Slack says itself, it may have been done. */
const unsure: ReadonlySet<string> = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
]);

/** Slack answers 200 with `ok: false`. https://docs.slack.dev/apis/web-api/#slack-web-api__responses */
function objection(json: unknown): Objection | null {
  const { success, data } = no.safeParse(json);
  if (!success) return { words: "an answer of another shape", uncertain: true };
  if (data.ok) return null;
  const { error = "refused", needed } = data;
  return { words: needed === undefined ? error : `${error} (${needed})`, uncertain: unsure.has(error) };
}

function unseen(name: string): Destination {
  return {
    recipient: `Slack ${name}`,
    visibility: "not looked up: no token",
    open: false,
    hide: (text) => text,
    plan: (documents) => messagePlan(null, documents),
  };
}

async function reached(name: string, connection: Connection, around: Surroundings): Promise<Destination> {
  const bot = checked(who, (await connection.ask("/auth.test")).json, "Slack's bot");
  const channel = await channelOf(connection, name);
  if (channel.is_member !== true && channel.is_im !== true)
    throw new Refused(`the bot is no member of ${name}`, "Invite it: /invite @bot in the channel.");
  const others = channel.is_ext_shared === true || channel.is_pending_ext_shared === true;
  const kind = channel.is_private === true || channel.is_im === true ? "private channel" : "everybody in the workspace";
  return {
    recipient: `Slack ${channel.name == null ? name : `#${channel.name}`} (${channel.id})`,
    visibility: others ? "shared with other organisations (Slack Connect)" : kind,
    open: others,
    hide: connection.hide,
    plan: (documents) => messagePlan({ connection, bot, channel: channel.id, around }, documents),
  };
}
