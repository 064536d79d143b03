import { createReadStream } from "node:fs";
import { join } from "node:path";
import type { CallFailure } from "../calls.ts";
import type { AcquisitionEntry, CaseFile, Unit } from "../case-store.ts";
import { casePath } from "../store/index.ts";
import { getEitherWay, NothingCame } from "./get-log.ts";
import { listLogs } from "./listing.ts";
import { fileSubject, growingEntry, rotatedAwayEntry, rotatedEntry, shortEntry } from "./log-entries.ts";
import { type LogJob, textPath } from "./log-job.ts";
import { dropPages } from "./portion-file.ts";
import { isEnough, keyOf, settledFromMs, wasJustWritten } from "./settle.ts";

/** What became of it. */
export interface FetchedLog {
  readonly name: string;
  /** Null when nothing of it is there. */
  readonly main: CaseFile | null;
  readonly entries: readonly AcquisitionEntry[];
  /** Nothing was asked of AWS for it. */
  readonly reused: boolean;
  /** Why nothing came; null when something did, or when it is gone. */
  readonly failure: CallFailure | null;
}

/**
 * Fetches one file as one unit: whole and raw by REST, else page by page, else what there is. What a former run has is
 * kept where it is enough, and is otherwise compared with what comes: a name that means other bytes now keeps both.
 */
export async function fetchLog(job: LogJob): Promise<FetchedLog> {
  const { context, instance, file, path } = job;
  const { store, progress } = context;
  const { name } = file;
  let asked = false;
  try {
    const { kept, reused } = await store.unit(`log ${instance} ${name}`, keyOf(file), async (unit) => {
      const former = mainOf(unit.former?.files ?? [], job);
      if (former !== null && unit.former !== null && isEnough(unit.former, former, file, context.window)) {
        return keepUnchanged(job, unit, former);
      }
      asked = true;
      return fetchNew(job, unit, former);
    });
    const main = mainOf(kept.files, job);
    // What is there already does not arrive: it is not to be waited for.
    if (reused || !asked) progress.expect(0, -(file.sizeBytes ?? 0));
    if (main !== null) progress.file(main.path, reused || !asked);
    return { name, main, entries: kept.entries, reused: reused || !asked, failure: null };
  } catch (error) {
    if (!(error instanceof NothingCame)) throw error;
    const main = store.files().find((one) => one.path === path) ?? null;
    return { name, main, entries: [], reused: false, failure: error.failure };
  }
}

/** Of a unit's files the one that the name means. */
function mainOf(files: readonly CaseFile[], job: LogJob): CaseFile | null {
  return files.find(({ path }) => path === job.path || path === textPath(job)) ?? null;
}

function keepUnchanged(job: LogJob, unit: Unit, main: CaseFile): "final" | "again" {
  keepFormer(unit, (entry) => entry.code !== "GROWING");
  // Not grown since, by a listing that is late enough: it holds the window.
  return endGrowth(job, unit, Math.max(Date.parse(main.acquired.from), job.listedMs), false);
}

function keepFormer(unit: Unit, which: (entry: AcquisitionEntry) => boolean): void {
  for (const file of unit.former?.files ?? []) unit.keep(file.path);
  for (const entry of unit.former?.entries ?? []) if (which(entry)) unit.note(entry);
}

/** Notes a file as pending when lines of the window may still come into it. @param fetchedMs when reading began */
function endGrowth(job: LogJob, unit: Unit, fetchedMs: number, grew: boolean): "final" | "again" {
  const { context, file, listedMs, instance } = job;
  const settledMs = settledFromMs(context.window);
  if (fetchedMs >= settledMs) return "final";
  const comes = job.open && context.window.untilMs > listedMs;
  if (!grew && !comes && !wasJustWritten(file, listedMs)) return "final";
  unit.note(growingEntry(fileSubject(instance, file.name), settledMs));
  return "again";
}

