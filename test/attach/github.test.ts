import { describe, expect, test } from "vitest";
import { sample } from "../report/sample.ts";
import { CANARY, documentsOf, huge, reached, send, world } from "./desk.ts";
import { githubApi, type GithubApi } from "./github-api.ts";

const TARGET = "github:o/r#12";
const around = (api: GithubApi): ReturnType<typeof world> => world({ GITHUB_API_URL: api.url, GH_TOKEN: CANARY });
const posts = (api: GithubApi): number => api.asked.filter((name) => name.startsWith("POST")).length;
const changes = (api: GithubApi): number => api.asked.filter((name) => !name.startsWith("GET")).length;

describe("a report on an issue", () => {
  test("is one comment, and the same one the next time", async () => {
    const api = await githubApi();
    const documents = documentsOf();
    const first = await send(TARGET, documents, around(api));
    expect(first).toMatchObject({ url: `${api.url}/o/r/issues/12#issuecomment-1000`, failed: [] });
    expect(api.comments).toHaveLength(1);
    expect(api.comments[0]?.body).toMatch(/^<!-- postmortem:ticket [0-9a-f]{12} part 1 -->\n\n/);
    await send(TARGET, documents, around(api));
    expect(changes(api)).toBe(1);
    const other = documentsOf({ ...sample, verdict: { ...sample.verdict, level: "possible" } });
    const second = await send(TARGET, other, around(api));
    expect(second.said).toEqual(["updated the comment"]);
    expect(api.comments).toHaveLength(1);
    expect(api.comments[0]?.body).toContain("possible");
    expect(posts(api)).toBe(1);
  });

  test("of another case stands beside it", async () => {
    const api = await githubApi();
    await send(TARGET, documentsOf(), around(api));
    await send(TARGET, documentsOf(sample, "billing-prod"), around(api));
    expect(api.comments).toHaveLength(2);
  });

  test("that is too long goes on in further comments; what a shorter one no longer needs becomes one line", async () => {
    const api = await githubApi();
    await send(TARGET, documentsOf(huge()), around(api));
    expect(api.comments.length).toBeGreaterThan(2);
    for (const [index, { body }] of api.comments.entries()) {
      expect(body.length).toBeLessThanOrEqual(65_536);
      expect(body).toContain(`Part ${index + 1} of ${api.comments.length} of this report.`);
    }
    const long = api.comments.length;
    await send(TARGET, documentsOf(), around(api));
    expect(api.comments).toHaveLength(long);
    for (const { body } of api.comments.slice(1))
      expect(body).toMatch(/^<!-- .* -->\n\nThis part .* no longer needed\.$/);
    await send(TARGET, documentsOf(huge()), around(api));
    expect(api.comments).toHaveLength(long);
    expect(posts(api)).toBe(long);
  });

  test("finds its comment behind hundreds of others", async () => {
    const api = await githubApi();
    const other = { id: 3, login: "colleague" };
    for (let id = 1; id <= 250; id++) api.comments.push({ id, body: `talk ${id}`, user: id === 9 ? null : other });
    await send(TARGET, documentsOf(), around(api));
    await send(TARGET, documentsOf(), around(api));
    expect(posts(api)).toBe(1);
    expect(api.asked.filter((name) => name.endsWith("/comments") && name.startsWith("GET")).length).toBe(6);
  });

  test("leaves a comment alone that carries our marker and is another's, or quotes ours", async () => {
    const api = await githubApi();
    const documents = documentsOf();
    const marker = `<!-- postmortem:ticket ${documents.caseId} part 1 -->`;
    const foreign = [
      { id: 1, body: `${marker}\n\nnot ours`, user: { id: 3, login: "mallory" } },
      { id: 2, body: `> ${marker}\n\nquoted by me`, user: { id: 7, login: "operator" } },
    ];
    api.comments.push(...foreign.map((comment) => ({ ...comment })));
    await send(TARGET, documents, around(api));
    expect(api.comments.slice(0, 2)).toEqual(foreign);
    expect(api.comments).toHaveLength(3);
    expect(api.asked.some((name) => name.startsWith("PATCH"))).toBe(false);
  });

  test("of a run of GitHub Actions, whose token may not say who it is, is the bot's", async () => {
    const api = await githubApi();
    api.settings.actions = true;
    await expect(reached(TARGET, around(api))).rejects.toThrow("does not tell who this token acts as");
    const actions = world({ GITHUB_API_URL: api.url, GITHUB_TOKEN: CANARY, GITHUB_ACTIONS: "true" });
    await send(TARGET, documentsOf(), actions);
    await send(TARGET, documentsOf(), actions);
    expect(posts(api)).toBe(1);
  });
});

