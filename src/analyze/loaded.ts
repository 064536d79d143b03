import type { LineCounts, Problem, RdsEvent, SourceFile, Stream } from "../model/index.ts";
import type { PageStore, Timeline } from "../timeline/index.ts";
import type { ServerFile } from "./load-server.ts";
import type { FilePart } from "./window/limits.ts";
import type { TimeWindow } from "./window/time-window.ts";

/** How one file was read. */
export interface LoadedFile {
  readonly file: SourceFile;
  readonly counts: LineCounts;
  readonly format: readonly string[];
  readonly timeBasis: Stream["timeBasis"];
  /** What of it was not read, as it lies outside of the window asked for; absent when all was. */
  readonly left?: LeftOut;
}

/** Bytes that were not read, and why. */
interface LeftOut {
  readonly bytes: number;
  readonly whole: boolean;
  readonly why: string;
}

/** The case in columns. */
export interface Loaded {
  readonly timeline: Timeline;
  readonly window: TimeWindow | null;
  /** Where rows lie, of this timeline and of what is read again. */
  readonly store: PageStore;
  readonly serverFiles: readonly ServerFile[];
  readonly events: readonly RdsEvent[];
  /** A document of events could be read, even if it holds none. */
  readonly eventsSupplied: boolean;
  readonly files: readonly LoadedFile[];
  readonly problems: readonly Problem[];
}

/** What lies before and behind the part that was read. */
export function leftBeside(file: SourceFile, part: FilePart | null): Pick<LoadedFile, "left"> {
  if (part === null) return {};
  const { from, to } = part;
  const why = `it is in order of time, and bytes ${from} to ${to} of ${file.bytes.size} hold the window`;
  return { left: { bytes: file.bytes.size - (to - from), whole: false, why } };
}
