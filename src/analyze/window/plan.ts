import type { SourceFile } from "../../model/index.ts";
import { appHeadReader, serverHeadReader, sniffServerLog } from "../../parse/index.ts";
import { changedUs } from "../../sources/index.ts";
import { zoneFor } from "../zones.ts";
import type { HeadReader } from "./heads.ts";
import { nameSpans, outsideByName } from "./name-span.ts";
import { seek, SLACK_US, WORTH_SEEKING_BYTES } from "./seek.ts";
import { type TimeWindow, written } from "./time-window.ts";

/** What of a log is read for a window. A file without one is read from its first byte to its last. */
export type FilePlan =
  | { readonly what: "part"; readonly from: number; readonly to: number }
  | { readonly what: "none"; readonly why: string };

/** What is read of which log, by path. */
export type FilePlans = ReadonlyMap<string, FilePlan>;

/** First bytes of a file looked at to tell its format: mostly a few lines do. */
const SNIFF_BYTES = [8 * 1024, 256 * 1024];

/** Which logs need not be read whole, by path. Looks into each of them, some dozen times at most. */
export function planWindow(
  files: readonly SourceFile[],
  window: TimeWindow | null,
  zones: readonly { readonly glob: string; readonly zone: string }[],
): FilePlans {
  const plans = new Map<string, FilePlan>();
  if (window === null) return plans;
  const spans = nameSpans(files.filter(({ kind }) => kind === "postgresql").map(({ path }) => path));
  for (const file of files) {
    const span = spans.get(file.path);
    const byName = span === undefined ? null : outsideByName(span, window);
    const plan = file.notRead === undefined ? sought(file, window, zones, byName) : none(file.notRead);
    if (plan !== null) plans.set(file.path, plan);
  }
  return plans;
}

/** Compressed logs that need not be decoded, with the reason: by name alone. */
export function leftOutByName(paths: readonly string[], window: TimeWindow): ReadonlyMap<string, string> {
  const left = new Map<string, string>();
  for (const [path, span] of nameSpans(paths)) {
    const why = outsideByName(span, window);
    if (why !== null) left.set(path, why);
  }
  return left;
}

function none(why: string): FilePlan {
  return { what: "none", why };
}

function sought(
  file: SourceFile,
  window: TimeWindow,
  zones: readonly { readonly glob: string; readonly zone: string }[],
  byName: string | null,
): FilePlan | null {
  if (file.bytes.size < WORTH_SEEKING_BYTES) return null;
  const heads = headsOf(file, zones);
  if (heads === null) return null;
  const expected = byName !== null || changedUs(file.bytes) < window.sinceUs - SLACK_US;
  const found = seek(file.bytes.size, heads, window, expected);
  if (found.what === "outside")
    return none(`its records are from ${written(found.firstUs)} to ${written(found.lastUs)}`);
  if (found.what === "whole" || (found.from === 0 && found.to === file.bytes.size)) return null;
  return found;
}

/** Null for what is no log, or cannot be looked into. */
function headsOf(
  file: SourceFile,
  zones: readonly { readonly glob: string; readonly zone: string }[],
): HeadReader | null {
  if (file.kind === "application") return appHeadReader(file, zoneFor(file.path, zones));
  if (file.kind !== "postgresql") return null;
  for (const length of SNIFF_BYTES) {
    const head = Buffer.allocUnsafe(Math.min(length, file.bytes.size));
    const sniff = sniffServerLog(head.subarray(0, file.bytes.read(head, 0)));
    if (sniff !== null) return sniff.excerpt ? null : serverHeadReader(file, sniff);
  }
  return null;
}
