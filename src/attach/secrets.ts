import { Refused } from "./refused.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * The first of these variables that is set. Tokens come from the environment or a tool's own login, never from the
 * command line, which everybody on the machine can read.
 *
 * @throws {Refused} when it holds what cannot be sent in a header; its value is not shown
 */
export function secretOf(env: Surroundings["env"], names: readonly string[]): string | null {
  for (const name of names) {
    const value = env[name]?.trim();
    if (value === undefined || value === "") continue;
    return sendable(value, name);
  }
  return null;
}

/** @throws {Refused} when the secret cannot be sent in a header: fetch's own error would quote it */
export function sendable(value: string, name: string): string {
  if (/^[\u0021-\u007e]+$/.test(value)) return value;
  throw new Refused(`${name} holds characters that no token has`, "Set it anew, without spaces and line feeds inside.");
}

/** Takes secrets out of text that is shown: errors may quote what was sent. */
export type Hide = (text: string) => string;

/** @param secrets as they are; the forms in which they travel are hidden too */
export function hiding(secrets: readonly string[]): Hide {
  const forms = secrets
    .filter((secret) => secret !== "")
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")])
    .sort((a, b) => b.length - a.length);
  return (text) => forms.reduce((shown, form) => shown.replaceAll(form, "[token]"), text);
}
