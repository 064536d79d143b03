// What attackers write into logs, on every ticket: it is there as text, and nothing acts.
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import type { Documents } from "../../src/attach/index.ts";
import { playbook } from "../../src/report/playbook/actions.ts";
import { hostile, payloads } from "../report/hostile.ts";
import { CANARY, documentsOf, send, world } from "./desk.ts";
import { githubApi } from "./github-api.ts";
import { gitlabApi } from "./gitlab-api.ts";
import { jiraApi } from "./jira-api.ts";
import { pagerdutyApi } from "./pagerduty-api.ts";
import { slackApi } from "./slack-api.ts";

const more = [
  "<!channel> <!here> <@U123> <http://evil.example|bank.com>",
  "/assign @me\n/merge",
  "[~accountid:1] {html}x{html} !x.png!",
];
const all = [...payloads, ...more];
/** Every payload at once, one behind the other. */
const everything = all.join(" ");
const html = (markdown: string): string =>
  micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
/** Tags that our documents have; links lead to evidence of the same document, or to files that were uploaded. */
const OURS =
  /^<\/?(?:h[1-6]|p|ul|ol|li|strong|em|code|pre|table|thead|tbody|tr|th|td|br|hr|details|summary)(?: (?:class="language-[a-z]+"|align="[a-z]+"))? ?\/?>$|^<a href="(?:#e\d+|\/uploads\/\d{32}\/[\w.-]+)">$|^<\/a>$/;

/** The only links that lead out of a document are constants of the tool. */
const pages = new Set(playbook.map(({ source }) => source.url));

function active(markdown: string): readonly string[] {
  const shown = html(markdown).replaceAll(/<a href="(https:[^"]*)">[^<]*<\/a>/g, (link, url: string) =>
    pages.has(url.replaceAll("&amp;", "&")) ? "" : link,
  );
  const tags = shown.replaceAll(/<!--[\s\S]*?-->/g, "").match(/<[^>]*>/g) ?? [];
  const outside = shown
    .replaceAll(/<!--[\s\S]*?-->/g, "")
    .replaceAll(/<(?:code|pre)[^>]*>[\s\S]*?<\/(?:code|pre)>/g, "")
    .replaceAll(/<[^>]*>/g, "");
  return [...tags.filter((tag) => !OURS.test(tag)), ...(outside.match(/@\w+|#\d+|GH-\d+|https?:|www\./g) ?? [])];
}

const cases: readonly (readonly [string, Documents])[] = [
  ...more.map((payload) => [payload, documentsOf(hostile(payload))] as const),
  ["all of them", documentsOf(hostile(everything))],
];

describe.each(cases)("%j", (_, documents) => {
  test("on GitHub is text", async () => {
    const api = await githubApi();
    await send("github:o/r#12", documents, world({ GITHUB_API_URL: api.url, GH_TOKEN: CANARY }));
    for (const { body } of api.comments) expect(active(body)).toEqual([]);
  });

  test("on GitLab is text, and no command", async () => {
    const api = await gitlabApi();
    await send("gitlab:group/project#12", documents, world({ GITLAB_URL: `${api.url}/sub`, GITLAB_TOKEN: CANARY }));
    expect(api.commands).toEqual([]);
    for (const { body } of api.notes) {
      expect(body.split("\n").filter((line) => /^\s*\//.test(line))).toEqual([]);
      expect(active(body)).toEqual([]);
    }
  });

  test("in Jira is text of text nodes", async () => {
    const api = await jiraApi();
    const env = { JIRA_URL: api.url, JIRA_USER: "me@example.com", JIRA_TOKEN: CANARY };
    // The server takes no node but those of paragraphs, headings, lists, tables, panels and code.
    await send("jira:OPS-7", documents, world(env));
    expect(api.comments).toHaveLength(1);
  });

  test("in PagerDuty has nothing that a terminal or a mail acts on", async () => {
    const api = await pagerdutyApi();
    const env = { PAGERDUTY_API_URL: api.url, PAGERDUTY_TOKEN: CANARY, PAGERDUTY_FROM: "me@example.com" };
    await send("pagerduty:Q1A2B3C4D5", documents, world(env));
    expect(api.notes[0]?.content).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
  });

  test("in Slack is text of rich text", async () => {
    const api = await slackApi();
    await send("slack:#incidents", documents, world({ SLACK_API_URL: `${api.url}/api`, SLACK_BOT_TOKEN: CANARY }));
    // The server takes no `mrkdwn`, no mention, no link element, and no `<` in what notifications show.
    expect(api.messages[0]?.blocks).toBeDefined();
  });
});

test("the check itself finds what acts", () => {
  expect(active("<img src=x> @team")).toEqual(["<img src=x>", "@team"]);
  expect(active("[x](javascript:alert(1))")).not.toEqual([]);
  expect(active("`@team` <details>\n\nx\n\n</details>")).toEqual([]);
});
