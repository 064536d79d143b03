import { csvRow } from "../../text/index.ts";
import type { EventLine } from "../../model/index.ts";
import { eventCitation } from "../citation.ts";
import { plainWriter, type RowWriter } from "./writer.ts";

/** The fields of a line of JSONL, flattened, and the citation. */
const columns: readonly (readonly [string, (row: EventLine) => string | number | null])[] = [
  ["time", ({ time }) => time],
  ["precision", ({ precision }) => precision],
  ["timeBasis", ({ timeBasis }) => timeBasis],
  ["level", ({ level }) => level],
  ["message", ({ message }) => message],
  ["error", ({ error }) => error],
  ["sqlstate", ({ sqlstate }) => sqlstate],
  ["pid", ({ pid }) => pid],
  ["instance", ({ instance }) => instance],
  ["client", ({ client }) => client],
  ["format", ({ format }) => format.join("/")],
  ["source.file", ({ source }) => source.file],
  ["source.line", ({ source }) => source.line],
  ["source.byteOffset", ({ source }) => source.byteOffset],
  ["source.byteLength", ({ source }) => source.byteLength],
  ["citation", eventCitation],
];

/** Records as CSV (RFC 4180), undated ones with an empty time in their place. */
export function eventCsv(): RowWriter<EventLine> {
  return plainWriter(csvRow(columns.map(([name]) => name)), (row) => csvRow(columns.map(([, cell]) => cell(row))));
}
