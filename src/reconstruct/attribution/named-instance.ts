import type { AttributionSource } from "../../model/index.ts";
import type { InstanceAddresses } from "./instance-addresses.ts";

/** An instance that a client's text names, and how. */
export interface NamedInstance {
  readonly instance: string;
  readonly by: Exclude<AttributionSource, "server-line">;
}

/** An address with its port, as drivers write them: `1.2.3.4:5432`, `(1.2.3.4), port 5432`, `('1.2.3.4', 5432)`. */
const address = /(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?:(?::|\)?"?\)?, port |', )(\d{1,5})\b)?(?![\d.]*\d)/g;

/** `<name>.<id>.<region>.rds.amazonaws.com`: the second label of other endpoints says what they are. */
const endpoint =
  /(?<![\w.-])([a-z][a-z0-9-]{0,62})\.(?!cluster-|proxy-)[a-z0-9]{4,40}\.[a-z0-9-]{4,30}\.rds\.amazonaws\.com(?:\.cn)?/g;

/** AWS drivers and wrappers (APPS §1.7) on errors of the instance they name. */
const wrapper: readonly RegExp[] = [
  /The new writer was identified to be '([^'\n]{1,255})', but querying the instance/g,
  /Writer failover unexpectedly connected to a reader: '?([^\s',]{1,255})/g,
  /(?<![\w.-])([\w.-]{1,255}?)(?::\d{1,5}\/?)?'? did not have the requested '?[A-Za-z]{6}/g,
  /\bHost '?([\w.-]{1,255}?)(?::\d{1,5}\/?)?'? is \*(?:dead|not \*?responding)/g,
  /\bHostSpec(?:@\w{1,16})?\s?\[host=([\w.-]{1,255})/g,
];

/** The instance an error's text names, by the best of address, host name and wrapper's wording; null for none or several. */
export function namedInstance(
  text: string,
  addresses: InstanceAddresses,
  known: ReadonlySet<string>,
): NamedInstance | null {
  const byAddress = only(
    [...text.matchAll(address)].map(([, ip, port]) => addresses.get(`${ip}:${port}`) ?? addresses.get(`${ip}`) ?? null),
  );
  if (byAddress !== null) return { instance: byAddress, by: "address" };
  const byName = only([...text.matchAll(endpoint)].map(([, name]) => instanceOf(name, known)));
  if (byName !== null) return { instance: byName, by: "host-name" };
  const byWording = only(
    wrapper.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => instanceOf(name, known))),
  );
  return byWording === null ? null : { instance: byWording, by: "wrapper-text" };
}

/** An instance by its id or by an endpoint of its own. */
function instanceOf(name: string | undefined, known: ReadonlySet<string>): string | null {
  if (name === undefined || /\.(?:cluster|proxy)-/.test(name)) return null;
  const first = name.split(".", 1)[0] ?? "";
  return known.has(first) ? first : null;
}

function only(found: readonly (string | null)[]): string | null {
  const names = new Set(found.filter((each) => each !== null));
  return names.size === 1 ? ([...names][0] ?? null) : null;
}
