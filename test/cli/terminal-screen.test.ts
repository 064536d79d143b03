import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { UserError } from "../../src/cli/exit.ts";
import { exportFile, exportPlace } from "../../src/cli/export-file.ts";
import { backgroundOf, requireTerminal } from "../../src/cli/terminal-screen.ts";

const terminal = { stdin: { isTTY: true }, stdout: { isTTY: true }, env: { TERM: "xterm" } };

describe("whether a screen can be opened", () => {
  test.each(["", "0", "false"])("CI=%j is no CI", (ci) => {
    expect(() => requireTerminal({ ...terminal, env: { CI: ci } }, ["case"])).not.toThrow();
  });

  test.each([
    [{ ...terminal, stdin: {} }, ["case"], "standard input is not a terminal"],
    [{ ...terminal, stdout: {} }, ["case"], "standard output is not a terminal"],
    [{ ...terminal, env: { CI: "1" } }, ["case"], "CI is set"],
    [terminal, ["a.log", "-"], "which is where keys come from"],
  ])("%j with %j is refused: %s", (surroundings, paths, why) => {
    expect(() => requireTerminal(surroundings, paths)).toThrow(why);
  });
});

test.each([
  [{}, "dark"],
  [{ COLORFGBG: "0;15" }, "light"],
  [{ COLORFGBG: "0;default;7" }, "light"],
  [{ COLORFGBG: "15;8" }, "dark"],
  [{ COLORFGBG: "15;default" }, "dark"],
  [{ NO_COLOR: "1" }, null],
  [{ NO_COLOR: "" }, "dark"],
])("with %j the background is %j", (env, background) => {
  expect(backgroundOf({ color: "auto", background: "auto" }, env)).toBe(background);
});

test("what is asked for goes before what the terminal says", () => {
  const env = { NO_COLOR: "1", COLORFGBG: "0;15" };
  expect(backgroundOf({ color: "always", background: "dark" }, env)).toBe("dark");
  expect(backgroundOf({ color: "never", background: "light" }, {})).toBeNull();
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "postmortem-export-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function* pieces(fails = false): AsyncIterable<string> {
  yield "one\n";
  await Promise.resolve();
  if (fails) throw new Error("gone");
  yield "two\n";
}

describe("an export", () => {
  test("lies beside the case, and never over another", async () => {
    const beside = folder();
    mkdirSync(join(beside, "case"));
    const place = exportPlace([join(beside, "case")]);
    await exportFile(place, "md", pieces());
    await exportFile(place, "md", pieces());
    expect(readdirSync(beside).sort()).toEqual(["case", "case-selection-2.md", "case-selection.md"]);
    expect(readFileSync(join(beside, "case-selection-2.md"), "utf8")).toBe("one\ntwo\n");
  });

  test("leaves no half behind", async () => {
    const beside = folder();
    await expect(exportFile({ folder: beside, name: "x" }, "csv", pieces(true))).rejects.toThrow(UserError);
    expect(readdirSync(beside)).toEqual([]);
  });

  test("that cannot be written says why", async () => {
    await expect(exportFile({ folder: "/nowhere", name: "x" }, "csv", pieces())).rejects.toThrow("not written: ENOENT");
  });
});
