import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { isIPv6, Socket } from "node:net";
import * as packet from "dns-packet";

/** A resolver this machine is set to ask. */
export interface DnsServer {
  readonly address: string;
  readonly port: number;
}

/** A record of an answer; the owner's and target's names in lower case, without the last dot. */
export interface DnsRecord {
  readonly name: string;
  readonly type: "A" | "AAAA" | "CNAME";
  /** As the resolver says it: what is left of it where the answer is out of a cache. */
  readonly ttlSeconds: number;
  readonly data: string;
}

export interface DnsReply {
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL`, `REFUSED` … */
  readonly rcode: string;
  /** The answer is the zone's own, not out of a cache. */
  readonly authoritative: boolean;
  /** It follows chains itself. */
  readonly recursive: boolean;
  readonly records: readonly DnsRecord[];
}

/** Asks one server once: UDP, and TCP where the answer did not fit. Throws when nothing usable comes in time. */
export async function askServer(
  server: DnsServer,
  name: string,
  type: "A" | "AAAA",
  timeoutMs: number,
  signal: AbortSignal,
): Promise<DnsReply> {
  const question = { name, type, class: "IN" } as const;
  const id = randomInt(0, 65_536);
  const bytes = packet.encode({ type: "query", id, flags: packet.RECURSION_DESIRED, questions: [question] });
  const isReply = (reply: packet.DecodedPacket): boolean =>
    reply.flag_qr && reply.id === id && sameQuestion(reply.questions?.[0], name, type);
  const all = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const short = await overUdp(server, bytes, isReply, all);
  return replyOf(short.flag_tc ? await overTcp(server, bytes, isReply, all) : short);
}

function sameQuestion(asked: packet.Question | undefined, name: string, type: string): boolean {
  return asked?.type === type && plainName(asked.name) === plainName(name);
}

type IsReply = (reply: packet.DecodedPacket) => boolean;

function overUdp(
  { address, port }: DnsServer,
  bytes: Buffer,
  isReply: IsReply,
  signal: AbortSignal,
): Promise<packet.DecodedPacket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(withoutZone(address)) ? "udp6" : "udp4");
    let open = true;
    const end = (settle: () => void): void => {
      if (!open) return;
      open = false;
      signal.removeEventListener("abort", onAbort);
      socket.close();
      settle();
    };
    const onAbort = (): void => end(() => reject(new Error("no answer in time")));
    if (signal.aborted) return end(() => reject(new Error("no answer in time")));
    signal.addEventListener("abort", onAbort);
    socket.on("error", (error) => end(() => reject(error)));
    // What is not our answer (forged, late, damaged) is passed over: the right one may still come.
    socket.on("message", (message) => {
      const reply = decoded(message);
      if (reply !== null && isReply(reply)) end(() => resolve(reply));
    });
    // Connected: datagrams of others do not arrive, and a closed port is told instead of waited for.
    socket.connect(port, address, () => socket.send(bytes));
  });
}

function overTcp(
  { address, port }: DnsServer,
  bytes: Buffer,
  isReply: IsReply,
  signal: AbortSignal,
): Promise<packet.DecodedPacket> {
  return new Promise((resolve, reject) => {
    const socket = new Socket();
    let got: Buffer = Buffer.alloc(0);
    const end = (settle: () => void): void => {
      signal.removeEventListener("abort", onAbort);
      socket.destroy();
      settle();
    };
    const onAbort = (): void => end(() => reject(new Error("no answer in time")));
    if (signal.aborted) return end(() => reject(new Error("no answer in time")));
    signal.addEventListener("abort", onAbort);
    socket.on("error", (error) => end(() => reject(error)));
    socket.on("close", () => end(() => reject(new Error("the connection was closed before the answer"))));
    socket.on("data", (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      // Two bytes of length go before (RFC 1035 §4.2.2), so it never grows beyond 64 KiB.
      const length = got.length < 2 ? Number.POSITIVE_INFINITY : got.readUInt16BE(0);
      if (got.length < length + 2) return;
      const reply = decoded(got.subarray(2, length + 2));
      if (reply !== null && isReply(reply)) end(() => resolve(reply));
      else end(() => reject(new Error("the answer over TCP is damaged")));
    });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    socket.connect(port, address, () => socket.write(Buffer.concat([length, bytes])));
  });
}

function decoded(message: Buffer): packet.DecodedPacket | null {
  try {
    return packet.decode(message);
  } catch {
    return null;
  }
}

/** `rcode` is decoded, and missing in the types of dns-packet. */
function replyOf(reply: packet.DecodedPacket & { readonly rcode?: unknown }): DnsReply {
  const records = (reply.answers ?? []).flatMap((answer): DnsRecord[] => {
    if (answer.type !== "A" && answer.type !== "AAAA" && answer.type !== "CNAME") return [];
    const { type, ttl } = answer;
    const data = type === "CNAME" ? plainName(answer.data) : answer.data;
    return [{ name: plainName(answer.name), type, ttlSeconds: ttl ?? 0, data }];
  });
  const rcode = typeof reply.rcode === "string" ? reply.rcode : "NOERROR";
  return { rcode, authoritative: reply.flag_aa, recursive: reply.flag_ra, records };
}

/** Names compare without case and last dot (RFC 4343). */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

function withoutZone(address: string): string {
  return address.replace(/%.*$/, "");
}
