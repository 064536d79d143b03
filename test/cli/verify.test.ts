// `report` and `verify` as people run them: a report of a case holds, and nothing of the case can change unnoticed.
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { run } from "./spawn.ts";

const race = fileURLToPath(new URL("../../fixtures/split-writer-race", import.meta.url));

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "postmortem-verify-"));
  onTestFinished(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

describe("a report of a case", () => {
  let text = "";
  beforeAll(async () => {
    text = (await run(["report", race])).stdout;
  });

  test("holds", async () => {
    const report = join(folder(), "report.md");
    writeFileSync(report, text);
    const { code, stdout } = await run(["verify", report, race]);
    expect(stdout).toMatch(/same verdict: split-writer-race · probable\n/);
    const [, resolve, all] = /(\d+)\/(\d+) citations resolve/.exec(stdout) ?? [];
    expect(Number(all)).toBeGreaterThan(40);
    expect(resolve).toBe(all);
    expect([code, stdout.trimEnd().split("\n").at(-1)]).toEqual([0, "The report holds."]);
  });

  test("does not hold when one byte of any file is another", { timeout: 120_000 }, async () => {
    const here = folder();
    const report = join(here, "report.md");
    writeFileSync(report, text);
    const files = globSync("**/*.*", { cwd: race }).sort();
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const copy = join(here, "case");
      rmSync(copy, { recursive: true, force: true });
      cpSync(race, copy, { recursive: true });
      const bytes = readFileSync(join(copy, file));
      // Inside of a word: the file stays what it was in everything but this.
      const at = bytes.toString("latin1").search(/[a-z]{6}/) + 3;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(join(copy, file), bytes);
      // oxlint-disable-next-line no-await-in-loop -- two cores
      const { code, stdout } = await run(["verify", report, copy]);
      expect(code, stdout).toBe(1);
      expect(stdout).toContain(`changed or new: ${file}`);
      expect(stdout).toMatch(/ inventory \(line \d+\) DIFFERS from what the case gives/);
    }
  });

  test("names the sentence that somebody edited, and lists what people wrote apart", async () => {
    const report = join(folder(), "report.md");
    const told = "## Impact\n\nThe shop was closed [aurora-1:postgresql.log.2026-11-21-1911:640].\n";
    writeFileSync(report, text.replace("## Impact\n", told));
    const fine = await run(["verify", report, race]);
    expect(fine.stdout).toMatch(/1 passage of theirs, not checked: lines \d+; 1\/1 of their citations resolve\n/);
    expect(fine.code).toBe(0);
    writeFileSync(report, text.replace("270 failed writes", "27 failed writes"));
    const edited = await run(["verify", report, race]);
    expect(edited.stdout).toMatch(/ summary \(line \d+\) EDITED since it was made\n.*27 failed writes.*\n.*270 failed/);
    expect(edited.code).toBe(1);
    writeFileSync(
      report,
      text.replace("## Impact\n", "## Impact\n\nSee [aurora-1:postgresql.log.2026-11-21-1911:99999].\n"),
    );
    const lost = await run(["verify", report, race]);
    expect(lost.stdout).toMatch(/99999\] \(line \d+ of the report\): the file has \d+ lines\n/);
    expect(lost.code).toBe(1);
  });

  test("of another version is not called tampered with, nor shown", async () => {
    const report = join(folder(), "report.md");
    writeFileSync(report, text.replace('"tool":"', '"tool":"9.'));
    const { code, stdout } = await run(["verify", report, race]);
    expect(stdout).toContain("made by    postmortem 9.");
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("The report holds.");
    expect(code).toBe(0);
  });

  test("that says nothing of how it was made is refused", async () => {
    const report = join(folder(), "report.md");
    writeFileSync(report, text.slice(text.indexOf("\n")));
    const { code, stderr } = await run(["verify", report, race]);
    expect([code, stderr.includes("does not say how it was made")]).toEqual([2, true]);
    expect((await run(["verify", "/nowhere.md", race])).code).toBe(2);
  });
});

test("a JSON report is compared value by value", async () => {
  const report = join(folder(), "report.json");
  await run(["report", race, "--json", report]);
  const fine = await run(["verify", report, race]);
  expect([fine.code, fine.stdout.includes("all are as the case gives them")]).toEqual([0, true]);
  writeFileSync(report, readFileSync(report, "utf8").replace('"failedWrites": 270', '"failedWrites": 7'));
  const forged = await run(["verify", report, race]);
  expect(forged.stdout).toContain("/incidents/0/impact/failedWrites: 7; the case gives 270");
  expect(forged.code).toBe(1);
});

test("an HTML report is compared byte by byte, and the section that differs is named", async () => {
  const report = join(folder(), "report.html");
  expect(await run(["report", race, "--html", report])).toMatchObject({ code: 0, stdout: "" });
  const fine = await run(["verify", report, race]);
  expect([fine.code, fine.stdout.includes("to the byte")]).toEqual([0, true]);
  writeFileSync(report, readFileSync(report, "utf8").replace("270 failed writes", "27 failed writes"));
  const forged = await run(["verify", report, race]);
  expect(forged.stdout).toContain("DIFFERS first in summary");
  expect(forged.code).toBe(1);
});

