import { MESSAGE_HEAD_BYTES, type SourceFile } from "../../model/index.ts";
import { type Allocate, type BlockConsumer, MAX_LINE_BYTES, feedBlocks } from "../blocks.ts";
import { FoundRecord, Keeper } from "./keeper.ts";
import { isSession, type JsonRecord, parseRecord } from "./jsonlog-row.ts";
import { JsonlogRuns } from "./jsonlog-runs.ts";
import { labelNamed } from "./labels.ts";
import type { ScanPorts, ServerScan } from "./scan.ts";
import { StampReader } from "./stamp.ts";
import { LineTally } from "./tally.ts";
import type { SessionNames } from "./who.ts";

const NEWLINE = 10;
const SPACE = 32;
/** Longer stamps are none. */
const STAMP_CHARACTERS = 64;
/** What is looked at of a message, and one more: the last may be half a character. */
const HEAD_CHARACTERS = MESSAGE_HEAD_BYTES + 1;
/** Bytes of one character in UTF-8 at most, of those that JavaScript counts. */
const UTF8_BYTES = 3;

/** Scans a jsonlog: one line is one record, newlines inside strings are escaped. */
export function scanJsonlog(file: SourceFile, ports: ScanPorts): ServerScan {
  const scanner = new JsonlogScanner(file.path, ports);
  const { from, to, blockBytes } = ports;
  feedBlocks(file.bytes, scanner, from?.byteOffset, to, blockBytes, scanner.allocate);
  return scanner.finish();
}

class JsonlogScanner implements BlockConsumer {
  private readonly stamps = new StampReader();
  /** The stamp and the message's beginning of the record at hand, as bytes: one room for all records. */
  private readonly stamp = Buffer.alloc(STAMP_CHARACTERS + 1);
  private readonly message = Buffer.alloc(HEAD_CHARACTERS * UTF8_BYTES);
  private record: JsonRecord | null = null;
  private readonly found = new FoundRecord(() => namesOf(this.record));
  private readonly keeper: Keeper;
  private readonly tally: LineTally;
  private readonly runs: JsonlogRuns | null;
  /** Where the blocks lie; anywhere when nothing is passed over. */
  readonly allocate: Allocate | undefined;

  constructor(path: string, ports: ScanPorts) {
    this.keeper = new Keeper(ports);
    this.tally = new LineTally(path, ports.from?.line ?? 1);
    const runs = JsonlogRuns.make(ports, this.keeper, this.tally);
    this.runs = runs;
    this.allocate = runs === null ? undefined : (byteLength) => runs.buffer(byteLength);
  }

  consume(buffer: Buffer, end: number, base: number, final: boolean): number {
    const view = buffer.subarray(0, end);
    const { runs } = this;
    this.tally.notes.nul(view, this.tally.line, base);
    runs?.attach(end);
    let at = 0;
    while (at < end) {
      at = runs?.pass(view, at, base) ?? at;
      if (at === end) break;
      let newline = view.indexOf(NEWLINE, at);
      if (newline === -1) {
        if (!final) break;
        newline = end;
      }
      if (newline - at >= MAX_LINE_BYTES) this.longLine(view, end, base + at, newline - at);
      else this.oneLine(view.subarray(at, newline), base + at);
      runs?.learn(view, at, newline);
      at = newline + 1;
    }
    return Math.min(at, end);
  }

  longLine(_buffer: Buffer, _end: number, base: number, byteLength: number): void {
    this.tally.notes.longLine(this.tally.line, base, byteLength);
    this.tally.quarantined(base, "a line too long to be read whole");
  }

  private oneLine(bytes: Buffer, byteOffset: number): void {
    const { tally } = this;
    const record = parseRecord(bytes);
    const label = record === null ? undefined : labelNamed(record.error_severity);
    if (record === null || !this.readStamp(record.timestamp)) {
      tally.quarantined(byteOffset, "not a jsonlog record");
      return;
    }
    if (label === undefined) {
      const severity = JSON.stringify(record.error_severity.slice(0, 24));
      tally.quarantined(
        byteOffset,
        `a severity that is not one of PostgreSQL's English ones (${severity}): messages in another language are not understood`,
      );
      return;
    }
    const { us, precision, zoneKnown } = this.stamps.stamp;
    tally.dated(us, zoneKnown);
    const { found, message } = this;
    this.record = record;
    found.timeUs = us;
    found.precision = precision;
    found.level = label.level;
    found.pid = record.pid ?? 0;
    found.background = !isSession(record);
    found.buffer = message;
    // No more of it is looked at.
    found.messageEnd = message.write(firstLine(record.message ?? "").slice(0, HEAD_CHARACTERS), "utf8");
    this.keeper.take(found, byteOffset, bytes.length, tally.line);
    tally.record();
  }

  private readStamp(text: string): boolean {
    if (text.length > STAMP_CHARACTERS) return false;
    const { stamp } = this;
    const length = stamp.write(text, "latin1");
    // The reader wants a byte after the zone to be sure that it ended.
    stamp[length] = SPACE;
    return this.stamps.read(stamp, 0, length + 1);
  }

  finish(): ServerScan {
    this.keeper.finish();
    this.runs?.close();
    return {
      counts: this.tally.counts,
      problems: this.tally.notes.problems(),
      firstUs: this.tally.firstUs,
      lastUs: this.keeper.lastTimeUs,
      lastLineUs: this.tally.previousUs,
      excerpt: false,
      cutOff: this.keeper.cutOff,
    };
  }
}

function namesOf(record: JsonRecord | null): SessionNames {
  return {
    host: record?.remote_host ?? "",
    port: record?.remote_port ?? 0,
    user: record?.user ?? "",
    database: record?.dbname ?? "",
  };
}

function firstLine(text: string): string {
  const newline = text.indexOf("\n");
  return newline === -1 ? text : text.slice(0, newline);
}
