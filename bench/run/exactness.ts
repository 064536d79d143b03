import { type LineCounts, PartCode, type RecordSink, type SourceFile } from "../../src/model/index.ts";
import { scanAppLog, scanServerLog, sniffServerLog } from "../../src/parse/index.ts";
import type { Keep, Scanner } from "../../src/parse/postgresql/scan.ts";
import { allSignatures, clientMatcher, codes, serverMatcher } from "../../src/signatures/index.ts";
import { Histogram } from "../generator/histogram.ts";
import type { FileTruth } from "../generator/truth.ts";

/** How a file is scanned. */
export interface Way {
  readonly scanner: Scanner;
  /** `all` hands every record to the sink, `notable` passes over ordinary operation as `analyze` does. */
  readonly keep: "all" | "notable";
  /** Size of one read. */
  readonly blockBytes: number;
}

/** What a scan came to, in the terms of the truth. */
interface Found {
  readonly counts: LineCounts;
  readonly histogram: Histogram;
  readonly signatures: Readonly<Record<string, number>>;
}

/** Counts the messages it is given by signature, and keeps nothing. */
function countingSink(hits: Map<number, number>): RecordSink & { setDigest(row: number, digest: number): void } {
  let rows = 0;
  return {
    add: (_us, _precision, _level, part, signature) => {
      if (part === PartCode.message) hits.set(signature, (hits.get(signature) ?? 0) + 1);
      return rows++;
    },
    extend: () => {},
    intern: () => 1,
    setDigest: () => {},
  };
}

const isStart = (code: number): boolean => code === codes.code("server-starting");

function scanned(file: SourceFile, { scanner, keep, blockBytes }: Way): Found {
  const hits = new Map<number, number>();
  const histogram = new Histogram();
  const sink = countingSink(hits);
  const found = (counts: LineCounts): Found => ({ counts, histogram, signatures: named(hits) });
  if (file.kind === "application") {
    const open = (): RecordSink & Histogram => Object.assign(histogram, sink);
    return found(scanAppLog(file, { open, matcher: clientMatcher, keep, zone: "UTC", scanner, blockBytes }).counts);
  }
  const head = Buffer.alloc(Math.min(64 * 1024, file.bytes.size));
  const sniff = sniffServerLog(head.subarray(0, file.bytes.read(head, 0)));
  if (sniff === null) throw new Error(`${file.path}: not told to be a server log`);
  const what: Keep = { what: keep };
  const ports = { sink, matcher: serverMatcher, isStart, keep: what, index: null, histogram, scanner, blockBytes };
  return found(scanServerLog(file, sniff, ports).counts);
}

function named(hits: ReadonlyMap<number, number>): Readonly<Record<string, number>> {
  const entries = [...hits].flatMap(([code, count]) => {
    const id = codes.id(code);
    return id === null ? [] : [[id, count] as const];
  });
  return Object.fromEntries(entries);
}

const chatter: ReadonlySet<string> = new Set(
  allSignatures.flatMap((each) => (each.scope === "server" && each.chatter ? [each.id] : [])),
);

/** Of ordinary operation a scan for what is notable keeps a record here and there: its first, its last. */
function compared(signatures: Readonly<Record<string, number>>, keep: Way["keep"]): string {
  const entries = Object.entries(signatures).filter(([id]) => keep === "all" || !chatter.has(id));
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a scan of `file` says otherwise than the generator; empty when it is exact. */
export function differences(file: SourceFile, truth: FileTruth, way: Way): readonly string[] {
  const { counts, histogram, signatures } = scanned(file, way);
  const wrong: string[] = [];
  const where = `${truth.file}, ${way.scanner}, ${way.keep}, blocks of ${way.blockBytes}`;
  const compare = (what: string, found: unknown, written: unknown): void => {
    if (found !== written) wrong.push(`${where}: ${what} ${String(found)}, written ${String(written)}`);
  };
  compare("bytes", file.bytes.size, truth.bytes);
  compare("lines", counts.lines, truth.lines);
  compare("records", counts.records, truth.records);
  compare("continuations", counts.continuations, truth.continuations);
  compare("quarantined", counts.quarantined, 0);
  compare("levels", JSON.stringify(histogram.byLevel()), JSON.stringify(truth.levels));
  compare("signatures", compared(signatures, way.keep), compared(truth.signatures, way.keep));
  compare("histogram", histogram.checksum(), truth.histogram);
  if (wrong.length > 0 && truth.cells !== undefined) {
    const found = new Set(histogram.cells().map((cell) => cell.join(" ")));
    const lost = truth.cells.find((cell) => !found.has(cell.join(" ")));
    if (lost !== undefined) wrong.push(`${where}: the first cell not found is ${lost.join(" ")}`);
  }
  return wrong;
}
