import { readFileSync } from "node:fs";
import { type BlobCache, cacheFolder } from "../sources/index.ts";
import { ownCachePlace } from "./cache-place.ts";

/** Which build this is; null when it runs from its sources, which may have been changed since the last run. */
function buildId(): string | null {
  try {
    return readFileSync(new URL("./build-id.txt", import.meta.url), "utf8").trim() || null;
  } catch {
    return null;
  }
}

/** What earlier runs of this build kept; null when none is wanted (`--no-cache`, `POSTMORTEM_CACHE=off`) or possible. */
export function openCache(wanted: boolean): BlobCache | null {
  if (!wanted || process.env["POSTMORTEM_CACHE"] === "off") return null;
  const [folder, build] = [ownCachePlace(), buildId()];
  return folder === null || build === null ? null : cacheFolder({ folder, build, nowMs: Date.now });
}
