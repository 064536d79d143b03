import { describe, expect, test } from "vitest";
import { fixedLine, intendedTargetFix, oldWriterFix } from "../../../src/model/index.ts";
import type { Finding } from "../../../src/collect/doctor/finding.ts";
import type { Patient } from "../../../src/collect/doctor/patient.ts";
import { aurora, finding, patient } from "./patients.ts";

// The rows of AWS's release notes, first mended patch of each line: written out here a second time, on purpose.
const FIRST = (
  "17.5.3 16.9.3 15.13.3 14.18.3 13.21.3 17.4.4 16.8.4 15.12.4 14.17.4 13.20.4 16.6.6 15.10.6 14.15.6 13.18.6 12.22.6 " +
  "16.4.6 15.8.6 14.13.6 13.16.6 12.9.18 11.21.12 11.9.18"
).split(" ");

describe("the old writer that does not step down", () => {
  test.each(FIRST)("%s is the first of its line that is mended", (first) => {
    const [major = "", minor = "", patch = ""] = first.split(".");
    const line = `${major}.${minor}`;
    expect(oldWriterFix(first)).toEqual({ state: "fixed", first });
    expect(oldWriterFix(`${line}.${Number(patch) + 1}`)).toEqual({ state: "fixed", first });
    expect(oldWriterFix(`${line}.${Number(patch) - 1}`)).toEqual({ state: "open", first });
    expect(oldWriterFix(line)).toEqual({ state: "patch-unknown", first });
  });

  test.each(["16.1", "16.3", "15.2", "15.4", "15.7", "14.12", "13.15", "12.8", "11.8", "10.21", "17.1"])(
    "%s was never mended",
    (version) => {
      expect(oldWriterFix(version)).toEqual({ state: "open", first: null });
    },
  );

  test.each(["17.6", "16.10", "15.14", "14.19", "13.22", "17.6.1", "18.1"])(
    "%s is presumed to be mended",
    (version) => {
      expect(oldWriterFix(version)).toEqual({ state: "presumed" });
    },
  );

  test.each(["", "16", "8.0.mysql_aurora.3.05", "16.x", "16.4-limitless"])("nothing is said of %j", (version) => {
    expect(oldWriterFix(version)).toEqual({ state: "unknown" });
    expect(intendedTargetFix(version)).toEqual({ state: "unknown" });
  });
});

test("the failover that does not reach its target", () => {
  for (const [mended, open] of [
    ["17.9", "17.8"],
    ["16.13", "16.12"],
    ["15.17", "15.16"],
    ["14.22", "14.21"],
  ] as const) {
    expect(intendedTargetFix(mended)).toEqual({ state: "fixed", first: mended });
    expect(intendedTargetFix(open)).toEqual({ state: "open", first: mended });
  }
  expect(intendedTargetFix("13.22")).toEqual({ state: "open", first: null });
  expect(intendedTargetFix("18.1")).toEqual({ state: "presumed" });
});

const of = (EngineVersion: string, pending: Patient["pending"] = []): Finding =>
  finding(patient({ target: aurora({ EngineVersion }), pending }), "engine-fix");
const other = (EngineVersion: string): Finding =>
  finding(patient({ target: aurora({ EngineVersion }) }), "engine-fix-target");

describe("what the doctor says of it", () => {
  test("a version that was never mended is missing, with the smallest sure step, not at once", () => {
    const one = of("15.4");
    expect(one.state).toBe("missing");
    expect(one.what).toContain("no release of the line 15.4 is listed as mended");
    expect(one.change).toContain("--engine-version 15.13 --region eu-west-1");
    expect(one.change).not.toContain("--apply-immediately");
    expect(of("10.21").change).toContain("aws rds describe-db-engine-versions");
    expect(fixedLine("10.21")).toBeNull();
  });

  test("a line whose patch release the API does not tell is unknown, and weak when an update waits", () => {
    expect(of("16.4")).toMatchObject({ state: "unknown", change: expect.stringContaining("SELECT aurora_version()") });
    const resource = "arn:aws:rds:eu-west-1:123456789012:cluster:orders";
    expect(of("16.4", [{ resource, action: "system-update", description: "" }])).toMatchObject({
      state: "weak",
      change: expect.stringContaining(
        `--resource-identifier ${resource} --apply-action system-update --opt-in-type next-maintenance`,
      ),
    });
    expect(of("16.4", [{ resource, action: "ca-certificate-rotation", description: "" }]).state).toBe("unknown");
    expect(of("16.4", null).state).toBe("unknown");
  });

  test("what is mended, presumed or not known is said as such", () => {
    expect(of("16.4.6")).toMatchObject({ state: "ready", what: expect.stringContaining("has AWS's fix (16.4.6)") });
    expect(of("16.10")).toMatchObject({ state: "ready", what: expect.stringContaining("inferred") });
    expect(of("16.4-limitless").state).toBe("unknown");
    expect(other("16.13").state).toBe("ready");
    expect(other("16.10")).toMatchObject({ state: "weak", change: expect.stringContaining("--engine-version 16.13") });
    expect(other("13.22")).toMatchObject({ state: "weak", change: null });
  });
});
