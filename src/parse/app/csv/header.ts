import { Buffer } from "node:buffer";
import type { ByteReader } from "../../../model/index.ts";
import { csvExports } from "./exports.ts";
import { columnOf } from "./places.ts";
import type { CsvPlaces } from "./places.ts";
import { MAX_COLUMNS, RowReader } from "./row-reader.ts";
import { sampleRows } from "./sample.ts";
import { oneWriterColumns } from "./writer.ts";

const headerBytes = 16 * 1024;
/** Bytes whose rows tell direction and formats. */
const sampleBytes = 1024 * 1024;
const proofRows = 20;

const levels = "level loglevel log_level log.level severity severity_text levelname detected_level status".split(" ");

/** The header row of an export. */
export interface CsvHeader extends CsvPlaces {
  /** Columns in lower case, what people add to them removed. */
  readonly columns: readonly string[];
  /** The names as they are written, to know the row again where files were put one behind the other. */
  readonly names: readonly string[];
  /** Offset of the first row. */
  readonly end: number;
  /** Physical lines up to there. */
  readonly lines: number;
  /** Each stream of the file is one process's output. */
  readonly oneWriter: boolean;
  /** How the first rows write their times ({@link shapeOf}); empty when they are not known. */
  readonly timeShapes: ReadonlySet<string>;
}

/** The file's header row if it is a CSV export of application logs (APPS §4.2): known columns, and rows that fit; else null. */
export function csvHeaderOf(bytes: ByteReader): CsvHeader | null {
  const head = Buffer.allocUnsafe(Math.min(bytes.size, headerBytes));
  const got = head.subarray(0, bytes.read(head, 0));
  if (parseHeader(got) === null) return null;
  return csvHeaderIn(firstBytes(bytes), bytes.size <= sampleBytes);
}

/** The bytes from which an export's direction and formats are told. */
export function firstBytes(bytes: ByteReader): Buffer {
  const buffer = Buffer.allocUnsafe(Math.min(bytes.size, sampleBytes));
  let filled = 0;
  while (filled < buffer.length) {
    const got = bytes.read(buffer.subarray(filled), filled);
    if (got <= 0) break;
    filled += got;
  }
  return buffer.subarray(0, filled);
}

/** The same from a file's first bytes. */
export function csvHeaderIn(head: Buffer, complete: boolean): CsvHeader | null {
  const header = parseHeader(head);
  if (header === null) return null;
  const { rows, lines, gaps, timeShapes } = sampleRows(head, header, proofRows, complete);
  const proven = { ...header, timeShapes };
  // A tool's own column names are proof unless nothing fits them; anybody's need rows of which most are whole.
  if (header.source.usual.length > 0) return rows.length > 0 || gaps === 0 ? proven : null;
  return rows.length > 0 && lines >= gaps ? proven : null;
}

function parseHeader(head: Buffer): CsvHeader | null {
  const from = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const row = new RowReader();
  const limit = Math.min(head.length, headerBytes);
  if (!row.read(head, from, limit, limit === head.length, null)) return null;
  if (row.damaged || row.lines > 1 || row.count > MAX_COLUMNS) return null;
  const names = Array.from({ length: row.count }, (_, column) => row.cell(head, column));
  const columns = names.map((name) => columnName(name));
  for (const source of csvExports) {
    const time = columnOf(columns, source.time);
    const message = columnOf(columns, source.message);
    if (message < 0 || (time < 0 && !source.timeless)) continue;
    if (source.marks.length > 0 && columnOf(columns, source.marks) < 0) continue;
    return {
      source,
      time,
      message,
      level: columnOf(columns, levels),
      utc: time >= 0 && (source.utc || /\butc\b/i.test(names[time] ?? "")),
      open: source.usual.length === 0 && message === columns.length - 1,
      newestFirst: false,
      columns,
      names,
      end: row.end,
      lines: row.lines,
      oneWriter: columnOf(columns, [...source.writer, ...oneWriterColumns]) >= 0,
      timeShapes: new Set(),
    };
  }
  return null;
}

/** `TimeGenerated [UTC]`, `"_source.message"`: what people and tools put around a column's name. */
function columnName(written: string): string {
  const name = written.trim().replace(/^"|"$/g, "").toLowerCase();
  return name.replace(/^_source\./, "").replace(/[\s_]?[[(]?utc[\])]?$/, "");
}
