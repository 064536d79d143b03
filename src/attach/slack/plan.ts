import { z } from "zod";
import { checked } from "../checked.ts";
import type { Connection } from "../connection.ts";
import { createdOnce } from "../created-once.ts";
import { eachDelivered } from "../delivered.ts";
import type { Change, Plan } from "../destination.ts";
import { attachedName, type Documents, type ReportFile } from "../documents.ts";
import { ServiceError } from "../refused.ts";
import type { Surroundings } from "../surroundings.ts";
import { textLength } from "./blocks.ts";
import { type Bot, type OwnMessage, ownMessage, threadFiles } from "./channel.ts";
import { MESSAGE_LIMIT, messageOf, type SlackMessage } from "./message.ts";
import { uploadFile } from "./upload.ts";

/** A signed-in look at the channel. */
export interface Seen {
  readonly connection: Connection;
  readonly bot: Bot;
  /** Its id. */
  readonly channel: string;
  readonly around: Surroundings;
}

interface Step extends Change {
  /** Null for the message. */
  readonly file: ReportFile | null;
}

/** A message with the most important sections; the files go into its thread. */
export async function messagePlan(seen: Seen | null, documents: Documents): Promise<Plan> {
  const { caseId, files } = documents;
  const message = messageOf(documents);
  const there = seen === null ? null : await ownMessage(seen.connection, seen.channel, seen.bot, caseId);
  const sent =
    seen === null || there === null
      ? new Set<string>()
      : await threadFiles(seen.connection, seen.channel, seen.bot, there.ts);
  const uploads = files.map((file) => uploadStep(file, caseId, sent));
  const steps = [messageStep(message, there), ...uploads] as const;
  return {
    changes: steps,
    async deliver(say) {
      if (seen === null) throw new Error("planned without looking");
      let ts = there?.ts ?? null;
      const make = async ({ file, what, action }: Step): Promise<void> => {
        if (file === null) ts = await write(message, there, seen, caseId);
        else if (action !== "keep") await uploadFile(file, what, seen, ts);
      };
      const { failed } = await eachDelivered(steps, make, say);
      return { url: await permalink(seen, ts), failed };
    },
  };
}

function messageStep(message: SlackMessage, there: OwnMessage | null): Step {
  const same = there?.content === message.metadata.event_payload.content;
  return {
    action: there === null ? "create" : same ? "keep" : "update",
    what: "the message",
    size: textLength(message.blocks),
    unit: "characters",
    limit: MESSAGE_LIMIT,
    payload: same ? null : JSON.stringify(message),
    file: null,
  };
}

function uploadStep(file: ReportFile, ofCase: string, sent: ReadonlySet<string>): Step {
  const what = attachedName(file, ofCase);
  const action = sent.has(what) ? "keep" : "upload";
  return { action, what, size: file.content.length, unit: "bytes", limit: null, payload: null, file };
}

const posted = z.object({ ts: z.string() });

/** The time stamp of the message that is there now. */
async function write(
  message: SlackMessage,
  there: OwnMessage | null,
  { connection, bot, channel }: Seen,
  ofCase: string,
): Promise<string> {
  if (there !== null) {
    if (there.content === message.metadata.event_payload.content) return there.ts;
    const json = { channel, ts: there.ts, ...message };
    // A change that was made twice is the same: no look is needed before it is tried again.
    await createdOnce(
      connection,
      () => connection.create("/chat.update", { json }),
      () => Promise.resolve(null),
    );
    return there.ts;
  }
  const json = { channel, ...message, parse: "none", unfurl_links: false, unfurl_media: false };
  return createdOnce(
    connection,
    async () => checked(posted, (await connection.create("/chat.postMessage", { json })).json, "Slack's message").ts,
    async () => (await ownMessage(connection, channel, bot, ofCase))?.ts ?? null,
  );
}

const link = z.object({ permalink: z.string() });

/** Where the message can be read; that it cannot be told is no failure. */
async function permalink({ connection, channel }: Seen, ts: string | null): Promise<string | null> {
  if (ts === null) return null;
  try {
    const { json } = await connection.ask("/chat.getPermalink", { channel, message_ts: ts });
    return checked(link, json, "Slack's link").permalink;
  } catch (error) {
    if (error instanceof ServiceError) return null;
    throw error;
  }
}
