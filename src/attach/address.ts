import { Refused } from "./refused.ts";

/** Addresses of this very machine: the only ones that may be asked without TLS. */
const loopback: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);

/**
 * Where a service is asked, without a slash at the end.
 *
 * @param name the variable it comes from
 * @throws {Refused} when a token sent there could be read on the way, or the address carries credentials of its own
 */
export function serviceAddress(text: string, name: string): URL {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch (error) {
    throw new Refused(`${name} is no address`, "Write it as https://host or https://host/path.", { cause: error });
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw new Refused(
      `${name} holds more than a host and a path`,
      "Leave out user, password, query and fragment; tokens have variables of their own.",
    );
  requireTls(url, name);
  url.pathname = url.pathname.replace(/\/+$/, "");
  return url;
}

/** @throws {Refused} unless https, or this very machine */
export function requireTls(url: URL, name: string): void {
  if (url.protocol === "https:") return;
  if (url.protocol === "http:" && loopback.has(url.hostname)) return;
  throw new Refused(`${name} is not https: the token could be read on the way`, null);
}