test("names of files that are redacted lead back to their files", async () => {
  const here = join(folder(), "case");
  cpSync(race, here, { recursive: true });
  const plain = join(here, "apps/batch-worker/batch-worker-49723e561-f2362.log");
  cpSync(plain, join(here, "apps/batch-worker/ip-10-0-1-5.ec2.internal.log"));
  rmSync(plain);
  const report = join(here, "..", "report.md");
  const key = join(here, "..", "key.json");
  expect((await run(["report", here, "--out", report, "--key", key])).code).toBe(0);
  expect(readFileSync(report, "utf8")).not.toContain("ip-10-0-1-5");
  expect(readFileSync(key, "utf8")).toContain("ip-10-0-1-5.ec2.internal");
  const { code, stdout } = await run(["verify", report, here]);
  expect([code, /(\d+)\/\1 citations resolve/.test(stdout)]).toEqual([0, true]);
  const revealed = await run(["report", here, "--reveal", "host"]);
  expect(revealed.stdout).toContain("ip-10-0-1-5");
  writeFileSync(report, revealed.stdout);
  expect((await run(["verify", report, here])).code).toBe(0);
});

describe("a report", () => {
  test("has marks of the engineer among the key moments, and verifies with them", async () => {
    const here = join(folder(), "case");
    cpSync(race, here, { recursive: true });
    const file = "instances/aurora-1/postgresql.log.2026-11-21-1911";
    const mark = {
      op: "add",
      id: 1,
      file,
      line: 1,
      byteOffset: 0,
      byteLength: 120,
      time: 1795288305000000,
      comment: "look <b>here</b> @team",
    };
    writeFileSync(join(here, "annotations.jsonl"), `${JSON.stringify(mark)}\n`);
    const report = join(here, "..", "report.md");
    expect((await run(["report", here, "--out", report])).code).toBe(0);
    const text = readFileSync(report, "utf8");
    expect(text).toMatch(
      /^\| 19:11:45\.000 \| aurora-1 \| ★ \*\*look `<b>here<\/b> @team`\*\*: .*\[`\[aurora-1:postgresql\.log\.2026-11-21-1911:1\]`\]\(#m1\) \|$/m,
    );
    expect((await run(["verify", report, here])).code).toBe(0);
    writeFileSync(join(here, "annotations.jsonl"), "");
    const { code, stdout } = await run(["verify", report, here]);
    expect([code, stdout.includes("timeline")]).toEqual([1, true]);
  });

  test("takes a template of one's own, and says what is wrong with one", async () => {
    const here = folder();
    const own = join(here, "own.md");
    writeFileSync(own, "# {case}\n\nOur words.\n\n## What\n{{verdict}}\n\n## Empty\n{{recurrence}}\n");
    const { code, stdout } = await run(["report", race, "--template", own]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/# \{case\}\n\nOur words\.\n\n## What\n\n<!-- postmortem:begin verdict /);
    expect(stdout).not.toContain("## Empty");
    writeFileSync(own, "# x\n\n{{verdicts}}\n");
    const wrong = await run(["report", race, "--template", own]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("own.md:3: {{verdicts}} names no section");
    expect((await run(["report", race, "--template", "no-such"])).stderr).toContain("there is no such template");
  });

  test("without some of its parts says which when it is verified", async () => {
    const report = join(folder(), "report.md");
    await run(["report", race, "--template", "short", "--out", report]);
    const { code, stdout } = await run(["verify", report, race]);
    expect(stdout).toMatch(/\n +not in this document: Impact, .*Hypotheses, .*Evidence/);
    expect(code).toBe(0);
  });

  test("fits the limit it is given, in whole sections", async () => {
    for (const limit of [32_767, 20_000, 12_000]) {
      // oxlint-disable-next-line no-await-in-loop -- two cores
      const { code, stdout } = await run(["report", race, "--max-chars", String(limit)]);
      expect(code).toBe(0);
      expect(stdout.length).toBeLessThanOrEqual(limit);
      expect(stdout).toMatch(/^_Left out here for its size: .*Evidence.*_$/m);
      expect(stdout.match(/^```/gm)?.length ?? 0).toSatisfy((fences: number) => fences % 2 === 0);
    }
  });

  test("that has no room for anything is a sentence", async () => {
    const { code, stdout, stderr } = await run(["report", race, "--max-chars", "1500"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("--max-chars: not even the summary and the verdict have room");
  });

  test("is the same in any zone, locale and form of the path", async () => {
    const first = await run(["report", race]);
    const second = await run(["report", `${race}/`], { env: { TZ: "America/New_York", LANG: "de_DE" } });
    expect(second.stdout).toBe(first.stdout);
  });
});
