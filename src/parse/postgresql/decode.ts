import { type RecordText, epochUs, levels, precisions } from "../../model/index.ts";
import { decodeConsoleRow } from "./console-csv.ts";
import { decodeCsvlog } from "./csvlog-row.ts";
import { Head, LineKind } from "./head.ts";
import { decodeJsonlog } from "./jsonlog-row.ts";
import { labelAt } from "./labels.ts";
import { withoutTruncationMark } from "./marks.ts";
import type { ServerFormat } from "./scan.ts";
import { splitWho, textOf } from "./who.ts";

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
  if (format === "csvlog") return decodeCsvlog(buffer) ?? bare(textOf(buffer, 0, buffer.length));
  if (format === "jsonlog") return decodeJsonlog(buffer) ?? bare(textOf(buffer, 0, buffer.length));
  if (format === "console-csv") return decodeStderr(decodeConsoleRow(buffer) ?? buffer);
  return decodeStderr(buffer);
}

/** One for all: a thread takes one record apart at a time. */
const head = new Head();

function decodeStderr(buffer: Buffer): RecordText {
  const newline = buffer.indexOf(10);
  const end = newline === -1 ? buffer.length : newline;
  const label = labelAt(buffer, 0, end);
  if (label !== null) {
    head.withoutPrefix(label);
    head.setMessage(buffer, label.text.length + 1, end);
  } else if (head.read(buffer, 0, end) !== LineKind.head) {
    return bare(textOf(buffer, 0, buffer.length));
  }
  const rest = newline === -1 ? "" : textOf(buffer, end, buffer.length).replaceAll(/\r?\n\t?/g, "\n");
  const message = textOf(buffer, head.messageStart, head.messageEnd) + rest;
  const who = splitWho(textOf(buffer, head.whoStart, head.whoEnd));
  const sqlstate =
    head.sqlstateStart === -1 ? null : buffer.toString("latin1", head.sqlstateStart, head.sqlstateStart + 5);
  return {
    time: label === null ? epochUs(head.timeUs) : null,
    precision: precisions[head.precision] ?? "second",
    level: levels[head.label.level] ?? "none",
    message: withoutTruncationMark(message.replace(/\r$/, "")),
    error: null,
    sqlstate,
    detail: null,
    hint: null,
    context: null,
    statement: null,
    pid: label === null ? head.pid : null,
    user: who.user || null,
    database: who.database || null,
    host: who.host || null,
    port: who.port || null,
    application: textOf(buffer, head.applicationStart, head.applicationEnd) || null,
  };
}
