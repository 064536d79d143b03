// On which instance a client's errors happened, by which witness, and which of the refused sessions are its own (P11).
import { describe, expect, test } from "vitest";
import { type Attribution, type Documents, noDocuments } from "../../src/model/index.ts";
import { likeness } from "../../src/reconstruct/sessions/client-names.ts";
import { App, type CaseFile, Server } from "../incident.ts";
import { Client, type Correlated, correlated, type Part, refuses } from "./clock-case.ts";

const REFUSED = "cannot execute UPDATE in a read-only transaction";

/** `aurora-1 server-line 3`: where, by what, how often. */
function said(attributions: readonly Attribution[]): readonly string[] {
  return attributions.map(({ instance, by, count }) => `${instance} ${by} ${count}`);
}

async function of(id: string, story: readonly Part[], documents?: Documents): Promise<Correlated> {
  const found = (await correlated(story, documents)).get(id);
  if (found === undefined) throw new Error(`no ${id} in the story`);
  return found;
}

/** A session with a name of its own. */
function named(server: Server, at: number, pid: number, application: string): Server {
  const authorized = `connection authorized: user=app database=orders application_name=${application}`;
  return server.session(at, pid, "LOG", authorized);
}

function listening(server: Server, at: number, address: string): Server {
  return server.starts(at).says(at, "LOG", `listening on IPv4 address "${address}", port 5432`);
}

function refusedAt(host: string): string {
  return `connection to server at "${host}", port 5432 failed: Connection refused`;
}

