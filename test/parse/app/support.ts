// Hand-written ports for the scan: bytes in memory, a sink that keeps rows, a matcher of plain substrings.
import { expect } from "vitest";
import type { ByteReader, ClientMatcher, RecordSink, RecordText, SourceFile } from "../../../src/model/index.ts";
import { decodeAppRecord, scanAppLog } from "../../../src/parse/app/index.ts";
import type { AppScan, AppScanPorts } from "../../../src/parse/app/index.ts";

/** Bytes in memory as the sources hand them over. */
export function memory(bytes: Uint8Array): ByteReader {
  return {
    size: bytes.length,
    read: (target, position) => {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    },
    close: () => undefined,
  };
}

/** A source file in memory. */
export function sourceFile(content: string | Uint8Array, path = "apps/orders-api/app.log"): SourceFile {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return {
    path,
    bytesOnDisk: bytes.length,
    encoding: [],
    kind: "application",
    instance: null,
    client: null,
    guesses: [],
    bytes: memory(bytes),
  };
}

/** A row as the sink was told it. */
interface Row {
  readonly key: string | null;
  readonly timeUs: number;
  readonly precision: number;
  readonly level: number;
  readonly signature: number;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly line: number;
  readonly pid: number;
  readonly port: number;
}

/** Code 1 for any of the texts that say a connection met a server that could not serve it. */
const matcher: ClientMatcher = {
  match: (text) =>
    /read-only transaction|terminating connection|closed the connection|refused|terminated/i.test(text) ? 1 : 0,
};

/** A scan with everything it told its sinks. */
export interface Scanned extends AppScan {
  readonly rows: readonly Row[];
  text(row: Row): RecordText;
  raw(row: Row): string;
}

/** Scans a file in memory. */
export function scan(
  content: string | Uint8Array,
  options: Partial<Pick<AppScanPorts, "keep" | "zone">> = {},
): Scanned {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const rows: Row[] = [];
  const zone = options.zone ?? "UTC";
  const open = (key: string | null): RecordSink => ({
    add: (timeUs, precision, level, _part, signature, byteOffset, byteLength, line, pid, _who, port) =>
      rows.push({ key, timeUs, precision, level, signature, byteOffset, byteLength, line, pid, port }) - 1,
    extend: () => undefined,
    intern: () => 0,
  });
  const result = scanAppLog(sourceFile(bytes), { open, matcher, keep: options.keep ?? "all", zone });
  const part = (row: Row): Uint8Array => bytes.subarray(row.byteOffset, row.byteOffset + row.byteLength);
  const formatOf = (row: Row): readonly string[] => result.streams.find(({ key }) => key === row.key)?.format ?? [];
  return {
    ...result,
    rows,
    text: (row) => decodeAppRecord(part(row), formatOf(row), zone),
    raw: (row) => new TextDecoder().decode(part(row)),
  };
}

/** What a file's only record says. */
export function only(scanned: Scanned): { us: number; level: string; message: string; key: string | null } {
  const [first, second] = scanned.rows;
  if (first === undefined || second !== undefined) throw new Error("one row");
  const { level, message, time } = scanned.text(first);
  expect(time ?? Number.NaN).toBe(first.timeUs);
  return { us: first.timeUs, level, message, key: first.key };
}
