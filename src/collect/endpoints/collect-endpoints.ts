import { setTimeout as wait } from "node:timers/promises";
import type { AcquisitionEntry, Kept } from "../case-store.ts";
import { Interrupted } from "../calls.ts";
import type { CollectContext } from "../context.ts";
import { iso } from "../iso.ts";
import { oneLine, counted } from "../words.ts";
import { documentText, writeDocument } from "../measures/write-document.ts";
import { type EndpointName, endpointNames } from "./endpoint-names.ts";
import type { FoundProxy } from "./proxies.ts";
import { type Resolution, resolveName, systemResolver } from "./resolve.ts";

/** What tests put in the place of this machine's resolvers. */
export interface EndpointOptions {
  readonly proxies?: readonly FoundProxy[];
  readonly resolve?: (name: string) => Promise<Resolution>;
  readonly wait?: (ms: number, value: undefined, options: { readonly signal: AbortSignal }) => Promise<unknown>;
}

const PATH = "endpoints.json";
const AT_ONCE = 8;
/** Aurora's zones have 5 s (DOMAIN §5.1): what is left of that is waited for, a longer TTL is not. */
const REASK_SECONDS = 10;
const CONSEQUENCE =
  "whether an endpoint pointed to the wrong instance, and how long DNS may keep an answer, is not shown";

/**
 * How every endpoint resolves now, as this machine sees it: chain of CNAMEs, TTL, addresses. It is a snapshot: what the
 * names pointed to during the incident is past. A former run's snapshot is nearer to it and stays.
 *
 * @param extraNames host names of the configuration (a name of one's own in front of the cluster's)
 */
export async function collectEndpoints(
  context: CollectContext,
  extraNames: readonly string[],
  options: EndpointOptions = {},
): Promise<void> {
  const { store, progress, target, signal } = context;
  const proxies = (options.proxies ?? []).map(({ endpoint }) => endpoint);
  const { names, refused } = endpointNames(target, proxies, extraNames);
  for (const name of refused) store.note(refusedEntry(name));
  if (names.length === 0) return;
  const system = systemResolver(signal);
  const resolve = options.resolve ?? ((name: string) => resolveName(name, system));
  const pause = async (ms: number): Promise<void> => {
    await (options.wait ?? wait)(ms, undefined, { signal }).catch((error: unknown) => {
      throw signal.aborted ? new Interrupted("interrupted", { cause: error }) : error;
    });
  };
  progress.step(`addresses of ${counted(names.length, "endpoint")}`);
  const key = names.map(keyOf).join(", ");
  const { kept, reused } = await store.unit("endpoints", key, async (unit) => {
    if (unit.former !== null && holdsAll(unit.former, names)) {
      unit.keep(PATH);
      for (const entry of unit.former.entries) unit.note(entry);
      return "final";
    }
    const fromMs = context.aws.nowMs();
    const found = await inTurn(names, async (endpoint): Promise<Timed> => {
      const resolution = await longest(endpoint, resolve, pause);
      return { ...resolution, atMs: context.aws.nowMs() };
    });
    const answered = found.filter(({ resolver }) => resolver !== null);
    const document = {
      note: "how these names resolved when they were collected, as the machine that collected saw it; not what clients saw during the incident",
      endpoints: names.map((endpoint, i) => record(endpoint, found[i])),
    };
    const acquired = { from: iso(fromMs), to: iso(context.aws.nowMs()), requestIds: [], attempts: 1 };
    const origin = { call: "DNS", parameters: { names: names.length } };
    await writeDocument(context, unit, PATH, documentText(document), { origin, acquired });
    unit.note(outcome(names.length, found));
    return answered.length > 0 ? "final" : "again";
  });
  if (reused) for (const { path } of kept.files) progress.file(path, true);
}

function keyOf({ name, type }: EndpointName): string {
  return `${type} ${name}`;
}

/** An earlier snapshot told all of these, and more: proxies that are gone or denied by now. */
function holdsAll({ key, files, entries }: Kept, names: readonly EndpointName[]): boolean {
  const known = new Set(key.split(", "));
  const whole = files.some(({ path }) => path === PATH) && entries.every(({ state }) => state === "complete");
  return whole && names.every((name) => known.has(keyOf(name)));
}

