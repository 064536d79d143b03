import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leakIn } from "../text/planted/random.ts";
import { secretsFound } from "../secretlint.ts";
import { plantedCase } from "./planted-case.ts";
import { run } from "./spawn.ts";

const ENTRIES = 1_500;
let scratch = "";
let folder = "";
let secrets: readonly string[] = [];

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "postmortem-planted-"));
  folder = join(scratch, "case");
  secrets = plantedCase(folder, 11, ENTRIES);
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

describe("no planted secret is in what is printed of a case full of them, by two opinions", () => {
  test.each([
    ["analyze", "--verbose"],
    ["analyze", "--report", "-"],
    ["analyze", "--json", "-"],
    ["analyze", "--json", "-", "--reveal", "email", "--reveal", "address", "--reveal", "host"],
    ["events", "--jsonl"],
    ["view", "--plain"],
  ])("%s %s %s", async (command, ...options) => {
    const { code, stdout, stderr } = await run([command, folder, ...options]);
    expect(code, stderr).toBe(0);
    const lines = `${stdout}\n${stderr}`.split("\n");
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter((line) => leakIn(line, secrets) !== null).slice(0, 3)).toEqual([]);
    expect(await secretsFound(stdout)).toEqual([]);
  });
});

test("what is planted is a secret to a program that knows nothing of ours", async () => {
  const found = await secretsFound("connecting to postgres://app:QZXJKVqzxjkv@db.example:5432/orders");
  expect(found.length).toBeGreaterThan(0);
});

test("secrets cannot be revealed, and are told so", async () => {
  for (const command of ["analyze", "events"]) {
    const { code, stdout, stderr } = await run([command, folder, "--reveal", "secret"]);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("never shown");
  }
});
