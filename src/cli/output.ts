import { once } from "node:events";
import { renameSync, rmSync, writeFileSync } from "node:fs";
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
  if (path === "/dev/null" || path.startsWith("/dev/")) {
    writeFileSync(path, text);
    return;
  }
  const part = `${path}.${process.pid}.part`;
  try {
    writeFileSync(part, text, { mode: 0o600 });
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${path} could not be written: ${reason}`, "Give another place, or '-' for standard output.", {
      cause: error,
    });
  }
}
