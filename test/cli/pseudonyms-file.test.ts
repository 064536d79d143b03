import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openCase } from "../../src/analyze/index.ts";
import { writePseudonyms } from "../../src/cli/pseudonyms-file.ts";
import type { Pseudonym } from "../../src/model/index.ts";

const key: readonly Pseudonym[] = [{ pseudonym: "email-1", class: "email", value: "bob@shop.example" }];
let folder = "";
let path = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "postmortem-key-"));
  path = join(folder, "pseudonyms.json");
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Makes the folder one that `collect` wrote. */
const collected = (): void => {
  writeFileSync(join(folder, "manifest.json"), "{}\n");
};

test("the key lies in the case for its owner alone, in place of an earlier one, and no analysis reads it", async () => {
  collected();
  writeFileSync(path, "earlier", { mode: 0o644 });
  writeFileSync(join(folder, "x.log"), "2026-11-21 19:00:00 UTC::@:[1]:LOG:  hello\n");
  expect(writePseudonyms([folder], key)).toBeNull();
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(key);
  if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).sort()).toEqual(["manifest.json", "pseudonyms.json", "x.log"]);
  const evidence = await openCase([folder], async function* none() {}, join(folder, "scratch"));
  expect(evidence.files.map((file) => file.path)).not.toContain("pseudonyms.json");
  expect(JSON.stringify(evidence.problems)).not.toContain("pseudonyms.json");
  evidence.close();
});

test("nothing is written when there is nothing to reverse, or no case folder", () => {
  writeFileSync(join(folder, "x.log"), "x\n");
  for (const [paths, entries] of [
    [[folder], []],
    [[join(folder, "x.log")], key],
    [["-"], key],
    [[folder, folder], key],
    // Somebody's own folder of logs, not one that was collected.
    [[folder], key],
  ] as const) {
    expect(writePseudonyms(paths, entries)).toBeNull();
  }
  expect(readdirSync(folder)).toEqual(["x.log"]);
});

test.skipIf(process.platform === "win32")("what a link leads to is not written", () => {
  collected();
  const target = join(folder, "target");
  writeFileSync(target, "mine");
  symlinkSync(target, path);
  expect(writePseudonyms([folder], key)).toBeNull();
  expect(readFileSync(target, "utf8")).toBe("mine");
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(key);
});

test("a place that cannot be written is a sentence, and leaves no half file", () => {
  // A folder of that name is not replaced by a file.
  collected();
  mkdirSync(path);
  expect(writePseudonyms([folder], key)).toContain("could not be kept");
  expect(readdirSync(folder)).toEqual(["manifest.json", "pseudonyms.json"]);
});

test("it goes where it is asked to, whatever was analyzed", () => {
  const own = join(folder, "key.json");
  expect(writePseudonyms(["-"], key, own)).toBeNull();
  expect(JSON.parse(readFileSync(own, "utf8"))).toEqual(key);
});
