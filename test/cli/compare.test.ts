// `analyze --compare`, as a person calls it.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/model/index.ts";
import { fixtures } from "../golden/golden.ts";
import { run } from "./spawn.ts";

const RACE = join(fixtures, "split-writer-race");
const OTHER = join(fixtures, "normal-failover");

let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "postmortem-compare-"));
  cpSync(RACE, join(folder, "copy"), { recursive: true });
  await run(["analyze", OTHER, "--json", join(folder, "other.json")]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function recurrenceOf(stdout: string): Report["recurrence"] {
  return (JSON.parse(stdout) as Report).recurrence;
}

describe("analyze --compare", () => {
  test("takes folders and reports, and names the case itself without counting it", async () => {
    const { code, stdout } = await run([
      "analyze",
      RACE,
      "--json",
      "-",
      "--compare",
      join(folder, "other.json"),
      join(folder, "copy"),
    ]);
    expect(code).toBe(0);
    const recurrence = recurrenceOf(stdout);
    expect(recurrence?.text).toContain("among the 1 case compared");
    expect(recurrence?.text).toContain(`not counted, because already there: ${join(folder, "copy")}`);
    expect(recurrence?.cases.map((each) => each.case)).toEqual([join(folder, "other.json")]);
  });

  test("finds the same incident of another day, by its report", async () => {
    const report = JSON.parse((await run(["analyze", RACE, "--json", "-"])).stdout) as Report;
    const earlier = {
      ...report,
      inputs: report.inputs.map((input, i) => ({ ...input, sha256: String(i).padStart(64, "0") })),
      incidents: report.incidents.map((incident) => ({
        ...incident,
        window: { start: "2026-11-12T19:11:00.000Z", end: "2026-11-12T19:12:00.000Z" },
      })),
    };
    writeFileSync(join(folder, "earlier.json"), JSON.stringify(earlier));
    const { stdout } = await run(["analyze", RACE, "--json", "-", "--compare", join(folder, "earlier.json")]);
    expect(recurrenceOf(stdout)?.text).toBe("second time in 9 days, same fingerprint");
  });

  test("is not in a report that compares nothing", async () => {
    expect((JSON.parse(readFileSync(join(folder, "other.json"), "utf8")) as Report).recurrence).toBeNull();
  });

  test.each([
    ["nowhere", "there is no such folder or file"],
    ["broken.json", "it is no report that this version can read"],
    ["empty", "nothing to analyze in"],
  ])("refuses %s with a sentence that names it, before anything else is said", async (name, why) => {
    mkdirSync(join(folder, "empty"), { recursive: true });
    writeFileSync(join(folder, "broken.json"), "{}");
    const { code, stdout, stderr } = await run(["analyze", OTHER, "--compare", join(folder, name)]);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(why);
    expect(stderr).toContain(join(folder, name));
  });
});
