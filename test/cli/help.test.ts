// Help is rendered by the build; whoever runs the sources gets the same text from the definitions.
import { expect, test } from "vitest";
import { helpTexts } from "../../src/cli/program.ts";
import { run } from "./spawn.ts";

test("every command has a help text, at most 80 columns wide", () => {
  const texts = helpTexts();
  expect(Object.keys(texts)).toEqual([
    "",
    "analyze",
    "view",
    "report",
    "verify",
    "attach",
    "events",
    "collect",
    "doctor",
    "iam-policy",
    "purge",
    "rules",
  ]);
  for (const text of Object.values(texts)) {
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  }
});

test("the sources print the text that the build stores", async () => {
  const texts = helpTexts();
  expect((await run(["--help"])).stdout).toBe(texts[""]);
  expect((await run(["analyze", "--help"])).stdout).toBe(texts["analyze"]);
});

test("no command at all is a usage error that shows the help on stderr", async () => {
  const ran = await run([]);
  expect(ran.code).toBe(2);
  expect(ran.stdout).toBe("");
  expect(ran.stderr).toContain("Usage: postmortem");
});

test("--version prints the version of package.json", async () => {
  const { default: manifest } = await import("../../package.json", { with: { type: "json" } });
  expect((await run(["--version"])).stdout).toBe(`${manifest.version}\n`);
});
