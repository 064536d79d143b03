import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { shellWord } from "./shell-word.ts";

/** A role's profile names the one it is assumed with; a longer chain is a ring. */
const MAX_SOURCES = 8;

/**
 * The command that signs in anew, where the credentials in use are those of IAM Identity Center; null where they are
 * others, or that cannot be told.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
 *
 * @param profile as given; null: that of the environment, else `default`
 */
export function ssoLogin(profile: string | null, env: NodeJS.ProcessEnv): string | null {
  const named = profile ?? (env["AWS_PROFILE"] || null);
  // Keys in the environment come before the default profile, and after a profile that is named.
  if (named === null && env["AWS_ACCESS_KEY_ID"]) return null;
  let name = named ?? "default";
  const profiles = readProfiles(env["AWS_CONFIG_FILE"] || join(env["HOME"] || homedir(), ".aws", "config"));
  for (let hop = 0; hop < MAX_SOURCES; hop++) {
    const settings = profiles.get(name);
    if (settings === undefined) return null;
    if (settings.has("sso_session") || settings.has("sso_start_url"))
      return `aws sso login${name === "default" ? "" : ` --profile ${shellWord(name)}`}`;
    name = settings.get("source_profile") ?? "";
  }
  return null;
}

/** The profiles of an AWS configuration file; none when it cannot be read. */
function readProfiles(file: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const profiles = new Map<string, Map<string, string>>();
  let current: Map<string, string> | null = null;
  for (const line of textOf(file).split(/\r?\n/)) {
    const section = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1];
    if (section !== undefined) {
      const name = section === "default" ? section : /^profile\s+["']?([^"']+)["']?$/.exec(section)?.[1];
      current = name === undefined ? null : (profiles.get(name) ?? new Map<string, string>());
      if (name !== undefined && current !== null) profiles.set(name, current);
      continue;
    }
    const setting = /^([a-z_]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (setting !== null) current?.set(setting[1] ?? "", setting[2] ?? "");
  }
  return profiles;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