type Timed = Resolution & { readonly atMs: number; readonly asked: number };

/**
 * A cache tells what is left of a TTL. Asked again when that is over, it tells nearly all of it; the longer of the two is
 * kept, for a TTL that is too short makes an honest client look stale.
 */
async function longest(
  { name, type }: EndpointName,
  resolve: (name: string) => Promise<Resolution>,
  pause: (ms: number) => Promise<void>,
): Promise<Omit<Timed, "atMs">> {
  const first = await resolve(name);
  const { ttlSeconds, authoritative } = first;
  const moves = type !== "instance" && type !== "proxy";
  if (!moves || ttlSeconds === null || authoritative || ttlSeconds > REASK_SECONDS) return { ...first, asked: 1 };
  await pause(ttlSeconds * 1000 + 500);
  const second = await resolve(name);
  if (second.resolver === null) return { ...first, asked: 1 };
  return { ...second, ttlSeconds: Math.max(ttlSeconds, second.ttlSeconds ?? 0), asked: 2 };
}

function record({ name, type }: EndpointName, found: Timed | undefined): unknown {
  const { chain = [], addresses = [], ttlSeconds = null, resolver = null } = found ?? {};
  return {
    name,
    type,
    ...(found === undefined ? {} : { time: iso(found.atMs) }),
    cname: chain.map(({ to }) => to),
    ttl: ttlSeconds,
    ttlIs: ttlSeconds === null ? null : ttlMeaning(found),
    addresses,
    chain: chain.map((link) => ({ from: link.name, to: link.to, ttl: link.ttlSeconds })),
    result: found?.result ?? "not asked",
    resolver,
  };
}

function ttlMeaning(found: Timed | undefined): string {
  if (found?.authoritative === true) return "the zone's own";
  return found?.asked === 2
    ? "the longer of two answers of a cache, the second asked for when the first had run out: the zone's own or a second less"
    : "what was left of it in the resolver's cache: the zone's own may be longer";
}

function outcome(count: number, found: readonly Timed[]): AcquisitionEntry {
  const answered = found.filter(({ resolver }) => resolver !== null).length;
  const base = { source: "endpoints", subject: "DNS", call: null, remedy: null, runAgainAfter: null } as const;
  if (answered === count) {
    const missing = found.filter(({ result }) => result === "NXDOMAIN").map(({ name }) => name);
    const gone = missing.length === 0 ? "" : `; ${missing.slice(0, 3).join(", ")} did not exist`;
    return {
      ...base,
      state: "complete",
      code: null,
      reason: `${counted(count, "name")} asked for${gone}`,
      consequence: null,
    };
  }
  const why = found.find(({ resolver }) => resolver === null)?.result ?? "";
  return {
    ...base,
    state: "absent",
    code: "NO_RESOLVER",
    reason: `this machine's resolvers answered for ${answered} of ${count} names (${oneLine(why)}): that is this machine's view, no evidence of AWS is missing`,
    consequence: CONSEQUENCE,
    remedy: "run collect where the applications run, in the cluster's VPC",
  };
}

function refusedEntry(name: string): AcquisitionEntry {
  return {
    source: "endpoints",
    subject: oneLine(name),
    state: "absent",
    code: "NO_HOST_NAME",
    call: null,
    reason: "it is no host name, so nobody was asked for it",
    consequence: null,
    remedy: "write the name without scheme, user, path and database",
    runAgainAfter: null,
  };
}

/** Some at a time; when none of those got an answer there is no resolver, and waiting for the rest tells nothing. */
async function inTurn(
  names: readonly EndpointName[],
  work: (each: EndpointName) => Promise<Timed>,
): Promise<readonly Timed[]> {
  const found: Timed[] = [];
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const some = await Promise.all(names.slice(at, at + AT_ONCE).map(work));
    found.push(...some);
    if (some.every(({ resolver }) => resolver === null)) break;
  }
  return found;
}
