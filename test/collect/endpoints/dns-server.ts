import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import * as packet from "dns-packet";

/** What is answered to a question: answers and code, nothing at all, garbage, or over TCP only. */
export type Zone = (
  name: string,
  type: string,
  nth: number,
) =>
  | { readonly answers?: readonly packet.Answer[]; readonly rcode?: number; readonly flags?: number }
  | "silence"
  | "garbage"
  | "tcp"
  | "forged";

/** A resolver on 127.0.0.1 that says what it is told to. */
export interface DnsTestServer {
  readonly port: number;
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export async function dnsServer(zone: Zone, overTcp: Zone = zone): Promise<DnsTestServer> {
  const asked: string[] = [];
  const udp = createSocket("udp4");
  const connections = new Set<Socket>();
  const tcp = createServer((socket) => {
    connections.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("data", (data: Buffer) => {
      const query = packet.decode(data.subarray(2));
      const question = query.questions?.[0];
      const said = overTcp(question?.name ?? "", question?.type ?? "", 0);
      asked.push(`tcp ${question?.type} ${question?.name}`);
      if (typeof said === "string") return;
      const bytes = reply(query, said);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      // In two pieces: a stream has no messages.
      socket.write(Buffer.concat([length, bytes.subarray(0, 5)]));
      setImmediate(() => socket.write(bytes.subarray(5)));
    });
  });
  udp.on("message", (message, from) => {
    const query = packet.decode(message);
    const question = query.questions?.[0];
    asked.push(`${question?.type} ${question?.name}`);
    const said = zone(question?.name ?? "", question?.type ?? "", asked.length);
    if (said === "silence") return;
    const send = (bytes: Buffer): void => udp.send(bytes, from.port, from.address);
    if (said === "garbage") return send(Buffer.from([1, 2, 3]));
    if (said === "tcp") return send(reply(query, { flags: packet.TRUNCATED_RESPONSE }));
    if (said === "forged") {
      const forged = reply(query, { answers: [{ type: "A", name: question?.name ?? "", ttl: 9, data: "6.6.6.6" }] });
      forged.writeUInt16BE(forged.readUInt16BE(0) ^ 1, 0);
      send(forged);
      return send(reply(query, { answers: [{ type: "A", name: question?.name ?? "", ttl: 5, data: "10.0.0.1" }] }));
    }
    send(reply(query, said));
  });
  const port = await listen(tcp, udp);
  return {
    port,
    asked,
    close: async () => {
      for (const socket of connections) socket.destroy();
      await new Promise<void>((resolve) => udp.close(() => resolve()));
      await new Promise<void>((resolve) => tcp.close(() => resolve()));
    },
  };
}

/** One port for both, as a resolver has; one that is free for TCP may be taken for UDP. */
async function listen(tcp: Server, udp: UdpSocket): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    tcp.listen(0, "127.0.0.1");
    await once(tcp, "listening");
    const address = tcp.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    try {
      udp.bind(port, "127.0.0.1");
      await once(udp, "listening");
      return port;
    } catch (error) {
      if (attempt === 20) throw error;
      await new Promise<void>((resolve) => tcp.close(() => resolve()));
    }
  }
}

function reply(query: packet.Packet, said: Exclude<ReturnType<Zone>, string>): Buffer {
  const { answers = [], rcode = 0, flags = 0 } = said;
  return packet.encode({
    type: "response",
    id: query.id,
    flags: flags | rcode | packet.RECURSION_AVAILABLE,
    questions: query.questions,
    answers: [...answers],
  });
}

export function cname(name: string, data: string, ttl: number): packet.Answer {
  return { type: "CNAME", name, ttl, data };
}

export function a(name: string, data: string, ttl: number): packet.Answer {
  return { type: "A", name, ttl, data };
}
