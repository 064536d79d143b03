import { purgeCache } from "../sources/index.ts";
import { escapeTerminal } from "../text/index.ts";
import { ownCachePlace } from "./cache-place.ts";
import { sizeText } from "./collect-progress.ts";
import { purgeCompiledCode } from "./compile-cache.ts";
import { Exit, UserError } from "./exit.ts";
import { writeAll } from "./output.ts";

/** `postmortem purge`: removes what earlier runs kept to be faster. Evidence is never among it. */
export async function purgeCommand({ dryRun = false }: { readonly dryRun?: boolean }): Promise<Exit> {
  const folder = ownCachePlace();
  if (folder === null) throw new UserError("there is no home folder, and so no cache", "Set XDG_CACHE_HOME.");
  const place = escapeTerminal(folder);
  const { trouble, files, bytes } = purged(folder, dryRun);
  if (trouble !== null && trouble !== "missing")
    throw new UserError(`${place} is ${trouble}: it is not used as a cache, and nothing in it was touched`);
  const amount = `${files} ${files === 1 ? "file" : "files"}, ${sizeText(bytes)}`;
  await writeAll(
    process.stdout,
    files === 0 ? `nothing is kept in ${place}\n` : `${dryRun ? "would remove" : "removed"} ${amount} from ${place}\n`,
  );
  return Exit.ok;
}

function purged(folder: string, dryRun: boolean): ReturnType<typeof purgeCache> {
  try {
    const kept = purgeCache(folder, true);
    if (kept.trouble !== null) return kept;
    const code = purgeCompiledCode(folder, dryRun);
    if (!dryRun) purgeCache(folder, false);
    return { trouble: null, files: kept.files + code.files, bytes: kept.bytes + code.bytes };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`the cache could not be removed: ${escapeTerminal(reason)}`, null, { cause: error });
  }
}
