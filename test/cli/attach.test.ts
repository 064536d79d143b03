// The command as people run it: another process, servers on this machine, tokens in the environment.
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { CANARY } from "../attach/desk.ts";
import { githubApi, type GithubApi } from "../attach/github-api.ts";
import { jiraApi } from "../attach/jira-api.ts";
import { noPty, onPty } from "./pty.ts";
import { type Ran, run, sourceEntry } from "./spawn.ts";

const CASE = fileURLToPath(new URL("../../fixtures/split-writer-race", import.meta.url));
const attach = (api: GithubApi, ...more: readonly string[]): Promise<Ran> =>
  run(["attach", CASE, "--to", "github:o/r#12", ...more], { env: { GITHUB_API_URL: api.url, GH_TOKEN: CANARY } });
const changes = (api: GithubApi): readonly string[] => api.asked.filter((name) => !name.startsWith("GET"));
const leaks = ({ stdout, stderr }: Ran): boolean => (stdout + stderr).includes(CANARY);

test("a report is posted with --yes, its address is the answer, and the second run has nothing to send", async () => {
  const api = await githubApi();
  const first = await attach(api, "--yes");
  expect(first).toMatchObject({ code: 0, stdout: `${api.url}/o/r/issues/12#issuecomment-1000\n` });
  expect(first.stderr).toContain('to       issue o/r#12 "Checkout is down"\nread by  private repository\ncreate ');
  const posted = changes(api).length;
  expect(posted).toBe(api.comments.length);
  const second = await attach(api, "--yes");
  expect(second).toMatchObject({ code: 0, stdout: "" });
  expect(second.stderr).toContain("all of it is there already: nothing to send");
  expect(changes(api)).toHaveLength(posted);
  expect([first, second].some(leaks)).toBe(false);
});

test("--dry-run prints exactly what would be sent, and sends nothing", async () => {
  const api = await githubApi();
  const dry = await attach(api, "--dry-run");
  expect(dry.code).toBe(0);
  expect(changes(api)).toEqual([]);
  await attach(api, "--yes");
  for (const { body } of api.comments) expect(dry.stdout).toContain(body);
  expect(leaks(dry)).toBe(false);
  const nothing = await run(["attach", CASE, "--to", "github:o/r#12", "--dry-run"]);
  expect(nothing.code).toBe(0);
  expect(nothing.stdout).toContain("read by  not looked up: no token");
});

test("without --yes nobody is asked where nobody can answer, and nothing is sent", async () => {
  const api = await githubApi();
  const ran = await attach(api);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain("postmortem: nobody can be asked here whether to post\n  --yes posts without asking.\n");
  expect(changes(api)).toEqual([]);
});

test("a public repository needs --allow-public, and is refused before the case is read", async () => {
  const api = await githubApi();
  api.settings.visibility = "public";
  const refused = await attach(api, "--yes");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("is open to others: public: everybody can read it");
  const dry = await attach(api, "--dry-run");
  expect(dry.stderr).toContain("it would be refused: --allow-public is not given");
  expect(changes(api)).toEqual([]);
  expect((await attach(api, "--yes", "--allow-public")).code).toBe(0);
});

test("no token, a wrong token and no such target end with 2 and say what to do", async () => {
  const api = await githubApi();
  const env = { GITHUB_API_URL: api.url };
  const none = await run(["attach", CASE, "--to", "github:o/r#12", "--yes"], { env });
  expect(none.code).toBe(2);
  expect(none.stderr).toContain("no credentials for github:o/r#12\n  Set GH_TOKEN or GITHUB_TOKEN, or `gh auth login`");
  const wrong = await run(["attach", CASE, "--to", "github:o/r#12", "--yes"], {
    env: { ...env, GH_TOKEN: `x${CANARY}` },
  });
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain("The token is not accepted");
  expect(leaks(wrong)).toBe(false);
  const target = await run(["attach", CASE, "--to", "linear:X-1"]);
  expect(target.code).toBe(2);
  expect(target.stderr).toContain("--to linear:X-1 is no target\n  Write github:owner/repo#12, ");
});

test("the login of gh is used where there is no variable", async () => {
  const api = await githubApi();
  const bin = mkdtempSync(join(tmpdir(), "postmortem-gh-"));
  const gh = join(bin, "gh");
  writeFileSync(gh, `#!/bin/sh\n[ "$1 $2 $3" = "auth token --hostname" ] && echo ${CANARY}\n`);
  chmodSync(gh, 0o755);
  const env = { GITHUB_API_URL: api.url, PATH: `${bin}:${process.env["PATH"] ?? ""}` };
  const ran = await run(["attach", CASE, "--to", "github:o/r#12", "--yes"], { env });
  expect(ran.code).toBe(0);
  expect(leaks(ran)).toBe(false);
});

test("what is not delivered is named, and ends with 3", async () => {
  const api = await jiraApi();
  api.settings.uploadLimit = 10;
  const env = { JIRA_URL: api.url, JIRA_USER: "me@example.com", JIRA_TOKEN: CANARY };
  const ran = await run(["attach", CASE, "--to", "jira:OPS-7", "--yes"], { env });
  expect(ran.code).toBe(3);
  expect(ran.stderr).toMatch(/^not delivered: report-[0-9a-f-]+\.md: larger than the 10 bytes this site takes$/m);
  expect(api.comments).toHaveLength(1);
  expect(leaks(ran)).toBe(false);
});

test.skipIf(noPty !== null)("on a terminal it asks, and takes no answer but y for a yes", async () => {
  const api = await githubApi();
  const env = { GITHUB_API_URL: api.url, GH_TOKEN: CANARY };
  const command = `${process.execPath} ${sourceEntry} attach ${CASE} --to 'github:o/r#12'`;
  const no = onPty(command, env);
  await no.sees(/Post to issue o\/r#12 "Checkout is down" \(private repository\)\? \[y\/N\]/);
  no.type("\r");
  expect(await no.ended).toBe(2);
  expect(changes(api)).toEqual([]);
  const stopped = onPty(command, env);
  await stopped.sees(/\[y\/N\]/);
  stopped.type("\u0003");
  expect(await stopped.ended).toBe(130);
  expect(changes(api)).toEqual([]);
  const yes = onPty(command, env);
  await yes.sees(/\[y\/N\]/);
  yes.type("y\r");
  expect(await yes.ended).toBe(0);
  expect(changes(api).length).toBeGreaterThan(0);
  expect(yes.output()).not.toContain(CANARY);
});
