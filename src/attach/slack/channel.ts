import { z } from "zod";
import { checked } from "../checked.ts";
import type { Connection, Query } from "../connection.ts";
import { Refused } from "../refused.ts";
import { EVENT } from "./message.ts";

const channel = z.object({
  id: z.string(),
  name: z.string().nullish(),
  is_private: z.boolean().nullish(),
  is_im: z.boolean().nullish(),
  is_member: z.boolean().nullish(),
  is_ext_shared: z.boolean().nullish(),
  is_pending_ext_shared: z.boolean().nullish(),
});

/** A channel as Slack describes it. */
export type Channel = z.infer<typeof channel>;

const cursor = z.object({ response_metadata: z.object({ next_cursor: z.string().nullish() }).nullish() });

/** Pages of a method, by its cursor; at most so many. */
async function* cursorPages(connection: Connection, method: string, query: Query, most: number): AsyncGenerator {
  let next = "";
  for (let page = 0; page < most; page++) {
    // oxlint-disable-next-line no-await-in-loop -- a page names the next
    const { json } = await connection.ask(`/${method}`, { ...query, ...(next === "" ? {} : { cursor: next }) });
    yield json;
    next = checked(cursor, json, "Slack's pages").response_metadata?.next_cursor ?? "";
    if (next === "") return;
  }
}

/**
 * The channel of an id, or of a name with `#`.
 *
 * @throws {Refused} when there is none of that name
 */
export async function channelOf(connection: Connection, name: string): Promise<Channel> {
  if (!name.startsWith("#")) {
    const { json } = await connection.ask("/conversations.info", { channel: name });
    return checked(z.object({ channel }), json, "Slack's channel").channel;
  }
  const query = { types: "public_channel,private_channel", exclude_archived: "true", limit: "200" };
  for await (const json of cursorPages(connection, "conversations.list", query, 200)) {
    const { channels } = checked(z.object({ channels: z.array(channel) }), json, "Slack's channels");
    const found = channels.find((one) => one.name === name.slice(1));
    if (found !== undefined) return found;
  }
  throw new Refused(`no channel ${name} that this bot can see`, "Invite the bot, or give the channel's id (C…).");
}

/** Who wrote a message. */
export interface Bot {
  readonly user_id: string;
  readonly bot_id?: string | null | undefined;
}

const messages = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      user: z.string().nullish(),
      bot_id: z.string().nullish(),
      metadata: z
        .object({ event_type: z.string().nullish(), event_payload: z.record(z.string(), z.unknown()).nullish() })
        .nullish(),
      files: z.array(z.object({ name: z.string().nullish() })).nullish(),
    }),
  ),
});

/** A message of ours. */
export interface OwnMessage {
  readonly ts: string;
  /** Of its content, as it says of itself. */
  readonly content: string | null;
}

/** Further back nobody looks for a message to read it. */
const PAGES = 5;

/** The newest message that this bot wrote for this case among the last thousand; null for none. */
export async function ownMessage(
  connection: Connection,
  id: string,
  bot: Bot,
  ofCase: string,
): Promise<OwnMessage | null> {
  const query = { channel: id, limit: "200", include_all_metadata: "true" };
  for await (const json of cursorPages(connection, "conversations.history", query, PAGES)) {
    for (const { ts, user, bot_id: by, metadata } of checked(messages, json, "Slack's messages").messages) {
      // Other apps can write our metadata; only what this bot wrote is ours to change.
      if (user !== bot.user_id && (by === undefined || by === null || by !== bot.bot_id)) continue;
      if (metadata?.event_type !== EVENT || metadata.event_payload?.["case"] !== ofCase) continue;
      const content = metadata.event_payload["content"];
      return { ts, content: typeof content === "string" ? content : null };
    }
  }
  return null;
}

/** Names of the files that this bot put into the thread of a message. */
export async function threadFiles(
  connection: Connection,
  id: string,
  bot: Bot,
  ts: string,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const json of cursorPages(connection, "conversations.replies", { channel: id, ts, limit: "200" }, PAGES)) {
    for (const { user, bot_id: by, files } of checked(messages, json, "Slack's replies").messages) {
      if (user !== bot.user_id && (by === undefined || by === null || by !== bot.bot_id)) continue;
      for (const { name } of files ?? []) if (typeof name === "string") names.add(name);
    }
  }
  return names;
}