async function fetchNew(job: LogJob, unit: Unit, former: CaseFile | null): Promise<"final" | "again"> {
  const { context, instance, file } = job;
  const subject = fileSubject(instance, file.name);
  const got = await getEitherWay(job, unit, former);
  if (got === "gone") return noteGone(job, unit, former);
  const verdict = got.written.verdict();
  const { bytes } = got.written.sink;
  if (former !== null && !got.whole && verdict === "shorter" && former.bytes > bytes) {
    // Less than what is here already.
    await got.written.sink.discard();
    keepFormer(unit, ({ code }) => code !== "GROWING" && code !== "SHORT");
    unit.note(
      shortEntry(
        subject,
        former.bytes,
        Math.max(file.sizeBytes ?? 0, former.bytes + 1),
        "this time less came than before",
      ),
    );
    return "again";
  }
  const rotated = former !== null && (verdict === "other" || verdict === "shorter");
  for (const one of unit.former?.files ?? []) if (one.path !== former?.path) unit.keep(one.path);
  for (const entry of unit.former?.entries ?? []) if (entry.code === "ROTATED") unit.note(entry);
  if (rotated) unit.note(rotatedEntry(subject, await keepBefore(job, unit, former)));
  else if (
    former?.declaredSize != null &&
    former.bytes < former.declaredSize &&
    got.declaredSize !== null &&
    got.declaredSize < former.declaredSize
  )
    unit.note(rotatedEntry(subject, null));
  for (const entry of got.entries) unit.note(entry);
  const just = wasJustWritten(file, job.listedMs);
  const grew = got.grew || (file.sizeBytes !== null && got.declaredSize !== null && bytes > file.sizeBytes);
  await got.written.sink.commit({
    declaredSize: got.declaredSize,
    growing: just || grew,
    origin: {
      call: got.call,
      parameters: { DBInstanceIdentifier: instance, LogFileName: file.name, ...got.parameters },
      ...(got.offsets === null ? {} : { markers: got.offsets }),
      ...(got.path.endsWith(`/${file.name.replace(/^error\//, "")}`) ? {} : { name: file.name }),
    },
    acquired: got.acquired,
  });
  const growth = endGrowth(job, unit, got.fetchedMs, grew);
  if (got.call === "rds:DownloadCompleteDBLogFile")
    await dropPages(context.store, { instance, name: file.name }, new Set());
  return got.whole ? growth : "again";
}

async function noteGone(job: LogJob, unit: Unit, former: CaseFile | null): Promise<"final" | "again"> {
  const { context, instance, file } = job;
  keepFormer(unit, ({ code }) => code !== "GROWING" && code !== "SHORT" && code !== "ROTATED_AWAY");
  const now = await listLogs(context.aws, instance);
  // Aurora compresses older logs when space is short: then the same lines are fetched under that name.
  if (now.failure === null && now.files.some(({ name }) => name === `${file.name}.gz`)) return "again";
  const lacking = former === null || (file.sizeBytes ?? Number.POSITIVE_INFINITY) > former.bytes;
  const subject = fileSubject(instance, file.name);
  if (lacking) unit.note(rotatedAwayEntry(subject, file.sizeBytes, former?.bytes ?? null, context.target));
  return "again";
}

/** Saves the bytes a name had before under a name of their own. @returns null when they cannot be read any more */
async function keepBefore(job: LogJob, unit: Unit, former: CaseFile): Promise<string | null> {
  const names = former.path.split("/");
  const path = casePath(...names.slice(0, -1), `${names.at(-1) ?? ""}.before-rotation-${former.sha256.slice(0, 8)}`);
  if (unit.former?.files.some((one) => one.path === path) === true) return path;
  const sink = await unit.create(path);
  for await (const chunk of createReadStream(join(job.context.store.folder, former.path), {
    highWaterMark: 1024 * 1024,
  }))
    await sink.write(chunk as Buffer);
  if ((await sink.digest()) !== former.sha256) {
    await sink.discard();
    return null;
  }
  const { declaredSize, growing, origin, acquired } = former;
  await sink.commit({ declaredSize, growing, origin: { ...origin, name: job.file.name }, acquired });
  return path;
}
