// jsonlog (PostgreSQL 15 and later, not offered on RDS): one line is one record.
import { expect, test } from "vitest";
import { MAX_LINE_BYTES } from "../../../src/parse/blocks.ts";
import { instant, scan } from "./scan.ts";

const json = (more: object): string =>
  `${JSON.stringify({ timestamp: "2026-11-21 19:01:44.123 UTC", pid: 700, error_severity: "LOG", message: "x", ...more })}\n`;
const session = {
  user: "app",
  dbname: "orders",
  remote_host: "10.0.0.1",
  remote_port: 5000,
  backend_type: "client backend",
};

test("a jsonlog line is a record with its secondary texts", () => {
  const fields = {
    ...session,
    error_severity: "ERROR",
    state_code: "42P01",
    message: 'relation "a" does not exist\nmore',
    detail: "d",
    hint: "h",
    context: "c",
    statement: "SELECT 1\nFROM a",
    application_name: "psql",
  };
  const scanned = scan(json(fields));
  expect(scanned.counts).toEqual({ lines: 1, records: 1, continuations: 0, quarantined: 0 });
  expect(scanned.rows).toMatchObject([
    {
      us: instant("2026-11-21T19:01:44.123Z"),
      precision: "millisecond",
      level: "error",
      pid: 700,
      who: "10.0.0.1(5000) app@orders",
      text: {
        message: 'relation "a" does not exist\nmore',
        sqlstate: "42P01",
        detail: "d",
        hint: "h",
        context: "c",
        statement: "SELECT 1\nFROM a",
        application: "psql",
        user: "app",
        database: "orders",
        host: "10.0.0.1",
        port: 5000,
      },
    },
  ]);
});

test.each([
  ["the postmaster", { backend_type: "postmaster" }, "background"],
  ["a client's backend without names", { backend_type: "client backend" }, "@"],
  ["a client before authentication", { remote_host: "[local]", backend_type: "not initialized" }, "[local] @"],
])("jsonlog tells %s", (_name, fields, who) => {
  expect(scan(json(fields)).rows[0]?.who).toBe(who);
});

test.each([
  ["no JSON", "{oops\n"],
  ["another object", '{"timestamp": 5, "error_severity": "LOG"}\n'],
  ["a stamp that does not exist", json({ timestamp: "2026-02-30 19:01:44.123 UTC" })],
  ["a stderr line", "2026-11-21 19:01:44 UTC::@:[569]:LOG:  x\n"],
  ["an empty line", "\n"],
  ["a continuation", "\tmore\n"],
])("a line of a jsonlog that is %s is quarantined", (_name, line) => {
  const scanned = scan(json({}) + line + json({}));
  expect(scanned.counts).toEqual({ lines: 3, records: 2, continuations: 0, quarantined: 1 });
  expect(scanned.problems).toMatchObject([{ kind: "quarantined-lines", firstLine: 2, reason: "not a jsonlog record" }]);
});

test("a jsonlog that is not valid UTF-8 is read all the same", () => {
  const line = Buffer.from(json({ ...session, user: "müller" }), "latin1");
  expect(scan(line).rows[0]?.who).toBe("10.0.0.1(5000) müller@orders");
});

test("a line of a jsonlog too long to be examined whole is quarantined and named", () => {
  const scanned = scan(json({}) + json({ message: "x".repeat(MAX_LINE_BYTES) }) + json({}));
  expect(scanned.counts).toEqual({ lines: 3, records: 2, continuations: 0, quarantined: 1 });
  expect(scanned.problems.map(({ kind }) => kind).sort()).toEqual(["long-line", "quarantined-lines"]);
});

test("a jsonlog with an ambiguous zone says how it was read", () => {
  expect(scan(json({ timestamp: "2026-11-21 19:01:44.123 IST" })).problems).toMatchObject([{ kind: "zone-assumed" }]);
});
