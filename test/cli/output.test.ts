// Files are written whole or not at all, in pieces too.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { UserError } from "../../src/cli/exit.ts";
import { streamWhole } from "../../src/cli/output.ts";

const folder = mkdtempSync(join(tmpdir(), "postmortem-output-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const signal = new AbortController().signal;

async function* pieces(count: number, then?: () => void): AsyncGenerator<string> {
  for (let index = 0; index < count; index++) yield `${index}\n`.repeat(10_000);
  then?.();
}

test("pieces become a file, in the place of an older one", async () => {
  const path = join(folder, "whole.jsonl");
  writeFileSync(path, "older");
  expect(await streamWhole(path, pieces(30), signal)).toBe(true);
  expect(readFileSync(path, "utf8").split("\n")).toHaveLength(300_001);
  expect(readdirSync(folder)).toEqual(["whole.jsonl"]);
});

test("what fails half-way leaves the older file as it was, and the error as it is", async () => {
  const path = join(folder, "whole.jsonl");
  const older = readFileSync(path, "utf8");
  const trouble = new TypeError("half-way");
  const failing = pieces(5, () => {
    throw trouble;
  });
  await expect(streamWhole(path, failing, signal)).rejects.toBe(trouble);
  expect(readFileSync(path, "utf8")).toBe(older);
  expect(readdirSync(folder)).toEqual(["whole.jsonl"]);
});

test("a signal ends it, and nothing is left", async () => {
  const path = join(folder, "stopped.jsonl");
  const stopping = new AbortController();
  const stopped = (async function* (): AsyncGenerator<string> {
    yield "first\n";
    stopping.abort();
    yield "second\n";
  })();
  expect(await streamWhole(path, stopped, stopping.signal)).toBe(false);
  expect(existsSync(path)).toBe(false);
  expect(readdirSync(folder)).toEqual(["whole.jsonl"]);
});

test("a place that cannot be written is told by its name", async () => {
  const path = join(folder, "none", "file.jsonl");
  const refused = streamWhole(path, pieces(3), signal);
  await expect(refused).rejects.toBeInstanceOf(UserError);
  await expect(refused).rejects.toThrow(`${path} could not be written: `);
});

test("a device is written to, not replaced", async () => {
  expect(await streamWhole("/dev/null", pieces(2), signal)).toBe(true);
  expect(readdirSync("/dev").filter((name) => name.endsWith(".part"))).toEqual([]);
});
