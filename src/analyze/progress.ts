import type { EpochUs, Precision } from "../model/index.ts";

/**
 * What a run tells while it reads. Nothing of it is part of the report, and none of it is judged. Calls are frequent;
 * what costs something is given as a function, called only by who shows it.
 */
export interface Progress {
  /** Everything is opened, nothing is read yet. Again for each further case that is analyzed. */
  opened(files: readonly ProgressFile[], overview: () => Overview): void;
  /** More decoded bytes of a file were passed for the first time: read, or left out as outside the window. */
  read(path: string, bytes: number): void;
  /** Nothing more of a file will be passed. */
  fileDone(path: string, early: () => readonly EarlyFinding[]): void;
  /** Everything is read; what follows has no measure. */
  ended(): void;
}

interface ProgressFile {
  readonly path: string;
  /** Decoded. */
  readonly bytes: number;
}

/** What evidence holds, before it is read. */
export interface Overview {
  /** What a report calls it. */
  readonly name: string;
  readonly instances: readonly InstanceOverview[];
  /** Names of applications' streams. */
  readonly applications: readonly string[];
  /** Documents of RDS events. */
  readonly eventFiles: number;
  /** Instances that events name and no log is of. */
  readonly missing: readonly string[];
}

export interface InstanceOverview {
  readonly id: string;
  readonly files: number;
  /** Time of the first record and of the last, as heads and ends of the files have them; null when neither has one. */
  readonly span: { readonly first: EpochUs; readonly last: EpochUs } | null;
}

/** A line that matters by itself; what it means for the whole is not known yet. */
export interface EarlyFinding {
  /** The signature's. */
  readonly id: string;
  readonly title: string;
  /** Instance or application. */
  readonly subject: string;
  /** As the line states it; null when it states none. */
  readonly time: EpochUs | null;
  readonly precision: Precision;
  readonly file: string;
  readonly line: number;
  /** How many lines of the file say it; this is the first. */
  readonly count: number;
}

/** Tells nobody. */
export const silent: Progress = { opened: () => {}, read: () => {}, fileDone: () => {}, ended: () => {} };
