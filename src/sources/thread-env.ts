import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";

/**
 * What threads are given of the environment: nothing, but where this program's compiled code is kept, if it is. Compiling
 * it again takes a thread 0.1 s.
 */
export function threadEnv(): Readonly<Record<string, string>> {
  const folder = getCompileCacheDir();
  // Each version of Node.js has a folder of its own in the one that is named.
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}
