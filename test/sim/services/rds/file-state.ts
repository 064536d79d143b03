/** What a log file becomes as it is read: it grows, its name comes to mean other bytes, or it goes. */
import { SimError } from "../../service.ts";
import type { Instance, LazyBytes, LogFile, World } from "../../world.ts";
import { findInstance } from "./find.ts";

const reads = new WeakMap<LogFile, number>();
const CANNOT_READ = new Set(["stopped", "stopping", "starting", "creating", "inaccessible-encryption-credentials"]);

/** An instance whose logs can be asked for. @throws {SimError} DBInstanceNotFound, DBInstanceNotReady */
export function readableInstance(world: World, name: string): Instance {
  const instance = findInstance(world, name);
  if (CANNOT_READ.has(instance.status))
    throw new SimError("DBInstanceNotReady", `DBInstance ${instance.id} is ${instance.status}, not available.`);
  return instance;
}

/** @throws {SimError} DBLogFileNotFoundFault */
export function findLogFile(instance: Instance, name: string): LogFile {
  const found = instance.logs.find((file) => file.name === name);
  if (found === undefined)
    throw new SimError("DBLogFileNotFoundFault", `DBLog File: ${name}, is not found on the DB instance`, 404);
  return found;
}

/**
 * Counts a read (a listing that names the file, a portion, a REST download) and does what the file's modes want after it.
 * Call it when the answer of this read holds its bytes already.
 */
export function countRead(file: LogFile, instance: Instance, world: World): void {
  const count = (reads.get(file) ?? 0) + 1;
  reads.set(file, count);
  const { grows, rotates } = file.modes;
  if (grows?.afterReads === count) {
    file.bytes = joined(file.bytes, grows.bytes);
    file.lastWritten = world.now();
  }
  if (rotates?.afterReads === count) {
    if (rotates.bytes === null) instance.logs.splice(instance.logs.indexOf(file), 1);
    else file.bytes = rotates.bytes;
    file.lastWritten = world.now();
  }
}

function joined(before: Buffer | LazyBytes, more: Buffer): Buffer | LazyBytes {
  if (Buffer.isBuffer(before)) return Buffer.concat([before, more]);
  const edge = before.length;
  return {
    length: edge + more.length,
    slice: (start: number, end: number) =>
      Buffer.concat([
        start < edge ? before.slice(start, Math.min(end, edge)) : Buffer.alloc(0),
        more.subarray(Math.max(0, start - edge), Math.max(0, end - edge)),
      ]),
  };
}

/** A part of the file's bytes, whichever way it is kept. */
export function sliceOf(bytes: Buffer | LazyBytes, start: number, end: number): Buffer {
  if (Buffer.isBuffer(bytes)) return bytes.subarray(start, end);
  return start >= bytes.length ? Buffer.alloc(0) : bytes.slice(start, Math.min(end, bytes.length));
}
