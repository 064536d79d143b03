// `view` as people run it: refused where nobody could see it, printed with --plain, and once on a real pty.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { noPty, onPty } from "./pty.ts";
import { run, sourceEntry } from "./spawn.ts";

const race = fileURLToPath(new URL("../../fixtures/split-writer-race", import.meta.url));
const program = `${process.execPath} ${sourceEntry}`;

describe("where there is no terminal", () => {
  test("it refuses, and names what works there", async () => {
    expect(await run(["view", race])).toMatchObject({
      code: 2,
      stdout: "",
      stderr:
        "postmortem: standard output is not a terminal: the screen cannot be opened\n" +
        "  `postmortem view --plain CASE` prints the same content; `postmortem analyze CASE --report FILE` writes the report.\n",
    });
    const { code, stdout, stderr } = await run(["analyze", "--tui", race]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("--plain");
  });

  test("--plain prints who was writer, the clients, and what is missing, without one escape", async () => {
    const { code, stdout } = await run(["view", "--plain", race]);
    expect(code).toBe(0);
    expect(stdout).toContain("Case: split-writer-race");
    for (const part of ["aurora-1", "writer", "event-collector", "CloudTrail"]) expect(stdout).toContain(part);
    // oxlint-disable-next-line no-control-regex -- that is what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  test("the same bytes, the same text, in any zone; --ascii keeps to ASCII", async () => {
    const first = await run(["view", "--plain", "--ascii", race]);
    const second = await run(["view", "--plain", "--ascii", race], { env: { TZ: "America/New_York", LANG: "de_DE" } });
    expect(second.stdout).toBe(first.stdout);
    expect(first.stdout).toMatch(/^[\x20-\x7e\n]+$/);
  });
});

describe("--keys", () => {
  test.each<[string, string]>([
    ["quit: [ctrl+q]\nsearchh: /", "no such command: searchh"],
    ["search: shift+/", "no such key"],
    ["- q", "expected an object"],
    ["quit: [", ":1: "],
  ])("%j is refused", async (text, why) => {
    const folder = mkdtempSync(join(tmpdir(), "postmortem-keys-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "keys.yaml");
    writeFileSync(file, text);
    const { code, stderr } = await run(["view", "--plain", "--keys", file, race]);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
  });
});

describe.skipIf(noPty !== null)(`on a real pty${noPty === null ? "" : ` (${noPty})`}`, () => {
  test("it opens, takes keys, quits, and leaves the terminal as it was", { timeout: 60_000 }, async () => {
    const pty = onPty(`${program} view ${race}; echo "code=$?"; stty -a`);
    await pty.sees(/\? help/);
    pty.type("jj?");
    await pty.sees(/next record or line/);
    pty.type("\u001b");
    await pty.sees(/next record or line[\s\S]*missing/);
    pty.type("q");
    await pty.ended;
    const output = pty.output();
    const left = output.lastIndexOf("\u001b[?1049l");
    expect(left).toBeGreaterThan(output.indexOf("\u001b[?1049h"));
    expect(output.lastIndexOf("\u001b[?25h")).toBeGreaterThan(output.lastIndexOf("\u001b[?25l"));
    expect(output.lastIndexOf("\u001b[?7h")).toBeGreaterThan(output.lastIndexOf("\u001b[?7l"));
    expect(output.lastIndexOf("\u001b[?2004l")).toBeGreaterThan(output.lastIndexOf("\u001b[?2004h"));
    const after = output.slice(left);
    expect(after).toContain("code=0");
    expect(after).toMatch(/(?<!-)\bicanon\b/);
    expect(after).toMatch(/(?<!-)\becho\b/);
  });

  test.each([
    ["SIGTERM", 130],
    ["SIGHUP", 130],
    ["SIGINT", 130],
  ] as const)("after %s too, with exit code %i", { timeout: 60_000 }, async (signal, code) => {
    const pty = onPty(`sh -c 'echo "pid=$$"; exec ${program} view --mouse ${race}'; echo "code=$?"; stty -a`);
    const pid = Number((await pty.sees(/pid=(\d+)/))[1]);
    await pty.sees(/\? help/);
    expect(pty.output()).toContain("\u001b[?1000h");
    process.kill(pid, signal);
    await pty.ended;
    const output = pty.output();
    const left = output.lastIndexOf("\u001b[?1049l");
    expect(left).toBeGreaterThan(output.indexOf("\u001b[?1049h"));
    expect(output.lastIndexOf("\u001b[?25h")).toBeGreaterThan(output.lastIndexOf("\u001b[?25l"));
    expect(output.lastIndexOf("\u001b[?1000l")).toBeGreaterThan(output.lastIndexOf("\u001b[?1000h"));
    expect(output.slice(left)).not.toMatch(/Terminated|Hangup/);
    expect(output.slice(left)).toContain(`code=${code}`);
    expect(output.slice(left)).toMatch(/(?<!-)\bicanon\b/);
  });

  test.each<[Readonly<Record<string, string>>, RegExp]>([
    [{ TERM: "dumb" }, /TERM=dumb: this terminal cannot move its cursor/],
    [{ CI: "true" }, /CI is set/],
  ])("with %j it refuses", { timeout: 60_000 }, async (env, why) => {
    const pty = onPty(`${program} view ${race}`, env);
    expect(await pty.ended).toBe(2);
    expect(pty.output()).toMatch(why);
    expect(pty.output()).not.toContain("\u001b[?1049h");
  });

  test("analyze --tui prints the verdict and opens the screen", { timeout: 60_000 }, async () => {
    const pty = onPty(`${program} analyze --tui ${race}`);
    await pty.sees(/Key moments[\s\S]*\u001b\[\?1049h[\s\S]*\? help/);
    pty.type("q");
    expect(await pty.ended).toBe(0);
  });

  test("the log reaches a pager as text, from the line on", { timeout: 60_000 }, async () => {
    const pty = onPty(`${program} view ${race}`, { PAGER: "head -1; echo PAGED" });
    await pty.sees(/#\d+ of /); // before all records are in order, no line is under the cursor
    pty.type("p");
    await pty.sees(/\u001b\[\?1049l[\s\S]*PAGED[\s\S]*\u001b\[\?1049h/);
    pty.type("q");
    expect(await pty.ended).toBe(0);
  });
});
