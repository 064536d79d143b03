import { isUtf8 } from "node:buffer";

/** A session's peer as the prefix shows it. */
export interface SessionNames {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

/** Bytes as text: UTF-8 where all of it is, Latin-1 otherwise (a database's own encoding reaches the log untouched). */
export function textOf(buffer: Buffer, start: number, end: number): string {
  const bytes = buffer.subarray(start, end);
  return bytes.toString(isUtf8(bytes) ? "utf8" : "latin1");
}

/** Splits `%r:%u@%d` into its parts; `[local]`, names with hyphens and IPv6 addresses included. */
export function splitWho(who: string): SessionNames {
  // Kerberos users are `name@REALM`; databases with an `@` are not known in the wild.
  const at = who.lastIndexOf("@");
  const left = at === -1 ? who : who.slice(0, at);
  const database = at === -1 ? "" : who.slice(at + 1);
  // The host ends with `(port)`, which an IPv6 address needs: it has colons of its own. `[local]` has no port.
  const paren = /^[^()]*\(\d+\):/.exec(left)?.[0].length;
  const colon = paren === undefined ? left.indexOf(":") : paren - 1;
  const remote = colon === -1 ? "" : left.slice(0, colon).trim();
  const user = (colon === -1 ? left : left.slice(colon + 1)).trim();
  const open = paren === undefined ? -1 : remote.lastIndexOf("(");
  if (open === -1) return { host: remote, port: 0, user, database };
  return { host: remote.slice(0, open), port: Number.parseInt(remote.slice(open + 1), 10), user, database };
}
