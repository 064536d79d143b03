import type { Problem, SourceFile } from "../model/index.ts";
import {
  type AppScan,
  scanAppLog,
  type Scanner,
  scanServerLog,
  type ServerScan,
  type ServerSniff,
} from "../parse/index.ts";
import { clientMatcher, codes, serverMatcher } from "../signatures/index.ts";
import { type Piece, type SegmentFacts, SegmentWriter } from "../timeline/index.ts";
import type { FileRange } from "./ranges.ts";
import { WindowGate } from "./window/gate.ts";
import { counted, type FilePart, type ScanLimits } from "./window/limits.ts";
import { SLACK_US } from "./window/seek.ts";
import type { TimeWindow } from "./window/time-window.ts";

/** Which records become rows. */
export type Kept = "notable" | "all";

/** A server's log, from its first byte to its last or as far as its limits go; or one of the ranges it is cut into. */
interface ServerTask {
  readonly kind: "server";
  /** Name of the file in citations. */
  readonly path: string;
  readonly keep: Kept;
  readonly sniff: ServerSniff;
  readonly scanner: Scanner;
  readonly limits: ScanLimits | null;
  /** Null for all of it; never with limits. */
  readonly range: FileRange | null;
}

/** An application's log. */
interface ApplicationTask {
  readonly kind: "application";
  readonly path: string;
  readonly keep: Kept;
  /** Zone of stamps without one. */
  readonly zone: string;
  readonly scanner: Scanner;
  readonly limits: ScanLimits | null;
}

/** Ordinary operation of a server's log inside of some windows, once it is known which they are. */
interface ChatterTask {
  readonly kind: "chatter";
  readonly path: string;
  readonly sniff: ServerSniff;
  readonly scanner: Scanner;
  /** µs, closed. */
  readonly windows: readonly { readonly startUs: number; readonly endUs: number }[];
  /** Where it stands: follows from the file and the windows. */
  readonly pieces: readonly Piece[];
}

/** A log to be scanned, as plain data: it may be done in another thread, and tells whether a kept result is its own. */
export type ScanTask = ServerTask | ApplicationTask | ChatterTask;

interface Result {
  readonly segment: SegmentFacts;
  /** What must be done instead: this result, and its rows, are void. */
  readonly again: ScanTask | null;
}

/** What a scan came to, but for the pages of rows; plain data. */
export type ScanResult = Result &
  (
    | { readonly kind: "server"; readonly scan: ServerScan }
    /** `keys`: of each stream, by its number inside the segment. */
    | { readonly kind: "application"; readonly scan: AppScan; readonly keys: readonly (string | null)[] }
    | { readonly kind: "chatter" }
  );

/** The part of a file that a task reads in one go; null for all of it. */
export function partOf(task: ScanTask): FilePart | null {
  return task.kind === "chatter" ? null : (task.limits?.part ?? null);
}

/** Bytes of a file that a task reads. */
export function workOf(task: ScanTask, fileBytes: number): number {
  if (task.kind === "chatter")
    return task.pieces.reduce((sum, { byteOffset, endOffset }) => sum + endOffset - byteOffset, 0);
  const part = (task.kind === "server" ? task.range : null) ?? partOf(task);
  return part === null ? fileBytes : part.to - part.from;
}

/** What reconstruction reads of ordinary operation: births of sessions, and signs that writes were accepted. */
const READ_IN_WINDOWS: ReadonlySet<number> = new Set(
  (
    ["connection-received", "connection-authorized", "duration", "statement", "checkpoint", "autovacuum-run"] as const
  ).map((id) => codes.code(id)),
);

/** Statements only show that writes were accepted. */
const SAMPLED_IN_WINDOWS: ReadonlySet<number> = new Set([codes.code("duration"), codes.code("statement")]);

/** Whether a code is the start of a server. */
export const isStart = (code: number): boolean => code === codes.code("server-starting");

/**
 * Scans a log. The result depends on the task and the file's bytes alone.
 *
 * @param full is given the rows, page by page
 */
export function runScan(task: ScanTask, bytes: SourceFile["bytes"], full: (page: DataView) => void): ScanResult {
  const file = fileOf(task.path, bytes);
  const writer = new SegmentWriter(full);
  if (task.kind === "server") return scanServer(task, file, writer);
  return task.kind === "application" ? scanApplication(task, file, writer) : scanChatter(task, file, writer);
}

