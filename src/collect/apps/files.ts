import type { AcquisitionEntry, Unit } from "../case-store.ts";
import { Interrupted } from "../calls.ts";
import { keepFormer } from "../cloudwatch-logs/case-files.ts";
import { iso } from "../iso.ts";
import { LEAD_MS } from "../context.ts";
import type { AppSource } from "../context.ts";
import { counted } from "../words.ts";
import { appEntry, arrived, unseen } from "./gathering.ts";
import type { Gathering } from "./gathering.ts";
import { SourceTrouble, openLocal } from "./local-file.ts";
import type { LocalFile } from "./local-file.ts";
import { matchesOf } from "./matches.ts";
import type { LogFile } from "./matches.ts";

/**
 * Copies log files of this machine byte for byte to `apps/<service>/`, those that were written to since the window's
 * lead began. Whole files: what is outside of the window is for the analysis to leave out. Each file is a unit.
 */
export async function collectFiles(gathering: Gathering, source: AppSource): Promise<void> {
  const { store, window, progress } = gathering.context;
  const { pattern, files, refused } = matchesOf(source.place, source.service, gathering.services, store.folder);
  const sinceMs = window.sinceMs - LEAD_MS;
  const young = files.filter(({ mtimeMs }) => mtimeMs >= sinceMs);
  progress.step(`application logs of ${pattern}`);
  progress.expect(
    young.length,
    young.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  for (const { path, why } of refused) store.note(unreadable(path, why, source.service ?? path));
  let [copied, bytes] = [0, 0];
  for (const file of young) {
    const unitOf = `app file ${file.service} ${file.path}`;
    if (!gathering.claims.first(unitOf)) {
      copied++;
      continue;
    }
    const key = `${file.bytes} ${file.mtimeMs}`;
    const { kept, reused } = await store.unit(unitOf, key, (unit) => copyFile(gathering, file, unit));
    arrived(gathering, kept.files, reused);
    copied += kept.files.length;
    bytes += kept.files.reduce((sum, each) => sum + each.bytes, 0);
  }
  const subject = source.service ?? pattern;
  const older = files.length - young.length;
  const left = older === 0 ? "" : `; ${counted(older, "file")} not written to since ${iso(sinceMs)} left out`;
  if (copied > 0) {
    const reason = `${counted(copied, "file")}, ${counted(bytes, "byte")}, of ${pattern}${left}`;
    store.note(appEntry(subject, { state: "complete", reason }));
  } else if (young.length === 0 && refused.length === 0) {
    const reason =
      older === 0
        ? `nothing matches ${pattern}`
        : `of ${pattern} nothing was written to since ${iso(sinceMs)} (${counted(older, "older file")})`;
    const remedy =
      older === 0
        ? "check the path; a pattern is quoted so that the shell leaves it alone"
        : "check the window, or copy the logs of that time next to it";
    const code = older === 0 ? "NO_MATCH" : "TOO_OLD";
    store.note(appEntry(subject, { state: "none", code, reason, consequence: unseen(subject), remedy }));
  }
}

function unreadable(path: string, why: string, service: string): AcquisitionEntry {
  const denied = /EACCES|EPERM/.test(why);
  return appEntry(service, {
    state: "none",
    code: denied ? "DENIED" : "UNREADABLE",
    reason: `${path} cannot be read: ${why}`,
    consequence: unseen(service),
    remedy: denied ? "run as a user who may read it, or copy it where you may" : null,
  });
}

async function copyFile(gathering: Gathering, file: LogFile, unit: Unit): Promise<"final" | "again"> {
  try {
    const local = await openLocal(file.path);
    try {
      return await copyOpened(gathering, file, local, unit);
    } finally {
      await local.close();
    }
  } catch (error) {
    if (!(error instanceof SourceTrouble)) throw error;
    keepFormer(unit);
    unit.note(unreadable(file.path, error.message, file.service));
    return "again";
  }
}

async function copyOpened(
  { context, claims }: Gathering,
  file: LogFile,
  local: LocalFile,
  unit: Unit,
): Promise<"final" | "again"> {
  const { aws, progress, signal } = context;
  const fromMs = aws.nowMs();
  // The name may mean another file since a former run: then the former one is evidence of its own.
  for (const former of unit.former?.files ?? []) {
    if ((await local.prefix(former.bytes)) === former.sha256) continue;
    unit.keep(former.path);
    claims.taken(former.path);
  }
  const path = claims.of([file.service, ...file.names], `${file.path} ${file.mtimeMs}`);
  const name = file.names.at(-1) ?? "";
  const sink = await unit.create(path);
  try {
    for await (const block of local.blocks()) {
      if (signal.aborted) throw new Interrupted("interrupted while a file was copied");
      await sink.write(block);
      progress.bytes(block.length);
    }
  } catch (error) {
    await sink.discard();
    throw error;
  }
  const growing = await local.changed();
  if (sink.bytes < local.bytes) unit.note(shrunk(file, local.bytes));
  await sink.commit({
    declaredSize: local.bytes,
    growing,
    origin: { call: "file", parameters: { path: file.path }, ...(path.endsWith(`/${name}`) ? {} : { name }) },
    acquired: { from: iso(fromMs), to: iso(aws.nowMs()), requestIds: [], attempts: 1 },
  });
  return growing ? "again" : "final";
}

function shrunk({ path, service }: LogFile, bytes: number): AcquisitionEntry {
  return appEntry(service, {
    state: "partial",
    code: "SHORT",
    reason: `${path} had ${counted(bytes, "byte")} and lost some while it was copied (rotated in place?)`,
    consequence: unseen(service),
    remedy: "run the same command again, and give the rotated file too",
  });
}
