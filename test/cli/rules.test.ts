// `postmortem rules …` and `analyze --rules`, as a person calls them.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/model/index.ts";
import { UserError } from "../../src/cli/exit.ts";
import { readRuleFiles } from "../../src/cli/rule-files.ts";
import { run } from "./spawn.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const RACE = join(root, "fixtures/split-writer-race");
const SHIPPED = join(root, "rules/split-writer-race.yaml");

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "postmortem-rules-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function signature(id: string, match: string, matches: string, ignores = "nothing of it"): string {
  return `id: ${id}\ntitle: Mine\nmatch: ${match}\nexamples: { matches: [${JSON.stringify(matches)}], ignores: [${JSON.stringify(ignores)}] }\n`;
}

function oneStep(id: string, condition: string, more = ""): string {
  return `id: ${id}\ntitle: Mine\nsteps: [{ id: seen, ${condition} }]\n${more}examples:
  matches: [{ why: one, events: [{ at: 0s, instance: a, text: "one of mine" }] }]
  ignores: [{ why: none, events: [{ at: 0s, instance: a, text: other }] }]\n`;
}

/** The text at `file:line` of a case. */
function lineAt(base: string, place: string): string {
  const [, path = "", line = "0"] = /^(.+):(\d+)$/.exec(place) ?? [];
  return readFileSync(join(base, path), "utf8").split("\n")[Number(line) - 1] ?? "";
}

