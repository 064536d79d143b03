import { describe, expect, test } from "vitest";
import { sample } from "../report/sample.ts";
import { CANARY, documentsOf, huge, reached, send, world } from "./desk.ts";
import { type GitlabApi, gitlabApi } from "./gitlab-api.ts";

const TARGET = "gitlab:group/project#12";
const around = (api: GitlabApi): ReturnType<typeof world> =>
  world({ GITLAB_URL: `${api.url}/sub/`, GITLAB_TOKEN: CANARY });

describe("a report on an issue of GitLab", () => {
  test("is a note with links to the uploaded files, and nothing is uploaded or written twice", async () => {
    const api = await gitlabApi();
    await send(TARGET, documentsOf(), around(api));
    const [note] = api.notes;
    expect(api.uploads).toHaveLength(3);
    for (const name of api.uploads)
      expect(note?.body).toMatch(new RegExp(`^- \\[${name}\\]\\(/uploads/\\d{32}/${name}\\)$`, "m"));
    expect((await send(TARGET, documentsOf(), around(api))).said).toEqual([]);
    expect([api.notes.length, api.uploads.length]).toEqual([1, 3]);
  });

  test("is changed in place, with the files of its new content", async () => {
    const api = await gitlabApi();
    await send(TARGET, documentsOf(), around(api));
    const other = { ...sample, verdict: { ...sample.verdict, level: "possible" as const } };
    await send(TARGET, documentsOf(other), around(api));
    expect(api.notes).toHaveLength(1);
    expect(api.uploads).toHaveLength(6);
    for (const name of api.uploads.slice(3)) expect(api.notes[0]?.body).toContain(name);
    for (const name of api.uploads.slice(0, 3)) expect(api.notes[0]?.body).not.toContain(name);
  });

  test("stays below a million characters", async () => {
    const api = await gitlabApi();
    await send(TARGET, documentsOf(huge(150)), around(api));
    expect(api.notes[0]?.body.length).toBeLessThanOrEqual(1_000_000);
  });

  test("is stored once when its answer is lost, and the file that is too large is told", async () => {
    const api = await gitlabApi();
    api.settings.mostBytes = 10;
    api.faults.push({ at: /^POST .*\/notes$/, stored: true, reply: { status: 502 } });
    const { failed } = await send(TARGET, documentsOf(), around(api));
    expect(api.notes).toHaveLength(1);
    expect(failed).toHaveLength(3);
    expect(failed[0]?.why).toContain("HTTP 413");
    expect(api.notes[0]?.body).not.toContain("/uploads/");
  });

  test("leaves another's note with our marker alone", async () => {
    const api = await gitlabApi();
    const documents = documentsOf();
    const body = `<!-- postmortem:ticket ${documents.caseId} part 1 -->\n\nnot ours`;
    api.notes.push({ id: 1, body, author: { id: 6 }, system: false });
    await send(TARGET, documents, around(api));
    expect(api.notes[0]?.body).toBe(body);
    expect(api.notes).toHaveLength(2);
  });

  test("a template whose line would be run as a command is refused before anything is sent", async () => {
    const api = await gitlabApi();
    const documents = {
      ...documentsOf(),
      ticket: () => ({ text: "# Title\n\n/close\n", placed: [], left: [], brief: false }),
    };
    await expect(send(TARGET, documents, around(api))).rejects.toThrow("begins with /");
    expect(api.asked.filter((name) => name.startsWith("POST"))).toEqual([]);
  });

  test("in a public project is open, even on a confidential issue: its files are not", async () => {
    const api = await gitlabApi();
    api.settings.visibility = "public";
    api.settings.confidential = true;
    expect(await reached(TARGET, around(api))).toMatchObject({
      open: true,
      visibility: "public: everybody can read it, confidential issue; uploaded files are not confidential",
    });
  });
});
