// Transactions whose outcome nobody knows, as clients record them and as a killed backend leaves them.
import { describe, expect, test } from "vitest";
import { inDoubtOf } from "../../src/classify/in-doubt.ts";
import type { Scene } from "../../src/classify/scene.ts";
import type { Doubt } from "../../src/model/index.ts";
import { App, type CaseFile, type Kill, rdsEvents } from "../incident.ts";
import { all, changed, clientIn, owns, sceneOf } from "../classify/afterwards.ts";
import { CLUSTER, handOver, raceEvents, raceServers } from "../classify/stories.ts";
import { factsOf, us } from "./facts.ts";

/** One JSON line of an application at this second; `fields` stand beside the message. */
function record(at: number, message: string, fields: Readonly<Record<string, unknown>> = {}): string {
  const stamp = new Date(Date.UTC(2026, 10, 21, 19) + at * 1000).toISOString();
  return JSON.stringify({ timestamp: stamp, level: "ERROR", logger: "svc.db", message, ...fields });
}

function appOf(...lines: readonly string[]): CaseFile {
  return { path: "apps/api/pod-1.log", text: `${lines.join("\n")}\n` };
}

async function doubtsIn(...lines: readonly string[]): Promise<readonly Doubt[]> {
  const facts = await factsOf(appOf(...lines));
  return facts.clients[0]?.doubts ?? [];
}

const LOST = "server closed the connection unexpectedly";
const TRACEBACK = `Traceback (most recent call last):\n  File "/app/jobs.py", line 31, in finish\n    conn.commit()\npsycopg2.OperationalError: ${LOST}`;

describe("what a client records", () => {
  test.each<[string, string, Readonly<Record<string, unknown>>, string, string]>([
    ["a wrapper's SQLSTATE", "Transaction resolution unknown.", { err: { code: "08007" } }, "COMMIT", "SQLSTATE 08007"],
    ["statement completion unknown", "db error", { err: { message: "no answer", code: "40003" } }, "COMMIT", "40003"],
    [
      "a wrapper's text",
      "Transaction resolution unknown. Please re-configure session state",
      {},
      "COMMIT",
      "AWS driver",
    ],
    ["a lost connection in COMMIT", `commit failed: ${LOST}`, {}, "COMMIT", "COMMIT was on its way"],
    ["a traceback that ends in commit()", "job failed", { exc_info: TRACEBACK }, "COMMIT", "COMMIT was on its way"],
    ["knex's COMMIT", "COMMIT; - Connection terminated unexpectedly", {}, "COMMIT", "COMMIT was on its way"],
    [
      "a transaction that may have been committed",
      "the transaction may have been committed",
      {},
      "COMMIT",
      "itself says",
    ],
    [
      "Hibernate without an answer of the server",
      "org.hibernate.TransactionException: Unable to commit against JDBC Connection",
      {},
      "COMMIT",
      "no answer of the server",
    ],
    [
      "a write whose connection was lost",
      "update jobs set n = 1 - Connection terminated unexpectedly",
      {},
      "UPDATE",
      "rolled back inside",
    ],
    [
      "SQLAlchemy's statement",
      "job failed",
      {
        exc_info: `sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) ${LOST}\n\n[SQL: /* svc */ INSERT INTO jobs VALUES (7)]`,
      },
      "INSERT",
      "while INSERT ran",
    ],
    [
      "a query field",
      "query failed",
      { err: { message: "Connection terminated unexpectedly", query: "DELETE FROM jobs" } },
      "DELETE",
      "while DELETE ran",
    ],
  ])("%s is in doubt", async (_what, message, fields, statement, why) => {
    const doubts = await doubtsIn(record(1, "started"), record(3, message, fields));
    expect(doubts).toHaveLength(1);
    expect(doubts[0]).toMatchObject({ us: us(3), statement });
    expect(doubts[0]?.why).toContain(why);
  });

  test.each<[string, string, Readonly<Record<string, unknown>>]>([
    ["a lost connection without a statement", `attempt 1 failed: OperationalError: ${LOST}`, {}],
    ["a read whose connection was lost", "select * from jobs - Connection terminated unexpectedly", {}],
    ["a lock whose connection was lost", "select * from jobs for update - Connection terminated unexpectedly", {}],
    [
      "a write that the server ended",
      "update jobs set n = 1 - terminating connection due to administrator command",
      { err: { code: "57P01" } },
    ],
    ["a refused commit", "commit failed: cannot execute UPDATE in a read-only transaction", {}],
    [
      "a commit that was answered",
      "Unable to commit against JDBC Connection: ERROR: could not serialize access due to concurrent update",
      {},
    ],
    ["a commit on a connection that was gone before", "commit failed: conn closed", {}],
    ["a message about commits", "Transaction committed", {}],
  ])("%s is not", async (_what, message, fields) => {
    expect(await doubtsIn(record(1, "started"), record(3, message, fields))).toEqual([]);
  });

  test("comes in time order, those without a time last and never dated", async () => {
    const doubts = await doubtsIn(
      record(9, `commit failed: ${LOST}`),
      `commit failed: ${LOST}`,
      record(3, `commit failed: ${LOST}`),
    );
    const dated = doubts.map((doubt) => doubt.us).filter(Number.isFinite);
    expect(dated).toEqual(dated.toSorted((a, b) => a - b));
    expect(dated[0]).toBe(us(3));
  });

  test("is listed up to a bound, and the rest is counted", async () => {
    const lines = Array.from({ length: 250 }, (_, i) => record(i, `commit failed: ${LOST}`));
    const doubts = await doubtsIn(...lines);
    expect(doubts).toHaveLength(201);
    expect(doubts.at(-1)).toMatchObject({ us: us(249) });
    expect(doubts.at(-1)?.why).toContain("50 more");
  });
});

