import { z } from "zod";
import { type ApiServer, type Call, fieldsOf, type Reply, serve } from "./api-server.ts";
import { CANARY } from "./desk.ts";

interface StoredMessage {
  readonly ts: string;
  readonly user: string;
  readonly bot_id?: string;
  readonly thread_ts?: string;
  blocks: unknown;
  metadata?: unknown;
  readonly files?: readonly { readonly name: string }[];
}

export interface SlackApi extends ApiServer {
  readonly messages: StoredMessage[];
  readonly settings: { shared: boolean; member: boolean };
}

const plainText = (most: number): z.ZodType =>
  z.strictObject({ type: z.literal("plain_text"), text: z.string().min(1).max(most), emoji: z.boolean().optional() });
const text = z.strictObject({
  type: z.literal("text"),
  text: z.string().min(1),
  style: z.strictObject({ bold: z.literal(true).optional(), code: z.literal(true).optional() }).optional(),
});
const section = z.strictObject({ type: z.literal("rich_text_section"), elements: z.array(text).min(1) });
const rich = z.discriminatedUnion("type", [
  section,
  z.strictObject({ type: z.literal("rich_text_preformatted"), elements: z.array(text).min(1) }),
  z.strictObject({ type: z.literal("rich_text_list"), style: z.enum(["bullet"]), elements: z.array(section).min(1) }),
]);
const blocks = z
  .array(
    z.discriminatedUnion("type", [
      z.strictObject({ type: z.literal("header"), text: plainText(150) }),
      z.strictObject({ type: z.literal("rich_text"), elements: z.array(rich).min(1) }),
      z.strictObject({ type: z.literal("context"), elements: z.array(plainText(3000)).min(1).max(10) }),
    ]),
  )
  .min(1)
  .max(50);
const message = z.object({
  blocks,
  // In `text`, Slack reads mentions and links.
  text: z.string().regex(/^[^<>]*$/),
  metadata: z.strictObject({ event_type: z.string(), event_payload: z.record(z.string(), z.string()) }),
});

/**
 * The methods of Slack's Web API that are used; the address for files is this server's.
 * https://docs.slack.dev/reference/methods
 */
export async function slackApi(): Promise<SlackApi> {
  const messages: StoredMessage[] = [];
  const settings: SlackApi["settings"] = { shared: false, member: true };
  const pending = new Map<string, { readonly name: string; readonly length: number; bytes: number | null }>();
  const channel = (): object => ({
    id: "C0123ABCDEF",
    name: "incidents",
    is_private: true,
    is_member: settings.member,
    is_ext_shared: settings.shared,
  });
  const answer = (call: Call): Reply => {
    const { method, path, headers, query, body } = call;
    const upload = pending.get(path.slice("/upload/".length));
    if (path.startsWith("/upload/") && upload !== undefined) {
      if (headers.has("authorization")) return { status: 400 };
      upload.bytes = body.length;
      return { status: 200 };
    }
    if (headers.get("authorization") !== `Bearer ${CANARY}`) return no("invalid_auth");
    switch (`${method} ${path}`) {
      case "GET /api/auth.test":
        return ok({ user_id: "UBOT", bot_id: "B1" });
      case "GET /api/conversations.info":
        return query.get("channel") === "C0123ABCDEF" ? ok({ channel: channel() }) : no("channel_not_found");
      case "GET /api/conversations.list":
        return query.has("cursor")
          ? ok({ channels: [channel()], response_metadata: { next_cursor: "" } })
          : ok({ channels: [{ id: "C1", name: "random" }], response_metadata: { next_cursor: "more" } });
      case "GET /api/conversations.history": {
        const from = Number(query.get("cursor") ?? 0);
        const all = messages.filter(({ thread_ts: thread }) => thread === undefined).toReversed();
        const page = all.slice(from, from + Number(query.get("limit") ?? 100));
        const next = from + page.length < all.length ? String(from + page.length) : "";
        const shown = page.map(({ metadata, ...rest }) =>
          query.get("include_all_metadata") === "true" ? { ...rest, metadata } : rest,
        );
        return ok({ messages: shown, response_metadata: { next_cursor: next } });
      }
      case "GET /api/conversations.replies":
        return ok({
          messages: messages.filter(({ ts, thread_ts: thread }) => [ts, thread].includes(query.get("ts") ?? "")),
        });
      case "GET /api/chat.getPermalink":
        return ok({ permalink: `https://slack/${query.get("message_ts")}` });
      case "POST /api/chat.postMessage": {
        const fields = posted(call, ["parse", "unfurl_links", "unfurl_media"]);
        if ("status" in fields) return fields as unknown as Reply;
        if (fields["unfurl_links"] !== false || fields["unfurl_media"] !== false) return no("unfurls");
        const ts = `${1000 + messages.length}.0001`;
        messages.push({ ts, user: "UBOT", bot_id: "B1", blocks: fields["blocks"], metadata: fields["metadata"] });
        return ok({ ts, channel: "C0123ABCDEF" });
      }
      case "POST /api/chat.update": {
        const fields = posted(call, ["ts"]);
        if ("status" in fields) return fields as unknown as Reply;
        const one = messages.find(({ ts, user }) => ts === fields["ts"] && user === "UBOT");
        if (one === undefined) return no("cant_update_message");
        Object.assign(one, { blocks: fields["blocks"], metadata: fields["metadata"] });
        return ok({ ts: one.ts });
      }
      case "POST /api/files.getUploadURLExternal": {
        const form = new URLSearchParams(body.toString());
        const id = `F${pending.size + 1}`;
        pending.set(id, { name: form.get("filename") ?? "", length: Number(form.get("length")), bytes: null });
        return ok({ upload_url: `${api.url}/upload/${id}`, file_id: id });
      }
      case "POST /api/files.completeUploadExternal": {
        const fields = fieldsOf(call, ["files", "channel_id", "thread_ts"]);
        const files = fields["files"] as readonly { readonly id: string }[];
        const done = files.map(({ id }) => pending.get(id));
        if (done.some((file) => file === undefined || file.bytes !== file.length)) return no("file_not_found");
        messages.push({
          ts: `${1000 + messages.length}.0001`,
          user: "UBOT",
          thread_ts: String(fields["thread_ts"]),
          blocks: [],
          files: done.map((file) => ({ name: file?.name ?? "" })),
        });
        return ok({ files });
      }
      default:
        return no("unknown_method");
    }
  };
  const api: SlackApi = { ...(await serve(answer)), messages, settings };
  return api;
}

function lengthOf(value: unknown): number {
  return (JSON.stringify(value).match(/"text":"((?:[^"\\]|\\.)*)"/g) ?? []).reduce(
    (sum, each) => sum + each.length - 9,
    0,
  );
}

function ok(json: object): Reply {
  return { status: 200, json: { ok: true, ...json } };
}

function no(error: string): Reply {
  return { status: 200, json: { ok: false, error } };
}

function posted(call: Call, allowed: readonly string[]): Record<string, unknown> | Reply {
  const fields = fieldsOf(call, ["channel", "text", "blocks", "metadata", ...allowed]);
  const checked = message.safeParse(fields);
  if (!checked.success) return no(`invalid_blocks: ${checked.error.message}`);
  if (lengthOf(fields["blocks"]) > 11_000) return no("msg_blocks_too_long");
  return fields;
}
