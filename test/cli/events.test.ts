// `postmortem events`: the formats, the file, and what is said of what a format cannot hold.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { eventFormats } from "../../src/report/index.ts";
import { helpTexts } from "../../src/cli/program.ts";
import { parseCsv } from "../csv.ts";
import { fixtures } from "../golden/golden.ts";
import { run } from "./spawn.ts";

const incident = join(fixtures, "split-writer-race");
const folder = mkdtempSync(join(tmpdir(), "postmortem-events-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const lines = (text: string): string[] => text.split("\n").slice(0, -1);
const plain = run(["events", incident]);

describe("every record", () => {
  test("is a line of JSON unless another format is asked for", async () => {
    const { code, stdout, stderr } = await plain;
    expect([code, stderr]).toEqual([0, ""]);
    expect((await run(["events", incident, "--jsonl"])).stdout).toBe(stdout);
    expect((await run(["events", incident, "--format", "jsonl", "--out", "-"])).stdout).toBe(stdout);
    expect(lines(stdout).length).toBeGreaterThan(1000);
  });

  test("is a row of CSV", async () => {
    const { code, stdout, stderr } = await run(["events", incident, "--format", "csv"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(parseCsv(stdout)).toHaveLength(lines((await plain).stdout).length + 1);
  });

  test.each(["timesketch", "timesketch-csv"])("is in %s, or said to be left out", async (format) => {
    const records = lines((await plain).stdout).map((line) => JSON.parse(line) as { readonly time: string | null });
    const undated = records.filter(({ time }) => time === null).length;
    expect(undated).toBeGreaterThan(0);
    const { code, stdout, stderr } = await run(["events", incident, "--quiet", "--format", format]);
    expect(code).toBe(0);
    expect(format === "timesketch" ? lines(stdout).length : parseCsv(stdout).length - 1).toBe(records.length - undated);
    expect(stderr).toBe(
      `${undated} ${undated === 1 ? "record without a time was" : "records without a time were"} left out: ${format} cannot hold them; --format jsonl keeps them in their place\n`,
    );
  });

  test("is an OTLP record", async () => {
    const { stdout, stderr } = await run(["events", incident, "--format", "otlp"]);
    expect(stderr).toBe("");
    expect(stdout.split('"body":{').length - 1).toBe(lines((await plain).stdout).length);
    for (const line of lines(stdout)) expect(Object.keys(JSON.parse(line) as object)).toEqual(["resourceLogs"]);
  });
});

test("--out writes the same bytes, readable by their owner alone, and prints nothing", async () => {
  const path = join(folder, "events.jsonl");
  const { code, stdout, stderr } = await run(["events", incident, "--out", path]);
  expect([code, stdout, stderr]).toEqual([0, "", ""]);
  expect(readFileSync(path, "utf8")).toBe((await plain).stdout);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["events.jsonl"]);
});

test.each<[string, readonly string[], string]>([
  ["a place that is none", ["--out", join(folder, "none", "x.csv")], "could not be written"],
  ["a format that is none", ["--format", "xlsx"], "Allowed choices are jsonl, csv, timesketch, timesketch-csv, otlp"],
  ["two formats", ["--jsonl", "--format", "csv"], "cannot be used with option"],
])("%s is a usage error", async (_, args, message) => {
  const { code, stdout, stderr } = await run(["events", incident, ...args]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});

test("the command takes the formats that the writers have", () => {
  const told = (helpTexts()["events"] ?? "").replaceAll(/\s+/g, " ");
  expect(told).toContain(`(choices: ${eventFormats.map((format) => `"${format}"`).join(", ")}, default: "jsonl")`);
});
