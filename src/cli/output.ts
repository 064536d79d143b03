import { once } from "node:events";
import { createWriteStream, renameSync, rmSync, writeFileSync } from "node:fs";
import type { Writable } from "node:stream";
import { UserError } from "./exit.ts";

/**
 * Writes to a stream and waits until it took the text; rejects when the reader went away. A pipe's buffer is never
 * filled without bound.
 */
export async function writeAll(stream: Writable, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.write(text, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
  if (stream.writableNeedDrain) await once(stream, "drain");
}

/**
 * Writes a whole file beside its name and renames it, so that a full disk leaves no half report behind.
 *
 * @throws {UserError} when the place cannot be written
 */
export function writeWhole(path: string, text: string): void {
  if (isDevice(path)) {
    writeFileSync(path, text);
    return;
  }
  const part = partOf(path);
  try {
    writeFileSync(part, text, { mode: 0o600 });
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw notWritten(path, error);
  }
}

/**
 * The same for text that comes in pieces and is never whole in memory. Not even a part is left when `pieces` fail, or
 * when `signal` ends it.
 *
 * @returns false when `signal` ended it
 * @throws {UserError} when the place cannot be written; what `pieces` throw stays what it is
 */
export async function streamWhole(path: string, pieces: AsyncIterable<string>, signal: AbortSignal): Promise<boolean> {
  const part = isDevice(path) ? path : partOf(path);
  const stream = createWriteStream(part, { mode: 0o600 });
  let trouble: unknown = null;
  const closed = new Promise<void>((resolve) => {
    stream.once("error", (error) => {
      trouble = error;
    });
    stream.once("close", resolve);
  });
  const drained = (): Promise<unknown> => Promise.race([once(stream, "drain").catch(() => null), closed]);
  let whole = false;
  try {
    for await (const piece of pieces) {
      if (signal.aborted || trouble !== null) break;
      if (!stream.write(piece)) await drained();
    }
    whole = !signal.aborted;
  } finally {
    if (whole) stream.end();
    else stream.destroy();
    await closed;
    whole &&= trouble === null;
    if (!whole && part !== path) rmSync(part, { force: true });
  }
  if (trouble !== null) throw notWritten(path, trouble);
  if (whole && part !== path) {
    try {
      renameSync(part, path);
    } catch (error) {
      rmSync(part, { force: true });
      throw notWritten(path, error);
    }
  }
  return whole;
}

function isDevice(path: string): boolean {
  return path.startsWith("/dev/");
}

function partOf(path: string): string {
  return `${path}.${process.pid}.part`;
}

function notWritten(path: string, error: unknown): UserError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UserError(`${path} could not be written: ${reason}`, "Give another place, or '-' for standard output.", {
    cause: error,
  });
}