describe("nothing is posted twice", () => {
  const COMMENTS = /^POST .*\/comments$/;

  test.each([
    ["a gateway answers 502", { status: 502 }],
    ["the connection breaks", null],
  ])("when the comment was stored and %s", async (_, reply) => {
    const api = await githubApi();
    api.faults.push({ at: COMMENTS, stored: true, reply });
    const { failed } = await send(TARGET, documentsOf(), around(api));
    expect(failed).toEqual([]);
    expect(api.comments).toHaveLength(1);
    expect(posts(api)).toBe(1);
  });

  test.each([
    ["a gateway answers 502", { status: 502 }],
    ["the connection breaks", null],
    ["a rate limit says when to come again", { status: 429, headers: { "retry-after": "7" } }],
    ["a secondary rate limit is a 403", { status: 403, json: { message: "You have exceeded a secondary rate limit" } }],
  ])("and it is posted all the same when it was not stored and %s", async (_, reply) => {
    const api = await githubApi();
    const at = around(api);
    api.faults.push({ at: COMMENTS, reply });
    await send(TARGET, documentsOf(), at);
    expect(api.comments).toHaveLength(1);
    expect(posts(api)).toBe(2);
    if (reply !== null && "headers" in reply) expect(at.pausedMs).toEqual([7000]);
    if (reply !== null && "json" in reply) expect(at.pausedMs).toEqual([60_000]);
  });

  test("GitHub's time of reset is waited for, but not for hours", async () => {
    const api = await githubApi();
    const at = around(api);
    const reset = (seconds: number): Record<string, string> => ({
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(at.nowMs() / 1000 + seconds),
    });
    api.faults.push({ at: COMMENTS, reply: { status: 403, headers: reset(90) } });
    await send(TARGET, documentsOf(), at);
    expect(at.pausedMs).toEqual([90_000]);
    api.faults.push({ at: /^PATCH/, reply: { status: 403, headers: reset(3000) } });
    const other = documentsOf({ ...sample, window: { start: null, end: null } });
    await expect(
      send(TARGET, { ...other, ticket: () => ({ text: "new", placed: [], left: [], brief: false }) }, at),
    ).rejects.toThrow("HTTP 403");
  });

  test("a refusal is told once, and not tried again", async () => {
    const api = await githubApi();
    api.faults.push({ at: COMMENTS, reply: { status: 403, json: { message: "Issue is locked" } } });
    await expect(send(TARGET, documentsOf(), around(api))).rejects.toThrow(/HTTP 403: .*Issue is locked/);
    expect(posts(api)).toBe(1);
  });

  test("what follows a comment that fails is delivered, and the failure told", async () => {
    const api = await githubApi();
    await send(TARGET, documentsOf(huge()), around(api));
    api.comments.length = 1;
    api.faults.push({ at: COMMENTS, reply: { status: 422, json: { message: "no" } } });
    const { failed } = await send(TARGET, documentsOf(huge()), around(api));
    expect(failed).toMatchObject([{ what: expect.stringMatching(/^comment 2 of/) as string }]);
    expect(api.comments.length).toBeGreaterThan(2);
  });
});

describe("who asks is told", () => {
  test("whether everybody can read it", async () => {
    const api = await githubApi();
    expect(await reached(TARGET, around(api))).toMatchObject({
      recipient: 'issue o/r#12 "Checkout is down"',
      visibility: "private repository",
      open: false,
    });
    api.settings.visibility = "public";
    expect(await reached(TARGET, around(api))).toMatchObject({
      open: true,
      visibility: "public: everybody can read it",
    });
  });

  test("that the token is wrong, without the token", async () => {
    const api = await githubApi();
    const error: unknown = await reached(TARGET, world({ GITHUB_API_URL: api.url, GH_TOKEN: `${CANARY}x` })).catch(
      (reason: unknown) => reason,
    );
    expect(String(error)).toContain("HTTP 401");
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error as object))).not.toContain(CANARY);
  });

  test("that there is no such issue", async () => {
    const api = await githubApi();
    await expect(reached("github:o/r#13", around(api))).rejects.toMatchObject({
      hint: "It is not there, or the token may not see it.",
    });
  });

  test("nothing but GETs before it is delivered", async () => {
    const api = await githubApi();
    await (await reached(TARGET, around(api))).plan(documentsOf());
    expect(changes(api)).toBe(0);
  });
});