describe("rules list", () => {
  test("lists the built-in signatures, RDS events, and the rules of a file", async () => {
    const { code, stdout } = await run(["rules", "list", SHIPPED]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Signatures of servers' logs\n {2}server-starting +\S/);
    expect(stdout).toMatch(/\n {2}client-read-only +\S/);
    expect(stdout).toMatch(/\n {2}rds-event:failover-started +Failover started\n/);
    expect(stdout).toContain(`\n${SHIPPED}\n`);
    expect(stdout).toMatch(/\n {2}writer-race +sequence: The storage runtime/);
  });
});

describe("rules test", () => {
  test("says that the shipped rules do as they say", async () => {
    const { code, stdout, stderr } = await run(["rules", "test", SHIPPED]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(
      "ok    memory-words  4 examples\nok    writer-race  7 examples\n2 rules, 11 examples, 0 failed\n",
    );
  });

  test("exits 1 when an example does not do as it says, with its line and why", async () => {
    const text = readFileSync(SHIPPED, "utf8").replace("within: 60s", "within: 59s");
    const path = file("narrow.yaml", text);
    const { code, stdout } = await run(["rules", "test", path]);
    const line = text.split("\n").findIndex((each) => each.includes("exactly 60 s")) + 1;
    expect(code).toBe(1);
    expect(stdout).toContain("FAIL  writer-race  7 examples\n");
    expect(stdout).toContain(`      ${path}:${line}: should match, and does not: the last line is still inside`);
    expect(stdout).toContain("together: 1 s longer than 59 s");
    expect(stdout).toMatch(/\n2 rules, 11 examples, 1 failed\n$/);
  });

  test.each<[string, () => string, RegExp]>([
    ["that is not there", () => join(folder, "none.yaml"), /none\.yaml could not be read: ENOENT/],
    ["that is a folder", () => folder, /is no file/],
    ["that is no text", () => file("bytes.yaml", Buffer.from([0x69, 0x64, 0x3a, 0xff, 0xfe])), /could not be read/],
    ["of a megabyte and more", () => file("big.yaml", `# ${"x".repeat(1 << 20)}`), /larger than 1024 KiB/],
    ["without a rule", () => file("empty.yaml", "# nothing\n"), /empty\.yaml:1: there is no rule in it/],
    [
      "that is wrong",
      () => file("wrong.yaml", oneStep("mine", "contains: x, lvel: error")),
      /wrong\.yaml:3: "lvel" is no key in steps\[0\]; did you mean level\?/,
    ],
    [
      "with a regex that is not linear",
      () => file("slow.yaml", oneStep("mine", "regex: '(a)\\1'")),
      /slow\.yaml:3: steps\[0\]\.regex: .*linear time/,
    ],
  ])("refuses a file %s", async (_, path, message) => {
    const refusal: unknown = await readRuleFiles([path()]).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UserError);
    expect(String(refusal)).toMatch(message);
  });

  test("exits 2 when a file is refused", async () => {
    const { code, stdout, stderr } = await run(["rules", "test", file("odd.yaml", "id: x\n")]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^postmortem: the rules cannot be used:\n.*odd\.yaml:1: the document has neither/);
  });

  test.skipIf(process.platform === "win32")("does not wait for a pipe", async () => {
    const pipe = join(folder, "pipe.yaml");
    spawnSync("mkfifo", [pipe]);
    await expect(readRuleFiles([pipe])).rejects.toThrow("is no file");
  });

  test("without a file, and rules without a word, are usage errors", async () => {
    expect((await run(["rules", "test"])).code).toBe(2);
    expect((await run(["rules"])).code).toBe(2);
  });
});

describe("rules explain", () => {
  test("names file and line of every step, and the line says it", async () => {
    const { code, stdout } = await run(["rules", "explain", "writer-race", RACE, "--rules", SHIPPED]);
    expect(code).toBe(0);
    expect(stdout).toContain("fired once\n");
    const steps = [...stdout.matchAll(/^ {4}(\w+) {2,}(\S+) {2}\S+(?: writer| reader)? {2}(.+)$/gm)];
    expect(steps.map((step) => step[1])).toEqual([
      "ready",
      "killed",
      "runtime",
      "down",
      "ready",
      "killed",
      "runtime",
      "down",
    ]);
    for (const [, , place = "", text = "?"] of steps) expect(lineAt(RACE, place)).toContain(text);
    expect(stdout).toContain("memory: absent in the 5 min before, between");
  });

  test("names what one log alone cannot show", async () => {
    const withheld = join(root, "fixtures/race-one-log-withheld");
    const { code, stdout } = await run(["rules", "explain", "writer-race", withheld, "--rules", SHIPPED]);
    expect(code).toBe(0);
    expect(stdout).toContain("did not fire");
    expect(stdout).toContain("1 of 2 instances ran all steps\n  aurora-1\n");
  });

  test("says of a pasted excerpt that its lines have no time", async () => {
    const excerpt = join(root, "fixtures/article-excerpt");
    const { stdout } = await run(["rules", "explain", "writer-race", excerpt, "--rules", SHIPPED]);
    expect(stdout).toMatch(/killed: missing; \S+:6 {2}undated\b.* fits, but has no time/);
  });

  test("explains built-in signatures too, and takes more than one rule file", async () => {
    const other = file("other.yaml", signature("mine", "{ contains: storage }", "storage"));
    const args = ["--rules", SHIPPED, "--rules", other];
    expect((await run(["rules", "explain", "child-terminated", RACE, ...args])).stdout).toMatch(
      /^child-terminated: Server process terminated \(built in\)\nfired 2 times\n/,
    );
    expect((await run(["rules", "explain", "mine", RACE, ...args])).stdout).toContain("fired 2 times");
  });

  test("does not know every id, but what may have been meant", async () => {
    const { code, stderr } = await run(["rules", "explain", "writer-rice", RACE, "--rules", SHIPPED]);
    expect(code).toBe(2);
    expect(stderr).toContain("there is no rule writer-rice; did you mean writer-race?");
  });

  test("shows no secret of a record and no escape of anybody", async () => {
    const log = join(folder, "case/instances/aurora-1/postgresql.log");
    mkdirSync(join(folder, "case/instances/aurora-1"), { recursive: true });
    writeFileSync(
      log,
      "2026-11-21 19:11:43 UTC:10.0.0.1(5432):app@orders:[571]:ERROR:  syntax \u001b[31mred\u001b[0m near ALTER ROLE app PASSWORD 'hunter2'\n",
    );
    const rules = file(
      "escape.yaml",
      oneStep("mine", "contains: ALTER ROLE").replace("title: Mine", 'title: "M\\e[31mine"'),
    );
    const { code, stdout } = await run(["rules", "explain", "mine", join(folder, "case"), "--rules", rules]);
    expect(code).toBe(0);
    expect(stdout).toContain("fired once");
    expect(stdout).not.toContain("\u001b");
    expect(stdout).not.toContain("hunter2");
  });
});

/** The report on the race. */
async function report(...args: readonly string[]): Promise<Report> {
  const { code, stdout, stderr } = await run(["analyze", RACE, "--json", "-", ...args]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Report;
}

describe("analyze --rules", () => {
  let ruled: Report;
  beforeAll(async () => {
    ruled = await report("--rules", SHIPPED);
  }, 60_000);

  test("lists what was found, with its lines, and changes nothing else", async () => {
    const alone = await report();
    const { ruleFindings, evidence, ...rest } = ruled;
    expect(ruleFindings).toHaveLength(1);
    const [finding] = ruleFindings;
    expect(finding).toMatchObject({
      rule: "writer-race",
      start: "2026-11-21T19:11:43Z",
      end: "2026-11-21T19:12:00Z",
      instances: ["aurora-1", "aurora-2"],
    });
    const cited = finding?.evidence.map((id) => evidence.find((each) => each.id === id)?.signature);
    expect(cited).toEqual([
      "ready",
      "child-terminated",
      "storage-runtime-crash",
      "shut-down",
      "ready",
      "child-terminated",
      "storage-runtime-crash",
      "shut-down",
    ]);
    const { ruleFindings: none, evidence: before, ...same } = alone;
    expect(none).toEqual([]);
    expect(rest).toEqual(same);
    expect(evidence.slice(0, before.length)).toEqual(before);
  });

  test("finds lines of ordinary operation, which the analysis itself passes over", async () => {
    const often = file("often.yaml", oneStep("often", "signature: connection-received"));
    const rules = file("vacuum.yaml", oneStep("vacuum", "contains: automatic vacuum of table, source: server"));
    const { ruleFindings: all, evidence } = await report("--rules", rules, "--rules", often);
    const ruleFindings = all.filter(({ rule }) => rule === "vacuum");
    expect(ruleFindings.length).toBeGreaterThan(1);
    // What fired too often to be listed is counted.
    const listed = all.filter(({ rule }) => rule === "often");
    expect(listed).toHaveLength(20);
    expect(listed.at(-1)?.title).toMatch(/^Mine \(and \d+ more times\)$/);
    for (const finding of ruleFindings) {
      const [cited] = finding.evidence.map((id) => evidence.find((each) => each.id === id));
      expect(cited?.text).toContain("automatic vacuum of table");
      expect(lineAt(RACE, `${cited?.source.file}:${cited?.source.line}`)).toContain("automatic vacuum of table");
    }
  });

  test("finds the same whether or not every record is read", async () => {
    const kept = readFileSync(SHIPPED, "utf8");
    // Without its level the word for memory may be in any record, so all of them are read.
    const every = kept.replace("  level: [warning, error, fatal, panic]\n", "");
    expect(every).not.toBe(kept);
    const { ruleFindings } = await report("--rules", file("every.yaml", every));
    expect(ruleFindings).toEqual(ruled.ruleFindings);
  });

  test("refuses a rule file that is wrong before it reads the case", async () => {
    const wrong = file("bad.yaml", "id: x\n");
    const { code, stdout, stderr } = await run(["analyze", join(folder, "no-such-case"), "--rules", wrong]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("bad.yaml:1: the document has neither `steps` nor `match`");
  });

  test("prints them under a heading of their own", async () => {
    const { stdout } = await run(["analyze", RACE, "--rules", SHIPPED]);
    expect(stdout).toContain("Your rules");
    expect(stdout).toContain("writer-race: The storage runtime of two instances");
  });
});

test("who brings no rules loads no rules, no YAML and no zod, and no run the screen or the AWS SDK unasked", async () => {
  const hooks =
    "import{registerHooks}from'node:module';registerHooks({load(u,c,n){process.stderr.write('LOAD '+u+'\\n');return n(u,c)}})";
  const seen = async (...args: readonly string[]): Promise<readonly string[]> => {
    const { stderr } = await run(args, { node: [process.execPath, "--import", `data:text/javascript,${hooks}`] });
    return [...stderr.matchAll(/^LOAD (.*)$/gm)].map((match) => match[1] ?? "");
  };
  const extra =
    /\/src\/(?:rules|tui)\/|\/dist\/cli\/(?:case-rules|rule-files)-|\/node_modules\/(?:yaml|zod|ink|react|@aws-sdk)\//;
  const plain = await seen("analyze", RACE);
  expect(plain.length).toBeGreaterThan(3); // the build is a few files
  expect(plain.filter((url) => extra.test(url))).toEqual([]);
  const help = await seen("--help");
  expect(help.length).toBeGreaterThan(0);
  expect(help.filter((url) => extra.test(url))).toEqual([]);
  // The same look sees them where they are used.
  expect((await seen("analyze", RACE, "--rules", SHIPPED)).filter((url) => extra.test(url)).length).toBeGreaterThan(2);
});