describe("an error is attributed", () => {
  test("by the server's own line, when the client names the session", async () => {
    const one = new Server("aurora-1").idles(-60, 100);
    const two = new Server("aurora-2", 900).idles(-60, 100);
    const client = new Client("api/pod-1", 30).works(-60, 100);
    for (const at of [3, 9, 17]) {
      refuses(one, at, 701);
      client.refused(at, 701);
    }
    refuses(two, 31, 702);
    client.refused(31, 702);
    // The same PID on the other instance, long before.
    refuses(two, -50, 701);
    const { attributions } = await of("api/pod-1", [one, two, client]);
    expect(said(attributions)).toEqual(["aurora-1 server-line 3", "aurora-2 server-line 1"]);
    // Times are corrected; lines of both ends are cited.
    expect(attributions[0]?.firstUs).toBeLessThan(Date.UTC(2026, 10, 21, 19, 0, 5) * 1000);
    expect(attributions[0]?.cites.length).toBeGreaterThanOrEqual(2);
  });

  test("by the line of its own session, which carries its name, in the same second", async () => {
    const one = new Server("aurora-1").idles(-60, 100).stops(-30).starts(-28);
    const two = new Server("aurora-2", 900).idles(-60, 100);
    named(one, -20, 701, "api-7c9d8b6f4-x2lkq");
    named(one, -20, 702, "worker-5d4f-aaaaa");
    for (const at of [3, 9, 17]) refuses(one, at, 701);
    refuses(one, 25, 702);
    refuses(two, 33, 704); // nobody's
    const client = new App("api/api-7c9d8b6f4-x2lkq").works(-60, 100).refused(3.1).refused(9.2).refused(17.3);
    client.refused(25.1).refused(33.1);
    const found = await of("api/api-7c9d8b6f4-x2lkq", [one, two, client]);
    expect(said(found.attributions)).toEqual(["aurora-1 server-line 3"]);
    expect(found.sessions.map(({ instance, by, session }) => `${instance} ${by} ${session.pid}`)).toEqual([
      "aurora-1 application-name 701",
    ]);
  });

  test("by the address its text names, which an instance says it listens on", async () => {
    const one = listening(new Server("aurora-1").idles(-60, 100).stops(-30), -28, "10.0.1.5");
    const two = listening(new Server("aurora-2", 900).idles(-60, 100).stops(-30), -28, "10.0.1.6");
    const client = new Client("api/pod-1").works(-60, 100);
    client.logs(3, "error", "connect ECONNREFUSED 10.0.1.5:5432");
    client.logs(4, "error", 'connection to server at "orders" (10.0.1.5), port 5432 failed: Connection refused');
    client.logs(5, "error", "[Errno 111] Connect call failed ('10.0.1.6', 5432)");
    client.logs(6, "error", "connect ECONNREFUSED 10.0.1.50:5432");
    const { attributions } = await of("api/pod-1", [one, two, client]);
    expect(said(attributions)).toEqual(["aurora-1 address 2", "aurora-2 address 1"]);
  });

  test("by an address that a document of endpoints resolves, but not by one of every interface or of two instances", async () => {
    const one = listening(new Server("aurora-1").idles(-60, 100).stops(-30), -28, "0.0.0.0");
    const two = listening(new Server("aurora-2", 900).idles(-60, 100).stops(-30), -28, "127.0.0.1");
    const exhibit = {
      kind: "api",
      us: 0,
      instance: null,
      text: "",
      source: { file: "endpoints.json", line: 1, byteOffset: 0, byteLength: 0, pointer: "" },
    } as const;
    const endpoint = { us: 0, kind: "instance", ttlSeconds: 5, exhibit } as const;
    const documents: Documents = {
      ...noDocuments,
      endpoints: [
        { ...endpoint, name: "aurora-1.x", instance: "aurora-1", addresses: ["10.0.1.5", "10.0.1.9"] },
        { ...endpoint, name: "aurora-2.x", instance: "aurora-2", addresses: ["10.0.1.6", "10.0.1.9"] },
      ],
    };
    const client = new Client("api/pod-1").works(-60, 100);
    for (const address of ["10.0.1.6:5432", "10.0.1.9:5432", "0.0.0.0:5432", "127.0.0.1:6432"])
      client.logs(3, "error", `connect ECONNREFUSED ${address}`);
    expect(said((await of("api/pod-1", [one, two, client], documents)).attributions)).toEqual(["aurora-2 address 1"]);
  });

  test("by an instance's own host name, never by the cluster's or a proxy's", async () => {
    const client = new Client("api/pod-1").works(-60, 100);
    client.logs(3, "error", refusedAt("aurora-1.c9akciq32rgt.us-east-1.rds.amazonaws.com"));
    client.logs(4, "error", refusedAt("aurora-1.cluster-c9akciq32rgt.us-east-1.rds.amazonaws.com"));
    client.logs(5, "error", refusedAt("aurora-1.proxy-c9akciq32rgt.us-east-1.rds.amazonaws.com"));
    client.logs(6, "error", refusedAt("aurora-9.c9akciq32rgt.us-east-1.rds.amazonaws.com"));
    const { attributions } = await of("api/pod-1", [new Server("aurora-1").idles(-60, 100), client]);
    expect(said(attributions)).toEqual(["aurora-1 host-name 1"]);
  });

  test("by the wording of an AWS wrapper", async () => {
    const client = new Client("api/pod-1").works(-60, 100);
    client.logs(
      3,
      "error",
      "The new writer was identified to be 'aurora-1', but querying the instance for its role returned a role of READER.",
    );
    client.logs(4, "error", "[Failover] Writer failover unexpectedly connected to a reader: aurora-1");
    client.logs(5, "info", "Connected to: HostSpec[host=aurora-1, port=5432, WRITER]");
    const { attributions } = await of("api/pod-1", [new Server("aurora-1").idles(-60, 100), client]);
    expect(said(attributions)).toEqual(["aurora-1 wrapper-text 2"]);
  });

  test("once, by its best witness; and not at all where nothing tells or two instances fit", async () => {
    const one = listening(new Server("aurora-1").idles(-60, 100).stops(-30), -28, "10.0.1.5");
    const two = listening(new Server("aurora-2", 900).idles(-60, 100).stops(-30), -28, "10.0.1.6");
    const client = new Client("api/pod-1").works(-60, 100);
    refuses(one, 3, 701);
    client.logs(3, "error", `${REFUSED} (10.0.1.6:5432)`, { code: "25006", backend_pid: 701 });
    client.logs(9, "error", REFUSED, { code: "25006" });
    client.logs(12, "error", "read ECONNRESET 10.0.1.5:5432, then 10.0.1.6:5432");
    refuses(one, 20, 703);
    refuses(two, 20, 703);
    client.refused(20, 703);
    const { attributions } = await of("api/pod-1", [one, two, client]);
    expect(said(attributions)).toEqual(["aurora-1 server-line 1"]);
  });

  test("for errors alone", async () => {
    const one = listening(new Server("aurora-1").idles(-60, 100).stops(-30), -28, "10.0.1.5");
    const client = new Client("api/pod-1").logs(3, "info", "connected to 10.0.1.5:5432").works(-60, 100);
    expect((await of("api/pod-1", [one, client])).attributions).toEqual([]);
  });
});

