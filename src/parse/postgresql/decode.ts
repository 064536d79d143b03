import { type RecordText, epochUs, levels, precisions } from "../../model/index.ts";
import { decodeCsvlog } from "./csvlog.ts";
import { decodeConsoleRow } from "./console-csv.ts";
import { Head, LineKind, splitWho } from "./head.ts";
import { decodeJsonlog } from "./jsonlog.ts";
import { labelAt } from "./labels.ts";
import type { ServerFormat } from "./scan.ts";

/** What a record says when nothing of it could be read. */
function bare(message: string): RecordText {
  return {
    time: null,
    precision: "second",
    level: "none",
    message,
    error: null,
    sqlstate: null,
    detail: null,
    hint: null,
    context: null,
    statement: null,
    pid: null,
    user: null,
    database: null,
    host: null,
    port: null,
    application: null,
  };
}

/** Takes a server record's bytes (as the scanner told offset and length) apart again. Never throws. */
export function decodeServerRecord(bytes: Uint8Array, format: ServerFormat): RecordText {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (format === "csvlog") return decodeCsvlog(buffer) ?? bare(buffer.toString("utf8"));
  if (format === "jsonlog") return decodeJsonlog(buffer) ?? bare(buffer.toString("utf8"));
  if (format === "console-csv") return decodeStderr(decodeConsoleRow(buffer) ?? buffer);
  return decodeStderr(buffer);
}

function decodeStderr(buffer: Buffer): RecordText {
  const head = new Head();
  const newline = buffer.indexOf(10);
  const end = newline === -1 ? buffer.length : newline;
  const label = labelAt(buffer, 0, end);
  if (label !== null) {
    head.label = label;
    head.setMessage(buffer, label.text.length + 1, end);
  } else if (head.read(buffer, 0, end) !== LineKind.head) {
    return bare(buffer.toString("utf8"));
  }
  const rest = newline === -1 ? "" : buffer.toString("utf8", end).replaceAll(/\r?\n\t?/g, "\n");
  const who = splitWho(buffer.toString("utf8", head.whoStart, head.whoEnd));
  const sqlstate =
    head.sqlstateStart === -1 ? null : buffer.toString("latin1", head.sqlstateStart, head.sqlstateStart + 5);
  return {
    ...bare(buffer.toString("utf8", head.messageStart, head.messageEnd) + rest),
    time: label === null ? epochUs(head.timeUs) : null,
    precision: precisions[head.precision] ?? "second",
    level: levels[head.label.level] ?? "none",
    sqlstate,
    pid: label === null ? head.pid : null,
    user: who.user || null,
    database: who.database || null,
    host: who.host || null,
    port: who.port || null,
  };
}
