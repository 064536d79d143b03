import { getServers } from "node:dns";
import { Interrupted } from "../calls.ts";
import { askServer, type DnsRecord, type DnsReply, type DnsServer, plainName } from "./dns-question.ts";

/** How a name resolved, as one resolver told it. */
export interface Resolution {
  readonly name: string;
  /** Null when no resolver answered. */
  readonly resolver: string | null;
  /** `NOERROR`, `NXDOMAIN`, …; what failed last when no resolver answered. */
  readonly result: string;
  readonly authoritative: boolean;
  /** From the name on, each pointing to the next. */
  readonly chain: readonly { readonly name: string; readonly to: string; readonly ttlSeconds: number }[];
  /** A and AAAA of the chain's end. */
  readonly addresses: readonly string[];
  /** Of the name itself: of its CNAME, or of its addresses when it has none. Null when it does not exist. */
  readonly ttlSeconds: number | null;
}

/** How names are asked for; everything is injectable for tests. */
export interface ResolveOptions {
  readonly servers: readonly DnsServer[];
  readonly timeoutMs: number;
  /** Times every server is asked, as resolv.conf's `attempts`. */
  readonly tries: number;
  readonly signal: AbortSignal;
}

/** As resolv.conf(5): the first three, two seconds here instead of five. */
export function systemResolver(signal: AbortSignal): ResolveOptions {
  return { servers: getServers().slice(0, 3).map(serverOf), timeoutMs: 2000, tries: 2, signal };
}

/** `10.0.0.2`, `10.0.0.2:5353`, `fe80::1%eth0`, `[fe80::1]:5353`, as `dns.getServers()` writes them. */
export function serverOf(text: string): DnsServer {
  const found = /^\[([^\]]+)\](?::(\d+))?$/.exec(text) ?? /^([\d.]+):(\d+)$/.exec(text);
  return { address: found?.[1] ?? text, port: Number(found?.[2] ?? 53) };
}

/** RFC 1034: a longer chain, or one that comes back to itself, ends nowhere. */
const MAX_CHAIN = 16;

/** Resolves a name: its chain of CNAMEs with the TTLs that node's own resolver hides, and its addresses. */
export async function resolveName(written: string, options: ResolveOptions): Promise<Resolution> {
  const name = plainName(written);
  const [v4, v6] = await Promise.all([lookUp(name, "A", options), lookUp(name, "AAAA", options)]);
  const told = v4.resolver !== null ? v4 : v6;
  // Of two answers the one that reached addresses names the chain: an instance has no AAAA.
  const chain = v4.chain.length >= v6.chain.length ? v4.chain : v6.chain;
  const addresses = [...new Set([...v4.addresses, ...v6.addresses].map(({ data }) => data))].toSorted();
  const ttls = [...v4.addresses, ...v6.addresses].map(({ ttlSeconds }) => ttlSeconds);
  const own = chain[0]?.ttlSeconds ?? (ttls.length === 0 ? null : Math.min(...ttls));
  return {
    name,
    resolver: told.resolver,
    result: told.result,
    authoritative: told.authoritative,
    chain,
    addresses,
    ttlSeconds: own,
  };
}

interface Walked {
  readonly resolver: string | null;
  readonly result: string;
  readonly authoritative: boolean;
  readonly chain: Resolution["chain"];
  readonly addresses: readonly DnsRecord[];
}

/** One type of address. Where an answer ends with a CNAME, its target is asked for in turn. */
async function lookUp(name: string, type: "A" | "AAAA", options: ResolveOptions): Promise<Walked> {
  const chain: Resolution["chain"][number][] = [];
  let at = name;
  let first: Answer | null = null;
  for (;;) {
    const answer = await askServers(at, type, options);
    first ??= answer;
    const records = answer.reply?.records ?? [];
    const before = chain.length;
    for (;;) {
      const next = records.find((record) => record.type === "CNAME" && record.name === at);
      if (next === undefined || chain.length >= MAX_CHAIN || chain.some((link) => link.name === at)) break;
      chain.push({ name: at, to: next.data, ttlSeconds: next.ttlSeconds });
      at = next.data;
    }
    const addresses = records.filter((record) => record.type === type && record.name === at);
    // Answers without addresses say NXDOMAIN for the end of the chain: then there is nothing behind it.
    // A chain without AAAA is the common case: whoever follows chains itself found none.
    const open = type === "A" || answer.reply?.recursive === false;
    const more = open && addresses.length === 0 && chain.length > before && chain.length < MAX_CHAIN && !looped(chain);
    if (more && answer.reply?.rcode === "NOERROR") continue;
    const result = answer.reply?.rcode ?? answer.trouble;
    return { resolver: first.server, result, authoritative: first.reply?.authoritative ?? false, chain, addresses };
  }
}

function looped(chain: Resolution["chain"]): boolean {
  return chain.some(({ name }) => name === chain.at(-1)?.to);
}

interface Answer {
  readonly server: string | null;
  readonly reply: DnsReply | null;
  readonly trouble: string;
}

/** In turn until one says yes or no; `SERVFAIL` and `REFUSED` are neither. */
async function askServers(name: string, type: "A" | "AAAA", options: ResolveOptions): Promise<Answer> {
  const { servers, tries, timeoutMs, signal } = options;
  let last: Answer = { server: null, reply: null, trouble: "this machine has no resolver" };
  for (let attempt = 0; attempt < tries; attempt++) {
    for (const server of servers) {
      try {
        const reply = await askServer(server, name, type, timeoutMs, signal);
        const answer = { server: shown(server), reply, trouble: reply.rcode };
        if (reply.rcode === "NOERROR" || reply.rcode === "NXDOMAIN") return answer;
        last = answer;
      } catch (error) {
        if (signal.aborted) throw new Interrupted("interrupted", { cause: error });
        const trouble = error instanceof Error ? error.message : String(error);
        if (last.reply === null) last = { server: null, reply: null, trouble: `${shown(server)}: ${trouble}` };
      }
    }
  }
  return last;
}

function shown({ address, port }: DnsServer): string {
  return port === 53 ? address : address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
