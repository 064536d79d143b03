import { describe, expect, test } from "vitest";
import { sample } from "../report/sample.ts";
import { CANARY, documentsOf, huge, reached, send, world } from "./desk.ts";
import { type SlackApi, slackApi } from "./slack-api.ts";

const TARGET = "slack:#incidents";
const around = (api: SlackApi): ReturnType<typeof world> =>
  world({ SLACK_API_URL: `${api.url}/api`, SLACK_BOT_TOKEN: CANARY });
const top = (api: SlackApi): number => api.messages.filter((one) => one.thread_ts === undefined).length;
const files = (api: SlackApi): number => api.messages.flatMap((one) => one.files ?? []).length;

describe("a report in a channel", () => {
  test("is a message with the files in its thread, once, and changed in place", async () => {
    const api = await slackApi();
    const first = await send(TARGET, documentsOf(), around(api));
    expect(first).toMatchObject({ url: "https://slack/1000.0001", failed: [] });
    expect((await send("slack:C0123ABCDEF", documentsOf(), around(api))).said).toEqual([]);
    const other = { ...sample, verdict: { ...sample.verdict, level: "possible" as const } };
    const second = await send(TARGET, documentsOf(other), around(api));
    expect(second.said[0]).toBe("updated the message");
    expect([top(api), files(api)]).toEqual([1, 6]);
    expect(api.messages.every(({ thread_ts: thread }) => thread === undefined || thread === "1000.0001")).toBe(true);
  });

  test("of a case of gigabytes has room in a message", async () => {
    const api = await slackApi();
    await send(TARGET, documentsOf(huge()), around(api));
    expect(top(api)).toBe(1);
    expect(JSON.stringify(api.messages[0]?.blocks)).toContain("In the whole report alone: ");
  });

  test("is there once when answers are lost", async () => {
    const api = await slackApi();
    api.faults.push(
      { at: /chat\.postMessage$/, stored: true, reply: { status: 200, json: { ok: false, error: "fatal_error" } } },
      { at: /completeUploadExternal$/, stored: true, reply: null },
      { at: /^POST \/upload\//, reply: { status: 503 } },
      { at: /history$/, reply: { status: 429, headers: { "retry-after": "30" } } },
    );
    const at = around(api);
    expect((await send(TARGET, documentsOf(), at)).failed).toEqual([]);
    expect([top(api), files(api)]).toEqual([1, 3]);
    expect(at.pausedMs).toContain(30_000);
  });

  test("finds its message behind hundreds, and leaves another app's with our metadata alone", async () => {
    const api = await slackApi();
    const documents = documentsOf();
    await send(TARGET, documents, around(api));
    const metadata = { event_type: "postmortem_report", event_payload: { case: documents.caseId, content: "x" } };
    for (let id = 0; id < 300; id++)
      api.messages.push({ ts: `${5000 + id}.1`, user: "U2", bot_id: "B2", blocks: [], metadata });
    expect((await send(TARGET, documents, around(api))).said).toEqual([]);
  });

  test("of a file that is refused, the message stands, and the file is told", async () => {
    const api = await slackApi();
    api.faults.push({
      at: /getUploadURLExternal$/,
      reply: { status: 200, json: { ok: false, error: "missing_scope", needed: "files:write" } },
    });
    const { failed } = await send(TARGET, documentsOf(), around(api));
    expect(failed).toHaveLength(1);
    expect(failed[0]?.why).toContain("missing_scope (files:write)");
    expect([top(api), files(api)]).toEqual([1, 2]);
  });
});

test("a shared channel is open; a channel the bot is not in, or that there is not, is told", async () => {
  const api = await slackApi();
  api.settings.shared = true;
  expect(await reached(TARGET, around(api))).toMatchObject({
    recipient: "Slack #incidents (C0123ABCDEF)",
    visibility: "shared with other organisations (Slack Connect)",
    open: true,
  });
  api.settings.member = false;
  await expect(reached(TARGET, around(api))).rejects.toThrow("the bot is no member");
  await expect(reached("slack:#other", around(api))).rejects.toThrow("no channel #other");
  await expect(reached("slack:C0000000000", around(api))).rejects.toThrow("channel_not_found");
});

test("a file goes to Slack, and nowhere else", async () => {
  const api = await slackApi();
  const elsewhere = { ok: true, upload_url: "https://evil.example/x", file_id: "F1" };
  api.faults.push({ at: /getUploadURLExternal$/, reply: { status: 200, json: elsewhere } });
  const { failed } = await send(TARGET, documentsOf(), around(api));
  expect(failed[0]?.why).toContain("another host for files");
});
