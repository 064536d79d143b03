import type { SourceFile } from "../model/index.ts";
import { scanServerLog, type ServerSniff, sniffServerLog } from "../parse/index.ts";
import { serverMatcher } from "../signatures/index.ts";

/** Bytes looked at from the begin of a file, and as many from its end. */
const PROBE_BYTES = 64 * 1024;

interface Span {
  readonly firstUs: number;
  readonly lastUs: number;
}

/** When a server log begins and ends, by its head and its end alone; null when neither has a record with a time. */
export function probedSpan(file: SourceFile): Span | null {
  const head = part(file, 0);
  const bytes = Buffer.alloc(head.bytes.size);
  const sniff = sniffServerLog(bytes.subarray(0, head.bytes.read(bytes, 0)));
  if (sniff === null) return null;
  const spans = [spanOf(head, sniff), spanOf(part(file, lineStart(file)), sniff)].filter((span) => span !== null);
  if (spans.length === 0) return null;
  return {
    firstUs: Math.min(...spans.map(({ firstUs }) => firstUs)),
    lastUs: Math.max(...spans.map(({ lastUs }) => lastUs)),
  };
}

/** Where the first whole line of a file's end begins. */
function lineStart({ bytes }: SourceFile): number {
  const from = Math.max(0, bytes.size - PROBE_BYTES);
  if (from === 0) return 0;
  const block = Buffer.alloc(PROBE_BYTES);
  return from + block.subarray(0, bytes.read(block, from)).indexOf(10) + 1;
}

/** A stretch of a file as a file of its own. */
function part(file: SourceFile, from: number): SourceFile {
  const size = Math.min(PROBE_BYTES, file.bytes.size - from);
  const read = (target: Uint8Array, position: number): number => {
    const room = Math.max(0, Math.min(target.length, size - position));
    return file.bytes.read(target.subarray(0, room), from + position);
  };
  return { ...file, bytes: { size, read, close: () => {} } };
}

const noSink = { add: () => 0, extend: () => {}, intern: () => 0, setDigest: () => {} };

function spanOf(stretch: SourceFile, sniff: ServerSniff): Span | null {
  const { firstUs, lastUs } = scanServerLog(stretch, sniff, {
    sink: noSink,
    matcher: serverMatcher,
    isStart: () => false,
    keep: { what: "notable" },
    index: null,
    scanner: "plain", // little enough that preparing the fast one would take longer
  });
  return Number.isNaN(firstUs) ? null : { firstUs, lastUs };
}
