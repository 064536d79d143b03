import type { Acquired, AcquisitionEntry, CaseFile, Unit } from "../case-store.ts";
import { casePath } from "../store/index.ts";
import { type CompleteFile, type CompleteRequest, fetchComplete } from "./complete-file.ts";
import { listLogs } from "./listing.ts";
import { fileSubject, rotatedEntry } from "./log-entries.ts";
import { acquiredAt, type LogJob } from "./log-job.ts";
import type { WatchedSink } from "./prefix-watch.ts";
import { settledFromMs } from "./settle.ts";

/** What one way or the other brought. */
export interface Got {
  readonly written: WatchedSink;
  readonly path: string;
  readonly declaredSize: number | null;
  readonly call: "rds:DownloadCompleteDBLogFile" | "rds:DownloadDBLogFilePortion";
  readonly parameters: Readonly<Record<string, number>>;
  readonly offsets: readonly string[] | null;
  readonly acquired: Acquired;
  readonly entries: readonly AcquisitionEntry[];
  /** Everything that was declared is there. */
  readonly whole: boolean;
  readonly grew: boolean;
  /** When the reading that counts began, epoch ms. */
  readonly fetchedMs: number;
}

/** Times a file that grows while it is fetched is read. */
const ROUNDS = 3;

/**
 * The file by REST; again while it grows and lines of the window may be among what is new. Bytes that a later reading
 * does not begin with are those of a file that was rotated meanwhile: both are kept.
 */
export async function getWhole(
  job: LogJob,
  unit: Unit,
  former: CaseFile | null,
): Promise<{ readonly got: Got } | { readonly rest: CompleteFile }> {
  const { context, file } = job;
  const settledMs = settledFromMs(context.window);
  const entries: AcquisitionEntry[] = [];
  let fetchedMs = context.aws.nowMs();
  let sizeBytes = file.sizeBytes;
  const first = await fetchComplete(
    context.aws,
    requestOf(job, sizeBytes, prefixOf(unit, former), () => unit.create(job.path)),
  );
  const { written } = first;
  if (first.droppedBytes > 0) entries.push(rotatedEntry(fileSubject(job.instance, file.name), null));
  if (written === null || first.facts === null) return { rest: first };
  let { facts } = first;
  let grew = false;
  for (let round = 2; round <= ROUNDS && fetchedMs < settledMs && job.open; round += 1) {
    const later = await sizeNow(job);
    if (later === null || later <= written.sink.bytes) break;
    grew = true;
    const againMs = context.aws.nowMs();
    const more = await fetchComplete(context.aws, {
      ...requestOf(job, later, null, () => unit.create(job.path)),
      written,
    });
    if (more.other) {
      const keptAs = await keepAfter(job, unit, written, later);
      entries.push(rotatedEntry(fileSubject(job.instance, file.name), keptAs));
      break;
    }
    if (more.facts === null) break; // what came is a beginning of the file nevertheless
    facts = more.facts;
    fetchedMs = againMs;
    sizeBytes = later;
  }
  const { requestId, attempts, fromMs, toMs } = facts;
  return {
    got: {
      written,
      path: job.path,
      declaredSize: sizeBytes,
      call: "rds:DownloadCompleteDBLogFile",
      parameters: {},
      offsets: null,
      acquired: acquiredAt(fromMs, toMs, requestId === null ? [] : [requestId], attempts),
      entries,
      whole: true,
      grew,
      fetchedMs,
    },
  };
}

function requestOf(
  job: LogJob,
  sizeBytes: number | null,
  prefix: CompleteRequest["prefix"],
  open: CompleteRequest["open"],
): CompleteRequest {
  const { context, instance, file } = job;
  return { instance, name: file.name, sizeBytes, prefix, open, arrived: (bytes) => context.progress.bytes(bytes) };
}

/** Saves what a name means now beside what it meant a moment ago. @returns null when it cannot be had */
async function keepAfter(job: LogJob, unit: Unit, before: WatchedSink, sizeBytes: number): Promise<string | null> {
  const names = job.path.split("/");
  const name = `${names.at(-1) ?? ""}.after-rotation-${(await before.sink.digest()).slice(0, 8)}`;
  const path = casePath(...names.slice(0, -1), name);
  const { aws } = job.context;
  const fromMs = aws.nowMs();
  const { written, facts } = await fetchComplete(
    aws,
    requestOf(job, sizeBytes, null, () => unit.create(path)),
  );
  if (written === null) return null;
  if (facts === null) {
    await written.sink.discard();
    return null;
  }
  await written.sink.commit({
    declaredSize: sizeBytes,
    growing: true,
    origin: {
      call: "rds:DownloadCompleteDBLogFile",
      parameters: { DBInstanceIdentifier: job.instance, LogFileName: job.file.name },
      name: job.file.name,
    },
    acquired: acquiredAt(fromMs, facts.toMs, facts.requestId === null ? [] : [facts.requestId], facts.attempts),
  });
  return path;
}

/** What the listing says of it now; null when it says nothing. */
async function sizeNow({ context, instance, file }: LogJob): Promise<number | null> {
  const { files } = await listLogs(context.aws, instance);
  return files.find(({ name }) => name === file.name)?.sizeBytes ?? null;
}

/** What is there must be what the new bytes begin with, unless it is known to differ from the file. */
export function prefixOf(unit: Unit, former: CaseFile | null): CompleteRequest["prefix"] {
  if (former === null || unit.former === null || former.path.endsWith(".inflated")) return null;
  const faithful = unit.former.entries.every(({ code }) => !DAMAGED.has(code ?? ""));
  return faithful ? { bytes: former.bytes, sha256: former.sha256 } : null;
}

const DAMAGED = new Set(["LINE_TRUNCATED_BY_AWS", "GAP", "OFFSETS_DISAGREE", "ENDLESS"]);
