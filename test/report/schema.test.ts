import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type * as zod from "zod";
import type { Report } from "../../src/model/index.ts";
import { eventLineSchema, renderJson, reportSchema } from "../../src/report/index.ts";
import type { reportShape } from "../../src/report/schema-report.ts";
import { sample } from "./sample.ts";

// The schema and the type say the same, or this file does not compile.
type Mutable<T> = T extends object ? { -readonly [Key in keyof T]: Mutable<T[Key]> } : T;
type FromSchema = zod.infer<ReturnType<typeof reportShape>>;
const toReport: (value: FromSchema) => Mutable<Report> = (value) => value;
const fromReport: (value: Mutable<Report>) => FromSchema = (value) => value;

const committed = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), "utf8"));
const validator = (schema: object) =>
  new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);

const parsed = (): Record<string, unknown> => JSON.parse(renderJson(sample)) as Record<string, unknown>;

test("the committed schemas are what the code says (npm run schema)", async () => {
  expect(committed("report-1")).toEqual(await reportSchema());
  expect(committed("event-line-1")).toEqual(await eventLineSchema());
  expect(toReport).not.toBe(fromReport);
});

describe("report-1", async () => {
  const validate = validator(await reportSchema());
  test("the sample is valid", () => {
    expect(validate(parsed()), JSON.stringify(validate.errors)).toBe(true);
  });

  test.each<[string, (report: Record<string, unknown>) => void]>([
    ["a missing verdict", (report) => delete report["verdict"]],
    ["an unknown class", (report) => Object.assign(report["verdict"] as object, { class: "split-brain" })],
    ["an unknown level", (report) => Object.assign(report["verdict"] as object, { level: "confirmed" })],
    ["a time that is not UTC", (report) => (report["window"] = { start: "2026-11-21 19:00:00+01", end: null })],
    ["a problem of no kind", (report) => (report["problems"] = [{ kind: "odd", text: "" }])],
    ["a stray key", (report) => (report["generatedAt"] = "2026-11-21T19:00:00Z")],
  ])("%s is not", (_, spoil) => {
    const report = parsed();
    spoil(report);
    expect(validate(report)).toBe(false);
  });
});

describe("event-line-1", async () => {
  const validate = validator(await eventLineSchema());
  const line = {
    time: "2026-11-21T19:06:46.442Z",
    precision: "millisecond",
    timeBasis: "stated",
    level: "error",
    message: "cannot execute UPDATE in a read-only transaction",
    error: null,
    sqlstate: "25006",
    pid: 22991,
    instance: null,
    client: "orders-api/pod-1",
    format: ["cri", "pino"],
    source: { file: "apps/orders-api/pod-1.log", line: 1, byteOffset: 0, byteLength: 131 },
  };

  test("a line is valid, dated or not", () => {
    expect(validate(line), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...line, time: null, timeBasis: "none" })).toBe(true);
  });

  test("a line with a level of its own or without a source is not", () => {
    expect(validate({ ...line, level: "ERROR" })).toBe(false);
    expect(validate({ ...line, source: undefined })).toBe(false);
  });
});
