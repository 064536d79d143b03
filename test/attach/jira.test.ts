import { describe, expect, test } from "vitest";
import { sample } from "../report/sample.ts";
import { CANARY, documentsOf, huge, reached, send, world } from "./desk.ts";
import { type JiraApi, jiraApi } from "./jira-api.ts";

const TARGET = "jira:OPS-7";
const around = (api: JiraApi): ReturnType<typeof world> =>
  world({ JIRA_URL: api.url, JIRA_USER: "me@example.com", JIRA_TOKEN: CANARY });

function adf(text: string): unknown {
  return { version: 1, type: "doc", content: [{ type: "paragraph", content: [{ type: "text", text }] }] };
}

describe("a report on a Jira issue", () => {
  test("is a comment and the files, once", async () => {
    const api = await jiraApi();
    const first = await send(TARGET, documentsOf(), around(api));
    expect(first).toMatchObject({ url: `${api.url}/browse/OPS-7?focusedCommentId=1`, failed: [] });
    expect(api.attachments).toHaveLength(3);
    for (const { filename } of api.attachments) expect(JSON.stringify(api.comments[0]?.body)).toContain(filename);
    expect((await send(TARGET, documentsOf(), around(api))).said).toEqual([]);
    const other = { ...sample, verdict: { ...sample.verdict, level: "possible" as const } };
    expect((await send(TARGET, documentsOf(other), around(api))).said.at(-1)).toBe("updated the comment");
    expect(api.comments).toHaveLength(1);
    expect(api.attachments).toHaveLength(6);
  });

  test("of a case of gigabytes has room in 32,767 characters, and says what is in the files alone", async () => {
    const api = await jiraApi();
    await send(TARGET, documentsOf(huge()), around(api));
    const text = JSON.stringify(api.comments[0]?.body);
    expect(text.length).toBeLessThanOrEqual(32_767);
    expect(text).toContain("In the whole report alone: ");
    expect(text).toContain("Evidence");
  });

  test("finds its comment behind others, and leaves another's with our marker alone", async () => {
    const api = await jiraApi();
    const documents = documentsOf();
    const forged = adf(`postmortem:ticket ${documents.caseId} x`);
    for (let id = 1; id <= 120; id++)
      api.comments.push({ id: String(id), body: forged, author: { accountId: "mallory" }, internal: false });
    await send(TARGET, documents, around(api));
    await send(TARGET, documents, around(api));
    expect(api.comments).toHaveLength(121);
    expect(api.comments[0]?.body).toEqual(forged);
    expect(api.asked.some((name) => name.startsWith("PUT"))).toBe(false);
  });

  test("nothing is there twice when answers are lost", async () => {
    const api = await jiraApi();
    api.faults.push(
      { at: /^POST .*attachments$/, stored: true, reply: null },
      { at: /^POST .*comment$/, stored: true, reply: { status: 504 } },
      { at: /^GET .*comment$/, reply: { status: 503 } },
    );
    const { failed } = await send(TARGET, documentsOf(), around(api));
    expect(failed).toEqual([]);
    expect(api.comments).toHaveLength(1);
    expect(api.attachments).toHaveLength(3);
  });

  test("a file that the site does not take is told, and the comment does not name it", async () => {
    const api = await jiraApi();
    api.settings.uploadLimit = 0;
    const { failed } = await send(TARGET, documentsOf(), around(api));
    expect(failed.map(({ why }) => why)).toEqual(Array(3).fill("files are switched off on this site"));
    expect(JSON.stringify(api.comments[0]?.body)).not.toContain("report-");
    expect(JSON.stringify(api.comments[0]?.body)).toContain("In the whole report alone: ");
    expect(api.asked.some((name) => name.endsWith("/attachments"))).toBe(false);
  });

  test("of a service project is internal, and asks whether customers may see the files", async () => {
    const api = await jiraApi();
    api.settings.serviceDesk = true;
    expect(await reached(TARGET, around(api))).toMatchObject({ open: true });
    await send(TARGET, documentsOf(), around(api));
    expect(api.comments[0]?.internal).toBe(true);
  });

  test("a token without a user is a Data Center's, which is not supported", async () => {
    const api = await jiraApi();
    await expect(reached(TARGET, world({ JIRA_URL: api.url, JIRA_TOKEN: CANARY }))).rejects.toThrow("only Jira Cloud");
  });
});
