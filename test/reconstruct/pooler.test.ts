// Poolers and proxies between a client and the instances.
import { describe, expect, test } from "vitest";
import type { Pooler } from "../../src/model/index.ts";
import { App, type CaseFile, Server } from "../incident.ts";
import { Client, correlated, type Part, refuses } from "./clock-case.ts";

const PGBOUNCER: CaseFile = {
  path: "apps/pgbouncer/pgbouncer.log",
  text: [
    "2026-11-21 19:00:01.198 UTC [28399] LOG listening on 10.0.9.9:6432",
    "2026-11-21 19:00:02.287 UTC [28399] LOG C-0x55e1f182f6b0: orders/app@10.0.0.7:49428 login attempt: db=orders user=app tls=no",
    "2026-11-21 19:00:09.236 UTC [28399] WARNING C-0x55e1f182f6b0: orders/app@10.0.0.7:49428 pooler error: server conn crashed?",
    "",
  ].join("\n"),
};

const HAPROXY: CaseFile = {
  path: "apps/haproxy/haproxy.log",
  text: [
    "10.0.0.7:34844 [21/Nov/2026:19:00:05.310] writer writer/aurora-1 1/0/61 658 -- 1/1/0/0/0 0/0",
    "10.0.0.8:34916 [21/Nov/2026:19:00:06.325] writer writer/aurora-1 1/0/31 658 -- 9/9/8/8/0 0/0",
    "",
  ].join("\n"),
};

async function poolerOf(id: string, ...story: readonly Part[]): Promise<Pooler | null> {
  const found = (await correlated(story)).get(id);
  if (found === undefined) throw new Error(`no ${id} in the story`);
  return found.pooler;
}

function saying(text: string): Client {
  return new Client("api/pod-1").works(-60, 100).logs(3, "error", text);
}

/** Two clients whose sessions the server saw come from these addresses. */
function twoClients(hosts: readonly [string, string]): readonly Part[] {
  const lines = ["api", "worker"].flatMap((name, i) => {
    const who = `${hosts[i] ?? ""}(4${i}001):app@orders:[70${i}]`;
    return [
      `2026-11-21 18:59:50 UTC:${who}:LOG:  connection authorized: user=app database=orders application_name=${name}`,
      `2026-11-21 19:00:03 UTC:${who}:ERROR:  cannot execute UPDATE in a read-only transaction`,
    ];
  });
  const log = ["2026-11-21 18:59:40 UTC::@:[500]:LOG:  starting PostgreSQL 15.4 on x", ...lines.toSorted(), ""];
  return [
    { path: "instances/aurora-1/postgresql.log.2026-11-21-1900", text: log.join("\n") },
    new App("api/pod-1").works(-60, 100).refused(3.1),
    new App("worker/pod-1").works(-60, 100).refused(3.2),
  ];
}

