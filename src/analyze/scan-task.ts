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
import { type SegmentFacts, SegmentWriter } from "../timeline/index.ts";
import { WindowGate } from "./window/gate.ts";
import { counted, type ScanLimits } from "./window/limits.ts";
import { SLACK_US } from "./window/seek.ts";
import type { TimeWindow } from "./window/time-window.ts";

/** Which records become rows. */
export type Kept = "notable" | "all";

/** A log to be scanned, as plain data: it may be done in another thread, and tells whether a kept result is its own. */
export type ScanTask =
  | {
      readonly kind: "server";
      /** Name of the file in citations. */
      readonly path: string;
      readonly keep: Kept;
      readonly sniff: ServerSniff;
      readonly scanner: Scanner;
      readonly limits: ScanLimits | null;
    }
  | {
      readonly kind: "application";
      readonly path: string;
      readonly keep: Kept;
      /** Zone of stamps without one. */
      readonly zone: string;
      readonly limits: ScanLimits | null;
    };

/** What a scan came to, but for the pages of rows; plain data. */
export type ScanResult =
  | {
      readonly kind: "server";
      readonly again: ScanTask | null;
      readonly segment: SegmentFacts;
      readonly scan: ServerScan;
    }
  | {
      readonly kind: "application";
      /** What must be done instead: this result, and its rows, are void. */
      readonly again: ScanTask | null;
      readonly segment: SegmentFacts;
      readonly scan: AppScan;
      /** Key of each stream, by its number inside the segment. */
      readonly keys: readonly (string | null)[];
    };

/** Whether a code is the start of a server. */
export const isStart = (code: number): boolean => code === codes.code("server-starting");

/**
 * Scans a log from its first byte to its last, or as far as its limits go. The result depends on the task and the file's bytes alone.
 *
 * @param full is given the rows, page by page
 */
export function runScan(task: ScanTask, bytes: SourceFile["bytes"], full: (page: DataView) => void): ScanResult {
  const { path, keep, limits } = task;
  const file = fileOf(path, bytes);
  const range = rangeOf(limits);
  const writer = new SegmentWriter(full);
  if (task.kind === "server") {
    const sink = writer.sink(0);
    const { index } = writer;
    const { sniff, scanner } = task;
    const gate = limits === null ? null : new WindowGate(limits.window);
    const ports = {
      sink,
      matcher: serverMatcher,
      isStart,
      keep: { what: keep },
      index,
      histogram: sink,
      scanner,
      gate,
    };
    const all = scanServerLog(file, sniff, { ...ports, ...range });
    const scan = gate === null ? all : { ...all, firstUs: gate.firstUs, lastUs: gate.lastUs };
    const again = gate === null ? null : againOf(task, bytes, scan.problems, [gate]);
    return { kind: "server", again, scan, segment: writer.finish() };
  }
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
  const scan = scanAppLog(file, { open, matcher: clientMatcher, keep, zone: task.zone, gate, ...range });
  const again = againOf(task, bytes, scan.problems, gates);
  return { kind: "application", again, scan, keys: [...numbers.keys()], segment: writer.finish() };
}

function rangeOf(limits: ScanLimits | null): Pick<Parameters<typeof scanServerLog>[2], "from" | "to"> {
  if (limits === null || limits.part === null) return {};
  const { from, to, line } = limits.part;
  return { from: { byteOffset: from, line: line ?? 1 }, to };
}

/**
 * What limits turned out to need: every record asked for, where the fast way did not do; of a part, all of the file, when its records are in no order; or its first line's
 * number, when there are problems, which name lines.
 */
function againOf(
  task: ScanTask,
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
