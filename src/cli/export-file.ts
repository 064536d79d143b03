import { once } from "node:events";
import { createWriteStream, rmSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { UserError } from "./exit.ts";

/** More exports of one case lie in no folder. */
const MOST = 1000;

/**
 * Where exports go: beside the case and not into it, where they would be read as evidence; the working folder when the
 * case is several paths.
 */
export function exportPlace(paths: readonly string[]): { readonly folder: string; readonly name: string } {
  const [path = ".", ...others] = paths;
  if (others.length > 0 || path === "-") return { folder: resolve("."), name: "postmortem" };
  const whole = resolve(path);
  return { folder: dirname(whole), name: basename(whole) || "postmortem" };
}

/**
 * Writes a new file `<name>-selection.<format>`, numbered when there is one; half a file is not left behind.
 *
 * @returns its path, as seen from the working folder
 * @throws {UserError} when it cannot be written
 */
export async function exportFile(
  { folder, name }: ReturnType<typeof exportPlace>,
  format: string,
  pieces: AsyncIterable<string>,
): Promise<string> {
  const path = freePath(folder, name, format);
  // A name that appeared since is somebody else's.
  const stream = createWriteStream(path, { flags: "wx", mode: 0o600 });
  const failed = new Promise<never>((_done, fail) => {
    stream.once("error", fail);
  });
  try {
    await Promise.race([once(stream, "open"), failed]);
    for await (const piece of pieces) {
      if (!stream.write(piece)) await Promise.race([once(stream, "drain"), failed]);
    }
    stream.end();
    await Promise.race([once(stream, "finish"), failed]);
  } catch (error) {
    stream.destroy();
    if (!stream.pending) rmSync(path, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`not written: ${reason}`, null, { cause: error });
  }
  return relative(".", path);
}

function freePath(folder: string, name: string, format: string): string {
  for (let number = 1; number < MOST; number++) {
    const path = join(folder, `${name}-selection${number === 1 ? "" : `-${number}`}.${format}`);
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return path;
  }
  throw new UserError(`there are ${MOST} exports of ${name} already`);
}
