import { open } from "node:fs/promises";
import { DiskFull } from "../case-store.ts";
import type { AcquisitionEntry, Unit } from "../case-store.ts";
import { Interrupted } from "../calls.ts";
import { keepFormer } from "../cloudwatch-logs/case-files.ts";
import { isoOf } from "../cloudwatch-logs/slices.ts";
import { LEAD_MS } from "../context.ts";
import type { AppSource } from "../context.ts";
import { appEntry, arrived, counted, unseen } from "./gathering.ts";
import type { Gathering } from "./gathering.ts";
import { matchesOf } from "./matches.ts";
import type { LogFile } from "./matches.ts";

const BLOCK_BYTES = 1 << 20;

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
  const left = older === 0 ? "" : `; ${counted(older, "file")} not written to since ${isoOf(sinceMs)} left out`;
  if (copied > 0) {
    const reason = `${counted(copied, "file")}, ${counted(bytes, "byte")}, of ${pattern}${left}`;
    store.note(appEntry(subject, { state: "complete", reason }));
  } else if (young.length === 0 && refused.length === 0) {
    const reason =
      older === 0
        ? `nothing matches ${pattern}`
        : `of ${pattern} nothing was written to since ${isoOf(sinceMs)} (${counted(older, "older file")})`;
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
  const { context, claims } = gathering;
  const { aws, progress, signal } = context;
  const path = claims.of([file.service, ...file.names], file.path);
  const fromMs = aws.nowMs();
  const name = file.names.at(-1) ?? "";
  const sink = await unit.create(path);
  try {
    const handle = await open(file.path, "r");
    try {
      const before = await handle.stat();
      const block = Buffer.allocUnsafe(BLOCK_BYTES);
      // What is written while it is copied is another run's: up to the size it had.
      for (let at = 0; at < before.size;) {
        if (signal.aborted) throw new Interrupted("interrupted while a file was copied");
        const { bytesRead } = await handle.read(block, 0, Math.min(BLOCK_BYTES, before.size - at), at);
        if (bytesRead === 0) break;
        await sink.write(block.subarray(0, bytesRead));
        progress.bytes(bytesRead);
        at += bytesRead;
      }
      const after = await handle.stat();
      const growing = after.size !== before.size || after.mtimeMs !== before.mtimeMs;
      const shrunk = sink.bytes < before.size;
      if (shrunk) {
        const reason = `${file.path} had ${counted(before.size, "byte")} and lost some while it was copied (rotated in place?)`;
        const remedy = "run the same command again, and give the rotated file too";
        unit.note(
          appEntry(file.service, {
            state: "partial",
            code: "SHORT",
            reason,
            consequence: unseen(file.service),
            remedy,
          }),
        );
      }
      await sink.commit({
        declaredSize: before.size,
        growing,
        origin: { call: "file", parameters: { path: file.path }, ...(path.endsWith(`/${name}`) ? {} : { name }) },
        acquired: { from: isoOf(fromMs), to: isoOf(aws.nowMs()), requestIds: [], attempts: 1 },
      });
      return growing ? "again" : "final";
    } finally {
      await handle.close();
    }
  } catch (error) {
    await sink.discard();
    if (error instanceof DiskFull || error instanceof Interrupted || !isOfSystem(error)) throw error;
    keepFormer(unit);
    unit.note(unreadable(file.path, error.message, file.service));
    return "again";
  }
}

function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === "string";
}
