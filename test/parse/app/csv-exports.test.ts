// What each tool's export is read as: columns, writers, times and levels beside the line.
import { describe, expect, test } from "vitest";
import { csvExports } from "../../../src/parse/app/csv/exports.ts";
import { sniffApplication } from "../../../src/parse/app/index.ts";
import { csv } from "./csv-text.ts";
import { only, scan } from "./support.ts";

const json = '{"level":50,"time":1795288001957,"pid":1,"hostname":"h","msg":"failed, \\"twice\\""}';
const at = Date.UTC(2026, 10, 21, 19, 6, 41, 957) * 1000;

interface Exported {
  readonly id: string;
  readonly header: readonly string[];
  /** `$` stands for the log line. */
  readonly cells: readonly string[];
  readonly key: string | null;
  /** The row's own time; `assumed` when it states no zone. */
  readonly time: "stated" | "assumed" | "none";
  readonly level?: string;
}

const insights = "2026-11-21 19:06:41.957";
const exported: readonly Exported[] = [
  { id: "insights-csv", header: ["@timestamp", "@message"], cells: [insights, "$"], key: null, time: "stated" },
  {
    id: "insights-csv",
    header: ["@timestamp", "@message", "@logStream", "@log"],
    cells: [insights, "$", "orders/api/0f1c", "123456789012:/ecs/orders"],
    key: "orders/api/0f1c",
    time: "stated",
  },
  {
    id: "insights-csv(utc=3,message=1)",
    header: ["@message", "@ptr", "@timestamp"],
    cells: ["$", "CmEKJgo", insights],
    key: null,
    time: "stated",
  },
  {
    id: "insights-csv(utc=1,level=2,message=3)",
    header: ["@timestamp", "level", "message", "@logStream"],
    cells: [insights, "ERROR", "$", "s"],
    key: "s",
    time: "stated",
    level: "error",
  },
  { id: "insights-csv(message=1)", header: ["@message"], cells: ["$"], key: null, time: "none" },
  {
    id: "datadog-csv",
    header: ["Date", "Host", "Service", "Content"],
    cells: ["2026-11-21T19:06:41.957Z", "ip-10-0-3-17", "orders-api", "$"],
    key: "orders-api/ip-10-0-3-17",
    time: "stated",
  },
  {
    id: "datadog-csv(time=1,level=4,message=5)",
    header: ["date", "Host", "Service", "Status", "message", "pod_name"],
    cells: ["2026-11-21T19:06:41.957Z", '"h"', '"orders-api"', '"error"', "$", '"orders-api-x2lkq"'],
    key: "orders-api-x2lkq",
    time: "stated",
    level: "error",
  },
  {
    id: "grafana-csv",
    header: ["Time", "Line", "tsNs", "labels"],
    cells: [
      "2026-11-21 14:06:41.957",
      "$",
      "1795288001957000000",
      '{"app":"orders-api","pod":"orders-api-x2lkq","container":"api"}',
    ],
    key: "orders-api-x2lkq/api",
    time: "stated",
  },
  {
    id: "grafana-csv(time=1,message=2)",
    header: ["Time", "Line", "labels"],
    cells: ["2026-11-21 19:06:41.957", "$", '{app="orders-api", host="node-7"}'],
    key: "orders-api/node-7",
    time: "assumed",
  },
  {
    id: "splunk-csv",
    header: ["_raw", "_time", "host", "source"],
    cells: ["$", "2026-11-21T14:06:41.957-0500", "node-7", "/var/log/pods/orders.log"],
    key: "var/log/pods/orders.log",
    time: "stated",
  },
  {
    id: "splunk-csv(time=1,message=2)",
    header: ["_time", "_raw"],
    cells: ["1795288001.957", "$"],
    key: null,
    time: "stated",
  },
  {
    id: "kibana-csv",
    header: ["@timestamp", "message", "kubernetes.pod.name", "kubernetes.container.name"],
    cells: ["Nov 21, 2026 @ 19:06:41.957", "$", "orders-api-x2lkq", "api"],
    key: "orders-api-x2lkq/api",
    time: "assumed",
  },
  {
    id: "kibana-csv(time=2,message=1)",
    header: ["_source.log", "_source.@timestamp"],
    cells: ["$", "Nov 21, 2026 @ 19:06:41.957"],
    key: null,
    time: "assumed",
  },
  {
    id: "sumo-csv",
    header: ["_messagetimems", "_messagetime", "_raw", "_sourcehost", "_sourcename"],
    cells: ["1795288001957", "11/21/2026 07:06:41.957 PM +0000", "$", "node-7", "orders.api-x2lkq.api"],
    key: "orders.api-x2lkq.api",
    time: "stated",
  },
  {
    id: "sumo-csv(time=1,message=2)",
    header: ["_messagetime", "_raw"],
    cells: ["11/21/2026 02:06:41.957 PM -0500", "$"],
    key: null,
    time: "stated",
  },
  {
    id: "csv(time=1,message=2)",
    header: ["timestamp", "message", "logStreamName"],
    cells: ["1795288001957", "$", "orders/api"],
    key: "orders/api",
    time: "stated",
  },
  {
    id: "csv(utc=1,level=3,message=2)",
    header: ["TimeGenerated [UTC]", "LogMessage", "LogLevel", "PodName"],
    cells: ["11/21/2026, 7:06:41.957 PM", "$", "error", "orders-api-x2lkq"],
    key: "orders-api-x2lkq",
    time: "stated",
    level: "error",
  },
  {
    id: "csv(time=2,level=3,message=4)",
    header: ["insertId", "timestamp", "severity", "textPayload", "resource.labels.pod_name"],
    cells: ["x1", "2026-11-21T19:06:41.957123456Z", "ERROR", "$", "orders-api-x2lkq"],
    key: "orders-api-x2lkq",
    time: "stated",
    level: "error",
  },
];

describe.each(exported)("$id: $header", ({ id, header, cells, key, time, level = "none" }) => {
  const file = (line: string): string =>
    csv(
      header,
      [cells].map((all) => all.map((text) => (text === "$" ? line : text))),
    );

  test("the line's own time is preferred", () => {
    const s = scan(file(json), { zone: "America/New_York" });
    expect(s.streams).toMatchObject([{ key, format: [id, "pino"], timeBasis: "stated", dated: 1, undated: 0 }]);
    expect(only(s)).toEqual({ us: at, level: "error", message: 'failed, "twice"', key });
    expect(s.counts).toEqual({ lines: 2, records: 1, continuations: 1, quarantined: 0 });
  });

  test("the row's time and level are there for a line that has none", () => {
    const s = scan(file("job 7 is late"));
    expect(s.streams).toMatchObject([{ key, format: [id, "undated-text"], timeBasis: time }]);
    const read = only(s);
    if (time === "none") expect(read.us).toBeNaN();
    else expect(Math.floor(read.us / 1000)).toBe(at / 1000);
    expect(read).toMatchObject({ level, message: "job 7 is late" });
    if (time === "assumed") expect(only(scan(file("late"), { zone: "America/New_York" })).us).toBe(at + 5 * 3600e6);
  });

  test("is claimed by its content alone", () => {
    expect(sniffApplication(new TextEncoder().encode(file(json)), "x")?.why).toMatch(/^it is .* > pino \(JSON\)$/);
  });
});

test("every export is in the table", () => {
  const ids = new Set(exported.map(({ id }) => id.replace(/\(.*/, "")));
  expect([...ids].toSorted()).toEqual(csvExports.map(({ id }) => id).toSorted());
  for (const { references } of csvExports) expect(references.length).toBeGreaterThan(0);
});