describe("a pooler", () => {
  test.each([
    ["pgbouncer", "pgbouncer/pgbouncer", PGBOUNCER],
    ["haproxy", "haproxy/haproxy", HAPROXY],
  ])("%s: its own log is recognised", async (product, id, file) => {
    const pooler = await poolerOf(id, new Server("aurora-1").idles(-60, 100), file);
    expect(pooler).toMatchObject({ product, why: "this stream is its log" });
    expect(pooler?.cites).toHaveLength(1);
  });

  test.each([
    ["pgbouncer", "server login has been failing, try again later (server_login_retry)"],
    ["pgbouncer", "query_wait_timeout"],
    ["pgbouncer", "no more connections allowed (max_client_conn)"],
    ["rds-proxy", "Timed-out waiting to acquire database connection."],
    [
      "rds-proxy",
      'connection to server at "orders.proxy-c9akciq32rgt.us-east-1.rds.amazonaws.com", port 5432 failed: timeout expired',
    ],
    ["pgpool", "FATAL:  pgpool is not accepting any new connections"],
    ["pgcat", "FATAL: could not get connection from the pool - AllServersDown"],
    ["pgdog", 'connection to server at "pgdog.infra.svc", port 6432 failed: Connection refused'],
    ["haproxy", 'connection to server at "haproxy-pg.infra.svc", port 5000 failed: Connection refused'],
  ])("%s: says %j to its clients", async (product, text) => {
    const pooler = await poolerOf("api/pod-1", new Server("aurora-1").idles(-60, 100), saying(text));
    expect(pooler?.product).toBe(product);
    expect(pooler?.cites.length).toBeGreaterThan(0);
  });

  test("shows in backend PIDs that no Linux has: PgBouncer's, when its log is there", async () => {
    const server = new Server("aurora-1").idles(-60, 100);
    const client = new Client("api/pod-1").works(-60, 100).logs(2, "info", "connected", { backend_pid: 333_758_334 });
    expect(await poolerOf("api/pod-1", server, client)).toMatchObject({
      product: "unknown",
      why: expect.stringContaining("4,194,304") as string,
    });
    expect((await poolerOf("api/pod-1", server, client, PGBOUNCER))?.product).toBe("pgbouncer");
  });

  test("made-up PIDs tie the client to nothing", async () => {
    const server = new Server("aurora-1").idles(-60, 100);
    const client = new Client("api/pod-1").works(-60, 100);
    for (const at of [3, 9, 17]) {
      refuses(server, at, 333_758_334);
      client.refused(at, 333_758_334);
    }
    const found = (await correlated([server, client])).get("api/pod-1");
    expect(found?.clock.state).toBe("not-estimable");
    expect(found?.attributions).toEqual([]);
  });

  describe("shows in sessions of several clients from one address", () => {
    test("with a proxy's log beside: that one", async () => {
      expect((await poolerOf("api/pod-1", ...twoClients(["10.0.9.9", "10.0.9.9"]), HAPROXY))?.product).toBe("haproxy");
      expect((await poolerOf("worker/pod-1", ...twoClients(["127.0.0.1", "127.0.0.1"]), HAPROXY))?.product).toBe(
        "haproxy",
      );
    });

    test("without: something unknown, if it is no loopback address", async () => {
      expect(await poolerOf("api/pod-1", ...twoClients(["10.0.9.9", "10.0.9.9"]))).toMatchObject({
        product: "unknown",
        why: expect.stringContaining("10.0.9.9") as string,
      });
      expect(await poolerOf("api/pod-1", ...twoClients(["127.0.0.1", "127.0.0.1"]))).toBeNull();
    });

    test("not where each comes from its own", async () => {
      expect(await poolerOf("api/pod-1", ...twoClients(["10.0.0.7", "10.0.0.8"]), HAPROXY)).toBeNull();
    });
  });

  test("is not seen in an ordinary client, nor in one that only talks about poolers", async () => {
    const server = new Server("aurora-1").idles(-60, 100);
    expect(await poolerOf("api/pod-1", server, saying("connect ECONNREFUSED 10.0.1.5:5432"))).toBeNull();
    const talk = new Client("wiki/pod-1")
      .works(-60, 100)
      .logs(3, "info", "indexed page: PgBouncer and HAProxy compared");
    expect(await poolerOf("wiki/pod-1", server, talk)).toBeNull();
  });
});

describe("a client that names the address on which a pooler listens", () => {
  test("is behind it, by both logs", async () => {
    const app = new Client("api/pod-1")
      .logs(-61, "info", '{"host":"10.0.9.9","pool":3} service starting')
      .works(-60, 100);
    const found = await poolerOf("api/pod-1", PGBOUNCER, app);
    expect(found?.product).toBe("pgbouncer");
    expect(found?.why).toMatch(/10\.0\.9\.9/);
    expect(found?.cites).toHaveLength(2);
  });

  test("is not when the address only begins alike", async () => {
    const app = new Client("api/pod-1")
      .logs(-61, "info", '{"host":"10.0.9.91","pool":3} service starting')
      .works(-60, 100);
    expect(await poolerOf("api/pod-1", PGBOUNCER, app)).toBeNull();
  });
});
