import { type Level, toolVersion } from "../../model/index.ts";
import { jsonText } from "../json-text.ts";
import type { EventLine } from "../../model/index.ts";
import { eventCitation } from "../citation.ts";
import { instantUs } from "./instant-us.ts";
import { attributes, type OtlpAttribute, textValue } from "./otlp-value.ts";
import type { RowWriter } from "./writer.ts";

/** Records in one line of the file: a collector takes each line as one request. */
const MOST_RECORDS = 500;

/** Characters of messages and errors in one line: a collector cuts a line at 1 MiB unless told otherwise (`max_log_size`). */
const MOST_CHARACTERS = 256 * 1024;

/** SeverityNumber of the log data model (https://opentelemetry.io/docs/specs/otel/logs/data-model/). */
const severities: Readonly<Record<Exclude<Level, "none">, number>> = {
  debug: 5,
  info: 9,
  notice: 10,
  warning: 13,
  error: 17,
  fatal: 21,
  panic: 24,
};

/**
 * Records as OTLP logs: lines of JSON as the collector's file exporter writes them
 * (https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/), each one a `LogsData` of at most 500 records,
 * grouped by who wrote them, each group in timeline order. A record without a time has none: 0 means unknown there.
 */
export function eventOtlp(): RowWriter<EventLine> {
  let gathered: EventLine[] = [];
  let characters = 0;
  const flush = (): string => {
    const text = gathered.length === 0 ? "" : `${jsonText(logsData(gathered))}\n`;
    gathered = [];
    characters = 0;
    return text;
  };
  return {
    head: "",
    write(row) {
      gathered.push(row);
      characters += row.message.length + (row.error?.length ?? 0);
      return gathered.length < MOST_RECORDS && characters < MOST_CHARACTERS ? "" : flush();
    },
    end: flush,
    leftOut: () => 0,
  };
}

function logsData(rows: readonly EventLine[]): object {
  const groups = new Map<string, EventLine[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.instance, row.client]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return {
    resourceLogs: [...groups.values()].map((group) => ({
      resource: { attributes: group.slice(0, 1).flatMap(resourceOf) },
      scopeLogs: [{ scope: { name: "postmortem", version: toolVersion }, logRecords: group.map(logRecord) }],
    })),
  };
}

/** The service is what comes before the pod in a client's id (`orders-api/pod-1`); a server's is the database. */
function resourceOf({ instance, client }: EventLine): readonly OtlpAttribute[] {
  if (instance !== null) return attributes({ "service.name": "postgresql", "service.instance.id": instance });
  if (client === null) return attributes({ "service.name": "unknown_service" });
  return attributes({ "service.name": client.split("/")[0] ?? client, "service.instance.id": client });
}

function logRecord(row: EventLine): object {
  const { time, level, sqlstate, pid, instance, source } = row;
  const number = severities[level as Exclude<Level, "none">] as number | undefined;
  const us = time === null ? 0 : instantUs(time);
  return {
    // Before 1970 there is no number for it (fixed64).
    ...(us > 0 ? { timeUnixNano: `${us}000` } : {}),
    ...(number === undefined ? {} : { severityNumber: number, severityText: level.toUpperCase() }),
    body: textValue(row.message),
    attributes: attributes({
      // An application's record that names no SQLSTATE may speak of anything.
      "db.system.name": instance === null && sqlstate === null ? null : "postgresql",
      "db.response.status_code": sqlstate,
      "log.file.path": source.file,
      "process.pid": instance === null ? null : pid,
      "postmortem.pid": instance === null ? pid : null,
      "postmortem.error": row.error,
      "postmortem.line": source.line,
      "postmortem.byte_offset": source.byteOffset,
      "postmortem.byte_length": source.byteLength,
      "postmortem.citation": eventCitation(row),
      "postmortem.format": row.format,
      "postmortem.time.basis": row.timeBasis,
      "postmortem.time.precision": row.precision,
    }),
  };
}
