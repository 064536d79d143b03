import { z } from "zod";
import { requireTls } from "../address.ts";
import { checked } from "../checked.ts";
import { connect, type Connection } from "../connection.ts";
import { createdOnce } from "../created-once.ts";
import type { ReportFile } from "../documents.ts";
import { ServiceError } from "../refused.ts";
import { hiding } from "../secrets.ts";
import { threadFiles } from "./channel.ts";
import type { Seen } from "./plan.ts";

const slot = z.object({ upload_url: z.string(), file_id: z.string() });

/**
 * Puts a file into the thread of a message: an address is asked for, the file is sent there, and then shared. Until
 * then nobody sees it, so that the first two steps may be done again.
 * https://docs.slack.dev/messaging/working-with-files#upload
 *
 * @param ts of the message
 */
export async function uploadFile(file: ReportFile, name: string, seen: Seen, ts: string | null): Promise<void> {
  if (ts === null) throw new ServiceError("rejected", null, "there is no message whose thread it could go into");
  const { connection, bot, channel } = seen;
  await createdOnce(
    connection,
    async () => {
      const id = await sent(file, name, seen);
      const json = { files: [{ id, title: file.name }], channel_id: channel, thread_ts: ts };
      await connection.create("/files.completeUploadExternal", { json });
      return true;
    },
    async () => ((await threadFiles(connection, channel, bot, ts)).has(name) ? true : null),
  );
}

/** The id of the file that Slack now has. */
async function sent({ content }: ReportFile, name: string, { connection, around }: Seen): Promise<string> {
  const form = { filename: name, length: String(content.length) };
  const { json } = await connection.create("/files.getUploadURLExternal", { form });
  const { upload_url: text, file_id: id } = checked(slot, json, "Slack's upload");
  const base = uploadAddress(text, connection);
  // Without the token: the address is the permission, and it is hidden like one.
  const hide = hiding([base.pathname, base.search]);
  await connect({ base, headers: {}, hide: (said) => connection.hide(hide(said)) }, around).create("", {
    bytes: content,
  });
  return id;
}

/** @throws {ServiceError} when the file would not go to Slack */
function uploadAddress(text: string, { origin }: Connection): URL {
  const url = new URL(text);
  requireTls(url, "the address Slack names for files");
  const theirs = url.hostname === "slack.com" || url.hostname.endsWith(".slack.com");
  if (theirs || url.origin === origin) return url;
  throw new ServiceError("rejected", null, "Slack names another host for files, which is not trusted");
}
