import { createSocket } from "node:dgram";
import { once } from "node:events";
import * as packet from "dns-packet";
import { afterEach, describe, expect, test } from "vitest";
import { Interrupted } from "../../../src/collect/calls.ts";
import { type ResolveOptions, resolveName, serverOf } from "../../../src/collect/endpoints/resolve.ts";
import { a, cname, dnsServer, type DnsTestServer, type Zone } from "./dns-server.ts";

const WRITER = "orders.cluster-abc123.eu-west-1.rds.amazonaws.com";
const ONE = "aurora-1.abc123.eu-west-1.rds.amazonaws.com";
const NXDOMAIN = 3;

const open: DnsTestServer[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function server(zone: Zone, overTcp?: Zone): Promise<DnsTestServer> {
  const started = await dnsServer(zone, overTcp);
  open.push(started);
  return started;
}

function asking(servers: readonly { readonly port: number }[], over: Partial<ResolveOptions> = {}): ResolveOptions {
  return {
    servers: servers.map(({ port }) => ({ address: "127.0.0.1", port })),
    timeoutMs: 2000,
    tries: 2,
    signal: new AbortController().signal,
    ...over,
  };
}

/** A port where nobody listens. */
async function deadPort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

const healthy: Zone = (name, type) => ({
  answers: [cname(name, ONE, 5), ...(type === "A" ? [a(ONE, "10.0.0.7", 3)] : [])],
});

describe("a name", () => {
  test("is told with its chain, the TTL of its CNAME, and its addresses", async () => {
    const dns = await server(healthy);
    expect(await resolveName(`${WRITER.toUpperCase()}.`, asking([dns]))).toEqual({
      name: WRITER,
      resolver: `127.0.0.1:${dns.port}`,
      result: "NOERROR",
      authoritative: false,
      chain: [{ name: WRITER, to: ONE, ttlSeconds: 5 }],
      addresses: ["10.0.0.7"],
      ttlSeconds: 5,
    });
  });

  test("without CNAME has the TTL of its addresses, of both families", async () => {
    const dns = await server((name, type) => ({
      answers: [type === "A" ? a(name, "10.0.0.7", 30) : { type: "AAAA", name, ttl: 20, data: "fd00::7" }],
    }));
    const found = await resolveName(ONE, asking([dns]));
    expect(found).toMatchObject({ chain: [], addresses: ["10.0.0.7", "fd00::7"], ttlSeconds: 20 });
  });

  test("that does not exist is an answer", async () => {
    const dns = await server(() => ({ rcode: NXDOMAIN }));
    const found = await resolveName(WRITER, asking([dns]));
    expect(found).toMatchObject({ result: "NXDOMAIN", chain: [], addresses: [], ttlSeconds: null });
    expect(found.resolver).not.toBeNull();
    expect(dns.asked).toHaveLength(2);
  });

  test("that points to what does not exist keeps its chain", async () => {
    const dns = await server((name) => ({ answers: [cname(name, ONE, 5)], rcode: NXDOMAIN }));
    expect(await resolveName(WRITER, asking([dns]))).toMatchObject({
      result: "NXDOMAIN",
      chain: [{ name: WRITER, to: ONE, ttlSeconds: 5 }],
      addresses: [],
    });
  });

  test("whose chain ends without addresses is followed by another question", async () => {
    const dns = await server((name, type) => {
      if (name === WRITER) return { answers: [cname(WRITER, ONE, 5)] };
      return { answers: type === "A" ? [a(ONE, "10.0.0.7", 3)] : [] };
    });
    expect(await resolveName(WRITER, asking([dns]))).toMatchObject({ chain: [{ to: ONE }], addresses: ["10.0.0.7"] });
    expect(dns.asked).toHaveLength(3);
  });

  test("in a circle ends", async () => {
    const dns = await server((name) => ({ answers: [cname(name, name === "a.test" ? "b.test" : "a.test", 5)] }));
    const found = await resolveName("a.test", asking([dns]));
    expect(found.chain.map(({ to }) => to)).toEqual(["b.test", "a.test"]);
  });

  test("in a chain without end ends", async () => {
    const dns = await server((name) => ({ answers: [cname(name, `x${name}`.slice(-50), 5)] }));
    expect((await resolveName("a.test", asking([dns]))).chain.length).toBeLessThanOrEqual(16);
  });

  test("is told by an authoritative server as such", async () => {
    const dns = await server((name) => ({ answers: [a(name, "10.0.0.7", 5)], flags: packet.AUTHORITATIVE_ANSWER }));
    expect(await resolveName(ONE, asking([dns]))).toMatchObject({ authoritative: true });
  });
});

describe("what a resolver does wrong", () => {
  test("records of other names are no part of the answer", async () => {
    const dns = await server((name, type) => ({
      answers: type === "A" ? [a("evil.test", "6.6.6.6", 5), a(name, "10.0.0.7", 5)] : [],
    }));
    expect(await resolveName(ONE, asking([dns]))).toMatchObject({ addresses: ["10.0.0.7"] });
  });

  test("an answer with another id is passed over, and the right one read", async () => {
    const dns = await server(() => "forged");
    expect(await resolveName(ONE, asking([dns]))).toMatchObject({ addresses: ["10.0.0.1"], ttlSeconds: 5 });
  });

  test("an answer that does not fit is asked for over TCP", async () => {
    const dns = await server(() => "tcp", healthy);
    expect(await resolveName(WRITER, asking([dns]))).toMatchObject({ addresses: ["10.0.0.7"], ttlSeconds: 5 });
    expect(dns.asked.filter((each) => each.startsWith("tcp"))).toHaveLength(2);
  });

  test.each<[string, Zone]>([
    ["says nothing", () => "silence"],
    ["sends garbage", () => "garbage"],
    ["fails", () => ({ rcode: 2 })],
    ["refuses", () => ({ rcode: 5 })],
  ])("where it %s the next one is asked", async (_, zone) => {
    const [bad, good] = [await server(zone), await server(healthy)];
    const found = await resolveName(WRITER, asking([bad, good], { timeoutMs: 100 }));
    expect(found).toMatchObject({ resolver: `127.0.0.1:${good.port}`, addresses: ["10.0.0.7"] });
  });

  test("once, and then answers, it was asked twice", async () => {
    const dns = await server((name, type, nth) => (nth <= 2 ? "silence" : healthy(name, type, nth)));
    expect(await resolveName(WRITER, asking([dns], { timeoutMs: 100 }))).toMatchObject({ addresses: ["10.0.0.7"] });
  });
});

describe("without an answer", () => {
  test("a closed port is told at once", async () => {
    const options = asking([{ port: await deadPort() }], { timeoutMs: 60_000 });
    const found = await resolveName(WRITER, options);
    expect(found).toMatchObject({ resolver: null, chain: [], addresses: [], ttlSeconds: null });
    expect(found.result).toMatch(/ECONNREFUSED/);
  });

  test("silence ends with the time", async () => {
    const dns = await server(() => "silence");
    const found = await resolveName(WRITER, asking([dns], { timeoutMs: 50 }));
    expect(found).toMatchObject({ resolver: null });
    expect(found.result).toMatch(/no answer in time/);
    expect(dns.asked).toHaveLength(4);
  });

  test("a machine without resolvers is told", async () => {
    expect(await resolveName(WRITER, asking([]))).toMatchObject({
      resolver: null,
      result: "this machine has no resolver",
    });
  });

  test("only failures: the failure is told, and who failed", async () => {
    const dns = await server(() => ({ rcode: 2 }));
    const found = await resolveName(WRITER, asking([dns]));
    expect(found).toMatchObject({ result: "SERVFAIL", resolver: `127.0.0.1:${dns.port}` });
  });

  test("an interruption ends the waiting", async () => {
    const stop = new AbortController();
    const dns = await server(() => {
      stop.abort();
      return "silence";
    });
    const options = asking([dns], { timeoutMs: 60_000, signal: stop.signal });
    await expect(resolveName(WRITER, options)).rejects.toThrow(Interrupted);
  });
});

test.each([
  ["10.0.0.2", { address: "10.0.0.2", port: 53 }],
  ["10.0.0.2:5353", { address: "10.0.0.2", port: 5353 }],
  ["fe80::1%eth0", { address: "fe80::1%eth0", port: 53 }],
  ["[fe80::1]:5353", { address: "fe80::1", port: 5353 }],
])("%s is a resolver as node writes it", (text, expected) => {
  expect(serverOf(text)).toEqual(expected);
});
