import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * Where this user's caches belong, by the custom of the system: `$XDG_CACHE_HOME/postmortem` or `~/.cache/postmortem`,
 * `~/Library/Caches/postmortem` on macOS, `%LOCALAPPDATA%\postmortem\Cache` on Windows. Null where there is no home.
 */
export function cachePlace(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string | null {
  const xdg = env["XDG_CACHE_HOME"] ?? "";
  // The specification of XDG: a path that is not absolute is to be ignored.
  if (isAbsolute(xdg)) return join(xdg, "postmortem");
  const local = env["LOCALAPPDATA"] ?? "";
  if (platform === "win32" && local !== "") return join(local, "postmortem", "Cache");
  if (!isAbsolute(home)) return null;
  return platform === "darwin" ? join(home, "Library", "Caches", "postmortem") : join(home, ".cache", "postmortem");
}

/** {@link cachePlace} of this process. */
export function ownCachePlace(): string | null {
  let home = "";
  try {
    home = homedir();
  } catch {
    // No entry in the user database and no HOME, as in some containers.
  }
  return cachePlace(process.env, process.platform, home);
}