function scanServer(task: ServerTask, file: SourceFile, writer: SegmentWriter): ScanResult {
  const { sniff, scanner, keep, limits, range } = task;
  const sink = writer.sink(0);
  const { index } = writer;
  const gate = limits === null ? null : new WindowGate(limits.window);
  const all = scanServerLog(file, sniff, {
    sink,
    matcher: serverMatcher,
    isStart,
    keep: { what: keep },
    index,
    histogram: sink,
    scanner,
    gate,
    ...(range === null ? partOfScan(limits) : rangeOfScan(range)),
  });
  const scan = gate === null ? all : { ...all, firstUs: gate.firstUs, lastUs: gate.lastUs };
  const again = gate === null ? null : againOf(task, file.bytes, scan.problems, [gate]);
  return { kind: "server", again, scan, segment: writer.finish() };
}

function scanApplication(task: ApplicationTask, file: SourceFile, writer: SegmentWriter): ScanResult {
  const { keep, zone, scanner, limits } = task;
  const numbers = new Map<string | null, number>();
  const open = (key: string | null): ReturnType<SegmentWriter["sink"]> => {
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return writer.sink(number);
  };
  const gates: WindowGate[] = [];
  const gateIn = (window: TimeWindow): WindowGate => {
    const gate = new WindowGate(window);
    gates.push(gate);
    return gate;
  };
  const gate = limits === null ? null : (): WindowGate => gateIn(limits.window);
  const scan = scanAppLog(file, { open, matcher: clientMatcher, keep, zone, scanner, gate, ...partOfScan(limits) });
  const again = againOf(task, file.bytes, scan.problems, gates);
  return { kind: "application", again, scan, keys: [...numbers.keys()], segment: writer.finish() };
}

function scanChatter(task: ChatterTask, file: SourceFile, writer: SegmentWriter): ScanResult {
  const { sniff, scanner, windows, pieces } = task;
  const sink = writer.sink(0);
  const keep = { what: "chatter", windows, codes: READ_IN_WINDOWS, sampled: SAMPLED_IN_WINDOWS } as const;
  for (const { byteOffset, line, endOffset: to } of pieces) {
    const from = { byteOffset, line };
    scanServerLog(file, sniff, { sink, matcher: serverMatcher, isStart, keep, index: null, scanner, from, to });
  }
  return { kind: "chatter", again: null, segment: writer.finish() };
}

type ScanRange = Pick<Parameters<typeof scanServerLog>[2], "from" | "to" | "goesOn">;

function rangeOfScan({ from, to, last }: FileRange): ScanRange {
  return { from: { byteOffset: from, line: 1, continues: from > 0 }, to, goesOn: !last };
}

function partOfScan(limits: ScanLimits | null): ScanRange {
  if (limits === null || limits.part === null) return {};
  const { from, to, line } = limits.part;
  return { from: { byteOffset: from, line: line ?? 1 }, to };
}

/**
 * What limits turned out to need: every record asked for, where the fast way did not do; of a part, all of the file, when its records are in no order; or its first line's
 * number, when there are problems, which name lines.
 */
function againOf(
  task: ServerTask | ApplicationTask,
  bytes: SourceFile["bytes"],
  problems: readonly Problem[],
  gates: readonly WindowGate[],
): ScanTask | null {
  const { limits } = task;
  if (limits === null) return null;
  if (task.kind === "server" && gates.some(({ mistaken }) => mistaken)) return { ...task, scanner: "plain" };
  if (limits.part === null) return null;
  if (gates.some(({ backUs }) => backUs > SLACK_US)) return { ...task, limits: { ...limits, part: null } };
  if (problems.length === 0 || limits.part.line !== null) return null;
  return { ...task, limits: { ...limits, part: counted(limits.part, bytes) } };
}

/** Bytes as the parsers take them; what else is known of a file is none of their business. */
function fileOf(path: string, bytes: SourceFile["bytes"]): SourceFile {
  const nothing = { encoding: [], kind: "unknown", instance: null, client: null, guesses: [] } as const;
  return { path, bytes, bytesOnDisk: bytes.size, ...nothing };
}