describe("a refused session is a client's", () => {
  test("by PID before name before statement", async () => {
    const one = new Server("aurora-1").idles(-60, 100).stops(-30).starts(-28);
    named(one, -20, 701, "api-1");
    named(one, -20, 702, "api-1");
    const client = new Client("api-1/pod-1").works(-60, 100);
    refuses(one, 3, 701);
    client.refused(3, 701);
    refuses(one, 11, 702);
    client.logs(11, "error", REFUSED);
    refuses(one, 23, 703, "UPDATE", "UPDATE jobs SET state = 'x' WHERE id = 7");
    client.logs(23, "error", REFUSED, { query: "UPDATE jobs SET state = 'x' WHERE id = 7" });
    refuses(one, 31, 704);
    const { sessions } = await of("api-1/pod-1", [one, client]);
    expect(sessions.map(({ by, session }) => `${by} ${session.pid}`)).toEqual([
      "backend-pid 701",
      "application-name 702",
      "statement 703",
    ]);
  });

  test("by a name that one client alone answers to", async () => {
    const one = new Server("aurora-1").idles(-60, 100).stops(-30).starts(-28);
    named(one, -20, 701, "api-7c9d8b6f4-aaaaa");
    named(one, -20, 702, "api");
    refuses(one, 3, 701);
    refuses(one, 5, 702);
    const pods = ["aaaaa", "bbbbb"].map((pod) => new App(`api/api-7c9d8b6f4-${pod}`).works(-60, 100).refused(3.1));
    const clients = await correlated([one, ...pods]);
    expect(clients.get("api/api-7c9d8b6f4-aaaaa")?.sessions.map(({ session }) => session.pid)).toEqual([701]);
    expect(clients.get("api/api-7c9d8b6f4-bbbbb")?.sessions).toEqual([]);
  });

  test("by the application that csvlog names in every line", async () => {
    const csv: CaseFile = (() => {
      const server = new Server("aurora-1").idles(-60, 100);
      refuses(server, 3, 701);
      return server.log("csvlog"); // whose sessions are all called `svc`
    })();
    const { sessions } = await of("svc/pod-1", [csv, new App("svc/pod-1").works(-60, 100).refused(3.1)]);
    expect(sessions.map(({ by, session }) => `${by} ${session.pid}`)).toEqual(["application-name 701"]);
  });

  test("likeness: the pod's own name, then the service that begins it, then the service's name; never a part of a word", () => {
    const names = new Set(["orders-api", "orders-api-7c9d8b6f4-x2lkq"]);
    const ranks = ["orders-api-7c9d8b6f4-x2lkq", "orders-api-7c9d8b6f4-other", "orders"].map((name) =>
      likeness(name, names),
    );
    expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
    expect(ranks.every((rank) => rank > 0)).toBe(true);
    for (const other of ["orders-apis", "order", "PostgreSQL JDBC Driver", "psql", ""])
      expect(likeness(other, names)).toBe(0);
    const long = `svc-${"x".repeat(80)}`;
    expect(likeness(long.slice(0, 63), new Set([long]))).toBeGreaterThan(3000);
  });
});
