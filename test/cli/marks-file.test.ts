import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openCase } from "../../src/analyze/index.ts";
import { openMarks } from "../../src/cli/marks-file.ts";

const record = { file: "x.log", line: 1, byteOffset: 0, byteLength: 5, time: null };
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "postmortem-marks-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("marks of a case folder are kept in it, for its owner alone, and no analysis reads them", async () => {
  writeFileSync(join(folder, "x.log"), "2026-11-21 19:00:00 UTC::@:[1]:LOG:  hello\n");
  mkdirSync(join(folder, "apps"));
  writeFileSync(join(folder, "apps", "annotations.jsonl"), "{}\n");
  const path = join(folder, "annotations.jsonl");
  const opened = openMarks([folder]);
  expect(() => statSync(path)).toThrow("ENOENT");
  opened.add(record);
  opened.comment(1, "here");
  expect(openMarks([folder]).list).toEqual([{ id: 1, ...record, comment: "here" }]);
  if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
  const evidence = await openCase([folder], async function* none() {}, join(folder, "scratch"));
  expect(evidence.files.map((file) => file.path)).toEqual(["apps/annotations.jsonl", "x.log"]);
  expect(evidence.problems.filter((problem) => JSON.stringify(problem).includes('"annotations.jsonl"'))).toEqual([]);
  evidence.close();
});

test.skipIf(process.platform === "win32")("marks are not written through a link", () => {
  const target = join(folder, "target");
  writeFileSync(target, "");
  symlinkSync(target, join(folder, "annotations.jsonl"));
  const marks = openMarks([folder]);
  marks.add(record);
  expect(marks.trouble).toContain("could not be written");
  expect(marks.list).toHaveLength(1);
  expect(readFileSync(target, "utf8")).toBe("");
});

test("marks of anything but one folder are not kept, and say so", () => {
  const log = join(folder, "x.log");
  writeFileSync(log, "x\n");
  for (const paths of [[log], [folder, log], ["-"], []]) {
    const marks = openMarks(paths);
    marks.add(record);
    expect([marks.list.length, marks.trouble]).toEqual([
      1,
      "marks are kept in a case folder, and this is none: they are gone at the end",
    ]);
  }
});
