// The same 14 events in many wrappers and formats: whatever the wrapper, the same records come out (less what the
// format itself loses, which is written beside each file).
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { scan } from "./support.ts";

const fixtures = new URL("../../../fixtures/formats/", import.meta.url);

interface Truth {
  readonly ts_ms: number;
  readonly level: string;
  readonly msg: string;
  readonly sqlstate: string | null;
  readonly error: string | null;
  readonly db_pid: number | null;
}
const truth = readFileSync(new URL("truth.jsonl", fixtures), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Truth);

type Loss = "milliseconds" | "time" | "level" | "fields";
interface Expressed {
  readonly file: string;
  readonly format: readonly string[];
  readonly basis: "stated" | "assumed" | "none";
  /** `fields`: SQLSTATE and database pid; the error is part of the message then, or a field of its own. */
  readonly loses: readonly Loss[];
  readonly joined?: boolean;
  /** The newest event comes first in the file, and last out of the scan. */
  readonly descending?: boolean;
  readonly key?: string;
}

const files: readonly Expressed[] = [
  { file: "cri-containerd.log", format: ["cri", "pino"], basis: "stated", loses: [] },
  { file: "cri-containerd-partial-lines.log", format: ["cri", "pino"], basis: "stated", loses: [] },
  { file: "docker-json-file.log", format: ["docker-json-file", "pino"], basis: "stated", loses: [] },
  {
    file: "kubectl-logs-prefix-timestamps.log",
    format: ["kubectl-prefix", "kubectl-timestamps", "pino"],
    basis: "stated",
    loses: [],
  },
  { file: "slog-json.log", format: ["slog-json"], basis: "stated", loses: ["fields"] },
  { file: "slog-text.log", format: ["logfmt"], basis: "stated", loses: ["fields"] },
  { file: "logback-spring-boot3.log", format: ["spring-boot"], basis: "stated", loses: ["fields"], joined: true },
  {
    file: "utf16le-bom-powershell.log",
    format: ["leading-timestamp"],
    basis: "stated",
    loses: ["fields"],
    joined: true,
  },
  { file: "lambda-json.log", format: ["generic-json"], basis: "stated", loses: ["fields"], joined: true },
  { file: "lambda-text-node.log", format: ["leading-timestamp"], basis: "stated", loses: ["fields"], joined: true },
  {
    file: "gunicorn-django.log",
    format: ["gunicorn"],
    basis: "stated",
    loses: ["milliseconds", "fields"],
    joined: true,
  },
  {
    file: "go-std-log.log",
    format: ["leading-timestamp"],
    basis: "assumed",
    loses: ["milliseconds", "level", "fields"],
    joined: true,
  },
  {
    file: "cloudwatch-insights-desc.csv",
    format: ["insights-csv(newest-first)", "pino"],
    basis: "stated",
    loses: [],
    descending: true,
    key: "orders/orders-api/0f1c2d3e4a5b",
  },
  {
    file: "datadog-export.csv",
    format: ["datadog-csv(newest-first)", "pino"],
    basis: "stated",
    loses: [],
    descending: true,
    key: "orders-api/ip-10-0-3-17.ec2.internal",
  },
  {
    file: "kibana-discover-est.csv",
    format: ["kibana-csv(newest-first)", "pino"],
    basis: "stated", // by pino, not by Kibana
    loses: [],
    descending: true,
    key: "orders-api-7c9d8b6f4-x2lkq",
  },
  {
    file: "sumologic.csv",
    format: ["sumo-csv(newest-first)", "pino"],
    basis: "stated",
    loses: [],
    descending: true,
    key: "orders-api-7c9d8b6f4-x2lkq",
  },
  { file: "winston-simple.log", format: ["undated-text"], basis: "none", loses: ["time", "fields"], joined: true },
];

/** As the sources hand it over: UTF-16 decoded. */
function content(file: string): Uint8Array {
  const bytes = readFileSync(new URL(file, fixtures));
  return file.startsWith("utf16le") ? new TextEncoder().encode(new TextDecoder("utf-16le").decode(bytes)) : bytes;
}

function expectedTime(event: Truth, loses: readonly Loss[]): number | null {
  if (loses.includes("time")) return null;
  return loses.includes("milliseconds") ? Math.floor(event.ts_ms / 1000) * 1000 : event.ts_ms;
}

describe.each(files)("$file", ({ file, format, basis, loses, joined = false, descending = false, key }) => {
  const scanned = scan(content(file));

  test("is recognised", () => {
    expect(scanned.streams.map((stream) => stream.format)).toEqual([format]);
    expect(scanned.streams[0]?.timeBasis).toBe(basis);
    expect(scanned.streams[0]?.descending).toBe(descending);
    if (key !== undefined) expect(scanned.streams[0]?.key).toBe(key);
    expect(scanned.counts.quarantined).toBe(0);
    expect(scanned.counts.lines).toBe(scanned.counts.records + scanned.counts.continuations);
  });

  test("holds the fourteen events", () => {
    const read = scanned.rows.map((row) => {
      const text = scanned.text(row);
      return { ms: text.time === null ? null : text.time / 1000, level: text.level, message: text.message };
    });
    const expected = truth.map((event) => ({
      ms: expectedTime(event, loses),
      level: loses.includes("level") ? "none" : event.level,
      message: joined && event.error !== null ? `${event.msg}: ${event.error}` : event.msg,
    }));
    expect(read).toEqual(expected);
  });

  test("names SQLSTATE, backend and error where the format carries them", () => {
    const whole = !loses.includes("fields");
    for (const [index, event] of truth.entries()) {
      const row = scanned.rows[index];
      if (row === undefined) throw new Error(`no row ${index}`);
      const text = scanned.text(row);
      expect(text.sqlstate).toBe(whole ? event.sqlstate : null);
      expect(text.pid).toBe(whole ? event.db_pid : null);
      expect(row.pid).toBe((whole ? event.db_pid : null) ?? 0);
      if (event.error !== null) expect(`${text.message}\n${text.error ?? ""}`).toContain(event.error);
      expect(row.signature).toBe(event.error === null ? 0 : 1);
    }
  });
});
