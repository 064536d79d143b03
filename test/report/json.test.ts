import { describe, expect, test } from "vitest";
import { renderJson } from "../../src/report/index.ts";
import { hostile, payloads } from "./hostile.ts";
import { sample } from "./sample.ts";

describe("renderJson", () => {
  test("has the keys in the order of the schema, whatever order they came in", () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .map(([key, inner]) => [key, reversed(inner)] as const)
          .toReversed(),
      );
    };
    expect(renderJson(reversed(sample) as typeof sample)).toBe(renderJson(sample));
    expect(Object.keys(JSON.parse(renderJson(sample)) as object)).toEqual([
      "$schema",
      "schemaVersion",
      "tool",
      "options",
      "inputs",
      "window",
      "cluster",
      "verdict",
      "incidents",
      "instances",
      "clients",
      "evidence",
      "coverage",
      "novel",
      "ruleFindings",
      "recurrence",
      "problems",
      "redactions",
      "accounting",
    ]);
  });

  test("is the report again when parsed", () => {
    expect(JSON.parse(renderJson(sample))).toEqual(sample);
    expect(renderJson(sample)).toMatch(/^\{\n {2}"\$schema".*\n\}\n$/s);
  });

  test.each(payloads)("%j survives, and does not act on a terminal", (payload) => {
    const report = hostile(payload);
    expect(JSON.parse(renderJson(report))).toEqual(report);
    expect(renderJson(report).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e\u2066\u200b\ufeff]/u);
  });
});