/** A race in which backends are killed so. */
function killed(kill: Kill): Promise<Scene> {
  return sceneOf([...raceServers(kill), raceEvents()]);
}

describe("the commits in doubt of an incident", () => {
  const events = rdsEvents(
    [-2, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
    [12, CLUSTER, "Completed failover to DB instance: aurora-2"],
  );

  test("are those of its clients in its time, with their lines, and nothing is called lost", async () => {
    const app = appOf(
      record(-2000, `commit failed: ${LOST}`),
      record(1, `commit failed: ${LOST}`),
      record(2, `commit failed: ${LOST}`),
    );
    const found = inDoubtOf(await sceneOf([...handOver(), events, app]));
    expect(found.map((each) => each.us)).toEqual([us(1), us(2)]);
    for (const each of found) {
      expect(each).toMatchObject({ client: "api/pod-1", statement: "COMMIT" });
      expect(each.cites).toHaveLength(1);
      expect(each.why).not.toMatch(/data loss|is lost/);
    }
  });

  test("without a time belong to the first failover", async () => {
    const undated: Doubt = { us: Number.NaN, row: 0, statement: "COMMIT", why: "said so" };
    const scene = await sceneOf([...handOver(), events, new App("api/pod-1").works(-120, 300)], (facts) =>
      changed(facts, "api/pod-1", () => ({ doubts: [undated] })),
    );
    expect(inDoubtOf(scene)).toHaveLength(1);
    const [failover] = scene.facts.failovers;
    const earlier = {
      ...scene.facts,
      failovers: failover === undefined ? [] : [{ ...failover, t0Us: us(-900) }, failover],
    };
    expect(inDoubtOf({ ...scene, facts: earlier })).toEqual([]);
  });

  test("hold a killed backend whose last statement was a COMMIT or a write", async () => {
    const commits = inDoubtOf(await killed({ statement: "COMMIT" }));
    expect(commits.map(({ client, statement }) => `${client}: ${statement}`)).toContain("PID 700 on aurora-1: COMMIT");
    expect(commits[0]?.why).toContain("may have been under way, or have ended before");
    const writes = inDoubtOf(await killed({ statement: "/* svc */ UPDATE jobs SET n = 1" }));
    expect(writes.map(({ statement }) => statement)).toContain("UPDATE");
    expect(writes[0]?.cites).toHaveLength(2);
  });

  test("name the client whose session it was, when that is known", async () => {
    const [one, two] = raceServers();
    one.refuses(7, 700);
    const app = new App("api/pod-1").works(-120, -1).refused(7, 8).works(40, 300);
    const scene = await sceneOf([one, two, raceEvents(), app], owns("api/pod-1", "aurora-1", [700]));
    expect(clientIn(scene).sessions).toHaveLength(1);
    // It had been refused, so its write is known not to have happened.
    expect(inDoubtOf(scene).map(({ client }) => client)).not.toContain("api/pod-1");
    const written = await sceneOf(
      [one, two, raceEvents(), app],
      all(owns("api/pod-1", "aurora-1", [700]), (facts) => ({
        ...facts,
        instances: facts.instances.map((instance) => ({
          ...instance,
          crashes: instance.crashes.map((crash) => ({
            ...crash,
            write: { ...crash.write, level: "in-flight" as const },
          })),
        })),
      })),
    );
    expect(inDoubtOf(written).map(({ client }) => client)).toContain("api/pod-1");
  });

  test("leave out a killed backend that read, was refused, or shows no statement", async () => {
    for (const statement of ["SELECT 1", "SELECT * FROM jobs FOR UPDATE", null]) {
      const found = inDoubtOf(await killed({ statement }));
      expect(found.filter(({ client }) => client.endsWith("on aurora-1"))).toEqual([]);
    }
  });
});
