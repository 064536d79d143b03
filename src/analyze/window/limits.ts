import type { SourceFile } from "../../model/index.ts";
import { linesBefore } from "../../parse/index.ts";
import type { FilePlan } from "./plan.ts";
import type { TimeWindow } from "./time-window.ts";

/** Bytes of a file that hold a window. */
export interface FilePart {
  /** A record's first byte. */
  readonly from: number;
  readonly to: number;
  /** Physical line of `from`; null while nobody counted. Lines are then numbered from 1 at `from`. */
  readonly line: number | null;
}

/** What of a log counts. Plain data. */
export interface ScanLimits {
  readonly window: TimeWindow;
  /** Null to read all of it. */
  readonly part: FilePart | null;
}

/** The limits of a file that is read; null without a window. */
export function limitsOf(window: TimeWindow | null, plan: FilePlan | undefined): ScanLimits | null {
  if (window === null) return null;
  if (plan?.what !== "part") return { window, part: null };
  const { from, to } = plan;
  return { window, part: { from, to, line: from === 0 ? 1 : null } };
}

/** Lines before those that a scan of a part numbered from 1; counted when somebody asks, and once. */
export function lineBase({ bytes }: SourceFile, part: FilePart | null): (() => number) | null {
  if (part === null || part.line !== null) return null;
  let lines: number | null = null;
  return () => (lines ??= linesBefore(bytes, part.from));
}

/** The part with its line counted. */
export function counted(part: FilePart, bytes: SourceFile["bytes"]): FilePart {
  return { ...part, line: linesBefore(bytes, part.from) + 1 };
}
