/** A tool that exports logs as CSV, told by the names in the header row. */
export interface CsvExport {
  readonly id: string;
  readonly title: string;
  readonly references: readonly string[];
  /** The header row in its usual form; with columns in another place the format's id says so. */
  readonly usual: readonly string[];
  /** Names of the time column in lower case, exact times before those made for people. */
  readonly time: readonly string[];
  /** The message column's name is proof enough: a query may leave the time out. */
  readonly timeless: boolean;
  /** Names of the column that holds the log line. */
  readonly message: readonly string[];
  /** One of these must be there too, as the other names are anybody's; empty for none. */
  readonly marks: readonly string[];
  /** Times without a zone are UTC, by the tool's definition. */
  readonly utc: boolean;
  /** Names of the column that tells writers apart, before the common ones. */
  readonly writer: readonly string[];
}

const messages = [
  ..."message msg line content body log raw text event.original log_line logline logmessage logentry".split(" "),
  ..."textpayload json_payload jsonpayload.message jsonpayload log.message fields.message full_message".split(" "),
];

/** All exports, the more specific before the more general. A new one needs its entry here and its row in the tests. */
export const csvExports: readonly CsvExport[] = [
  {
    id: "insights-csv",
    title: "CloudWatch Logs Insights CSV",
    references: [
      "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html",
    ],
    usual: ["@timestamp", "@message", "@logStream"],
    time: ["@timestamp"],
    timeless: true,
    message: ["@message", ...messages],
    marks: ["@message", "@logstream", "@log", "@ptr", "@ingestiontime"],
    utc: true,
    writer: ["@logstream"],
  },
  {
    id: "sumo-csv",
    title: "Sumo Logic CSV",
    references: ["https://help.sumologic.com/docs/search/get-started-with-search/search-basics/export-search-results/"],
    usual: ["_messagetimems", "_messagetime", "_raw"],
    time: ["_messagetimems", "_messagetime"],
    timeless: false,
    message: ["_raw"],
    marks: [],
    utc: false,
    writer: ["_sourcename"],
  },
  {
    id: "splunk-csv",
    title: "Splunk CSV",
    references: ["https://docs.splunk.com/Documentation/Splunk/latest/Search/Exportsearchresults"],
    usual: ["_raw", "_time"],
    time: ["_time"],
    timeless: true,
    message: ["_raw"],
    marks: [],
    utc: false,
    writer: ["source"],
  },
  {
    id: "grafana-csv",
    title: "Grafana CSV",
    references: ["https://github.com/grafana/grafana/pull/82480"],
    usual: ["Time", "Line", "tsNs", "labels"],
    time: ["tsns", "time"],
    timeless: false,
    message: ["line"],
    marks: [],
    utc: false,
    writer: [],
  },
  {
    id: "datadog-csv",
    title: "Datadog CSV",
    references: ["https://docs.datadoghq.com/logs/explorer/export/"],
    usual: ["Date", "Host", "Service", "Content"],
    time: ["date"],
    timeless: false,
    message: ["content", "message"],
    marks: ["host", "service"],
    utc: false,
    writer: [],
  },
  {
    id: "kibana-csv",
    title: "Kibana CSV",
    references: ["https://github.com/elastic/elasticsearch/pull/55609"],
    usual: ["@timestamp", "message"],
    time: ["@timestamp"],
    timeless: false,
    message: messages,
    marks: [],
    utc: false,
    writer: [],
  },
  {
    id: "csv",
    title: "CSV",
    references: ["https://www.rfc-editor.org/rfc/rfc4180"],
    usual: [],
    time: "timestamp time datetime date_time date ts timegenerated eventtime event_time log_time logged_at tsns".split(
      " ",
    ),
    timeless: false,
    message: messages,
    marks: [],
    utc: false,
    writer: [],
  },
];
