// A client's clock against the databases', from records that name the same session as a server's line.
import { describe, expect, test } from "vitest";
import type { ClockEstimate } from "../../src/model/index.ts";
import { App, judge, rdsEvents, Server } from "../incident.ts";
import { Client, clientOf, correlated, type Part, random, refuses } from "./clock-case.ts";

const WORKS_FROM = -60;
const WORKS_TO = 200;

/** One error that both ends log: when, by which backend, and how long the client took to say so. */
interface Refusal {
  readonly at: number;
  readonly pid: number;
  readonly delay: number;
  readonly verb?: string;
}

/** Errors of different sessions at irregular moments. */
function refusals(seed: number, count: number): readonly Refusal[] {
  const next = random(seed);
  return Array.from({ length: count }, (_, i) => ({
    at: Math.round((3 + next() * 120) * 1000) / 1000,
    pid: 700 + 7 * i,
    delay: Math.round(next() * 60) / 1000,
  }));
}

function story(errors: readonly Refusal[], skew: number, pidOf = (refusal: Refusal) => refusal.pid): [Server, Client] {
  const server = new Server("aurora-1").idles(-120, 300);
  const client = new Client("api/pod-1", skew).works(WORKS_FROM, WORKS_TO, 11);
  for (const refusal of errors) {
    refuses(server, refusal.at, refusal.pid, refusal.verb);
    client.refused(refusal.at + refusal.delay, pidOf(refusal), refusal.verb);
  }
  return [server, client];
}

async function clockOf(...parts: readonly Part[]): Promise<string | ClockEstimate> {
  const { clock } = await clientOf(...parts);
  return clock.state === "not-estimable" ? clock.reason : clock;
}

async function estimateOf(...parts: readonly Part[]): Promise<ClockEstimate> {
  const clock = await clockOf(...parts);
  if (typeof clock === "string") throw new Error(clock);
  return clock;
}

async function refusalOf(...parts: readonly Part[]): Promise<string> {
  const clock = await clockOf(...parts);
  if (typeof clock !== "string") throw new Error(`an estimate of ${clock.seconds} s from ${clock.pairs} pairs`);
  return clock;
}

describe("the clock of a client", () => {
  test.each([37, -2.4, 90, -37.25, 601, 4.4])(
    "that is %d s off is found within 1 s, in an interval that holds the truth, from any sessions",
    async (skew) => {
      for (const seed of [1, 2, 3, 4]) {
        const clock = await estimateOf(...story(refusals(seed, 3 + 5 * seed), skew));
        expect(clock).toMatchObject({ state: "shifted", by: "backend-pid", outliers: 0, pairs: 3 + 5 * seed });
        expect(Math.abs(clock.seconds - skew)).toBeLessThanOrEqual(1);
        expect(clock.lowSeconds).toBeLessThanOrEqual(skew);
        expect(clock.highSeconds).toBeGreaterThanOrEqual(skew);
        expect(clock.highSeconds - clock.lowSeconds).toBeLessThanOrEqual(2);
      }
    },
  );

  test("that is right agrees, with 0 in its interval", async () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const clock = await estimateOf(...story(refusals(seed, 2 + seed), 0));
      expect(clock.state).toBe("agrees");
      expect(clock.lowSeconds).toBeLessThanOrEqual(0);
      expect(clock.highSeconds).toBeGreaterThanOrEqual(0);
    }
  });

  test("is known better the more pairs there are", async () => {
    const widths = await Promise.all(
      [2, 40].map(async (count) => {
        const clock = await estimateOf(...story(refusals(9, count), 20));
        return clock.highSeconds - clock.lowSeconds;
      }),
    );
    expect(widths[0]).toBeGreaterThan(0.9);
    expect(widths[1]).toBeLessThan(0.9);
  });

  test.each([
    ["New York", -5 * 3600],
    ["Kathmandu", 5.75 * 3600],
  ])("that tells the time of %s is a zone", async (_city, zone) => {
    expect(await estimateOf(...story(refusals(5, 6), zone))).toMatchObject({ state: "zone", seconds: zone });
  });

  test("that tells another zone's time and is off besides keeps both", async () => {
    const clock = await estimateOf(...story(refusals(5, 9), 7200 + 2.4));
    expect(clock.state).toBe("zone");
    expect(Math.abs(clock.seconds - 7202.4)).toBeLessThan(0.6);
  });

  test("is found among PIDs that come back in other lives and on other instances", async () => {
    const errors = refusals(6, 8);
    const [server, client] = story(errors, 37);
    const other = new Server("aurora-2", 900).idles(-120, 300);
    // The same PIDs, on another instance and after a restart of the first.
    errors.forEach(({ pid }, i) => refuses(other, 40 + 13 * i, pid));
    server.stops(150).starts(160);
    errors.forEach(({ pid }, i) => refuses(server, 170 + 11 * i, pid));
    const clock = await estimateOf(server, other, client);
    expect(clock).toMatchObject({ state: "shifted", pairs: 8, outliers: 0 });
    expect(Math.abs(clock.seconds - 37)).toBeLessThan(1);
  });

  test("is found in spite of records that were written late", async () => {
    const errors = refusals(7, 12).map((error, i) => (i % 4 === 0 ? { ...error, delay: 5 + i } : error));
    const clock = await estimateOf(...story(errors, -2.4));
    expect(clock).toMatchObject({ state: "shifted", pairs: 9, outliers: 3 });
    expect(Math.abs(clock.seconds + 2.4)).toBeLessThan(1);
  });

  test("is found from one session refused every second: the third refusal is the third", async () => {
    const errors = Array.from({ length: 30 }, (_, i) => ({ at: 3 + i, pid: 701, delay: 0.02 }));
    const clock = await estimateOf(...story(errors, 6));
    expect(clock).toMatchObject({ state: "shifted", pairs: 30, outliers: 0 });
    expect(Math.abs(clock.seconds - 6)).toBeLessThan(1);
  });

  test("pairs an error only with the same error: the verb tells", async () => {
    const verbs = ["INSERT", "DELETE", "UPDATE"];
    const errors = verbs.map((verb, i) => ({ at: 10 + 17 * i, pid: 701, delay: 0.01, verb }));
    const [server, client] = story(errors, 12);
    // More lines of the session than the client logged: no longer one to one.
    for (const at of [25, 31, 49]) refuses(server, at, 701, "MERGE");
    expect(await estimateOf(server, client)).toMatchObject({ state: "shifted", pairs: 3, outliers: 0 });
  });
});

describe("no clock is estimated", () => {
  test("from keys shuffled among sessions of different seconds", async () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) {
      const errors = refusals(seed, 4 + seed);
      const next = random(100 + seed);
      const pids = errors
        .map(({ pid }) => ({ pid, rank: next() }))
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ pid }) => pid);
      const shuffled = story(errors, 37, (error) => pids[errors.indexOf(error)] ?? 0);
      expect(await refusalOf(...shuffled)).toMatch(/^only \d+ of \d+ keyed pairs agree$/);
    }
  });

  test("from keys rotated by one session", async () => {
    const errors = refusals(3, 9).toSorted((a, b) => a.at - b.at);
    const rotated = story(errors, 37, (error) => errors[(errors.indexOf(error) + 1) % errors.length]?.pid ?? 0);
    expect(await refusalOf(...rotated)).toMatch(/keyed pairs agree$/);
  });

  test("from PIDs that no server's log names", async () => {
    const [server, client] = story(refusals(1, 9), 37, ({ pid }) => pid + 100_000);
    expect(await refusalOf(server, client)).toBe(
      "no record names a backend PID, client address or statement that the servers' logs hold",
    );
  });

  test("when most of the PIDs are nobody's: the rest may be chance", async () => {
    const errors = refusals(1, 10);
    const mostly = story(errors, 37, (error) => (errors.indexOf(error) < 4 ? error.pid : error.pid + 100_000));
    expect(await refusalOf(...mostly)).toBe(
      "6 of 10 keyed records name a session whose error no log holds, or which is another client's",
    );
  });

  test("from PIDs of sessions that carry another client's name", async () => {
    const server = new Server("aurora-1").idles(-120, 300).stops(-20).starts(-15);
    const theirs = "connection authorized: user=app database=orders application_name=worker-1";
    const client = new Client("api/pod-1", 37).works(WORKS_FROM, WORKS_TO);
    for (const { at, pid } of refusals(2, 8)) {
      server.session(1, pid, "LOG", theirs);
      refuses(server, at, pid);
      client.refused(at, pid);
    }
    const found = await correlated([server, client, new Client("worker/worker-1").works(WORKS_FROM, WORKS_TO)]);
    expect(found.get("api/pod-1")?.clock).toMatchObject({ state: "not-estimable" });
    expect(found.get("api/pod-1")?.sessions).toEqual([]);
  });

  test("from one pair, and from two beside a third that disagrees", async () => {
    expect(await refusalOf(...story(refusals(1, 1), 37))).toBe("only 1 keyed pair");
    const errors = refusals(1, 3).map((error, i) => (i === 0 ? { ...error, delay: 20 } : error));
    expect(await refusalOf(...story(errors, 37))).toBe("only 2 of 3 keyed pairs agree");
  });

  test("from the application's own pid", async () => {
    const server = new Server("aurora-1").idles(-120, 300);
    const client = new Client("api/pod-1", 37).works(WORKS_FROM, WORKS_TO);
    for (const { at, pid } of refusals(2, 8)) {
      refuses(server, at, pid);
      client.logs(at, "error", "cannot execute UPDATE in a read-only transaction", { code: "25006", pid });
    }
    expect(await refusalOf(server, client)).toMatch(/^no record of it names a backend PID/);
  });

  test("from times alone, however well they fit", async () => {
    const server = new Server("aurora-1").idles(-120, 300);
    const app = new App("api/pod-1", { zone: "UTC", shift: 37 }).works(-120, -1).works(100, 300);
    for (const at of [3, 4, 9, 17, 18, 26, 39, 41, 58, 73]) {
      server.refuses(at, 701);
      app.refused(at + 0.3);
    }
    expect(await refusalOf(server, app)).toMatch(/^no record of it names a backend PID/);
  });

  test("from one session's regular lines of which the client logged a part: several offsets fit", async () => {
    const [server, client] = story(
      Array.from({ length: 20 }, (_, i) => ({ at: 20 + 5 * i, pid: 701, delay: 0.1 })),
      0,
    );
    for (const at of [5, 10, 15, 120, 125, 130]) refuses(server, at, 701);
    expect(await refusalOf(server, client)).toBe("20 of 20 keyed pairs fit one offset and 20 another");
  });
});

describe("ends of sessions", () => {
  const ended = "terminating connection due to administrator command";

  /** Sessions that an orderly stop ended at second 30, and what the client says of them, and when. */
  function stopped(client: Client, at: number, fields: Readonly<Record<string, unknown>> = {}): [Server, Client] {
    const server = new Server("aurora-1").idles(-120, 300).stops(30, 701, 702, 703).starts(33);
    [701, 702, 703].forEach((pid, i) => {
      client.logs(at + i / 10, "error", ended, { code: "57P01", backend_pid: pid, ...fields });
    });
    return [server, client];
  }

  test("that a silent client tells together may be told late: no clock", async () => {
    const client = new Client("api/pod-1").works(-60, 20);
    expect(await refusalOf(...stopped(client, 75))).toMatch(/it may have found them late$/);
  });

  test("are a clock when the client was at work between: its stamps are ahead", async () => {
    const clock = await estimateOf(...stopped(new Client("api/pod-1", 45).works(-60, 200), 30.1));
    expect(clock).toMatchObject({ state: "shifted", pairs: 3 });
    expect(Math.abs(clock.seconds - 45)).toBeLessThan(1);
  });

  test("are a clock when the driver tells them as they come", async () => {
    const client = new Client("api/pod-1", 45).works(-60, 20);
    const clock = await estimateOf(...stopped(client, 30.1, { client: { processID: 701, secretKey: 5 } }));
    expect(clock.state).toBe("shifted");
  });

  test("are a clock when the client's stamps are before the server's: nothing is told before it happens", async () => {
    const client = new Client("api/pod-1", -20).works(-60, 20);
    expect(await estimateOf(...stopped(client, 30.1))).toMatchObject({ state: "shifted" });
  });

  test("by a crash, of which the log tells once for all, count for every session seen in that life", async () => {
    const server = new Server("aurora-1").idles(-120, 300).born(-5, 701, 702, 703).killed(30, { pid: 999 }).starts(34);
    const client = new Client("api/pod-1", -9).works(-60, 100);
    [701, 702, 703].forEach((pid, i) => {
      client.logs(30.1 + i / 5, "error", "Connection terminated unexpectedly", { backend_pid: pid });
    });
    const clock = await estimateOf(server, client);
    expect(clock).toMatchObject({ state: "shifted", pairs: 3, by: "backend-pid" });
    expect(Math.abs(clock.seconds + 9)).toBeLessThan(1);
  });
});

describe("other keys", () => {
  const SKEW = 21;

  function at(clock: ClockEstimate, by: ClockEstimate["by"]): void {
    expect(clock).toMatchObject({ state: "shifted", by, outliers: 0 });
    expect(clock.lowSeconds).toBeLessThanOrEqual(SKEW);
    expect(clock.highSeconds).toBeGreaterThanOrEqual(SKEW);
  }

  test("births told by their PID", async () => {
    const server = new Server("aurora-1").idles(-120, 300).stops(-20).starts(-15);
    const client = new Client("api/pod-1", SKEW).works(-60, 100);
    for (const [i, second] of [3, 11, 12, 29].entries()) {
      server.born(second, 701 + i);
      client.logs(second + 0.05, "info", "connected to database", { backend_pid: 701 + i });
      // Later lines of the session are no births.
      client.logs(second + 30, "info", "connection is fine", { backend_pid: 701 + i });
    }
    at(await estimateOf(server, client), "backend-pid");
  });

  test("the client's own end of the socket, as Go prints it", async () => {
    const server = new Server("aurora-1").idles(-120, 300).says(100, "LOG", "received fast shutdown request");
    const client = new Client("api/pod-1", SKEW).works(-60, 100);
    for (const [i, second] of [3, 11, 17, 29].entries()) {
      const pid = 701 + i;
      server.session(second, pid, "FATAL", "terminating connection due to administrator command");
      client.logs(
        second + 0.05,
        "error",
        `read tcp 10.0.0.7:${40_000 + pid}->10.0.1.5:5432: read: connection reset by peer`,
      );
    }
    at(await estimateOf(server, client), "client-address");
  });

  test("the statement, as an ORM prints it with its parameters", async () => {
    const server = new Server("aurora-1").idles(-120, 300);
    const client = new Client("api/pod-1", SKEW).works(-60, 100);
    for (const [i, second] of [3, 11, 17, 29].entries()) {
      refuses(server, second, 701, "UPDATE", `UPDATE jobs SET state = 'x' WHERE id = ${i}`);
      client.logs(
        second + 0.05,
        "error",
        `(psycopg2.errors.ReadOnlySqlTransaction) cannot execute UPDATE in a read-only transaction\n\n[SQL: UPDATE jobs  SET state = %(s)s WHERE id = %(i)s]\n[parameters: {'s': 'x', 'i': ${i}}]\n(Background on this error at: https://sqlalche.me/e/14/2j85)`,
      );
    }
    at(await estimateOf(server, client), "statement");
  });

  test("a statement that everybody runs all the time is no key", async () => {
    const server = new Server("aurora-1").idles(-120, 300);
    const client = new Client("api/pod-1").works(-60, 100);
    for (let second = 3; second < 60; second++) refuses(server, second, 701, "UPDATE", "UPDATE counters SET n = n + 1");
    for (let second = 20; second < 40; second++)
      client.logs(second + 0.05, "error", "cannot execute UPDATE in a read-only transaction", {
        query: "UPDATE counters SET n = n + 1",
      });
    expect(await refusalOf(server, client)).toBe("offsets over 42.6 s fit the keyed pairs alike");
  });
});

describe("a zone without a key", () => {
  const REFUSED = [3, 4, 9, 17, 18, 26, 39, 41, 58, 73] as const;

  function refusing(at: readonly number[] = REFUSED): Server {
    const server = new Server("aurora-1").idles(-120, 300);
    for (const second of at) server.refuses(second, 701);
    return server;
  }

  function app(shift: number, at: readonly number[] = REFUSED, id = "api/pod-1", zone: "UTC" | "none" = "none"): App {
    const made = new App(id, { zone, shift }).works(-120, -1).works(100, 300);
    for (const second of at) made.refused(second + 0.3);
    return made;
  }

  test.each([
    ["New York", -5 * 3600, "UTC-05:00"],
    ["Berlin", 3600, "UTC+01:00"],
    ["Kolkata", 5.5 * 3600, "UTC+05:30"],
    ["Kathmandu", 5.75 * 3600, "UTC+05:45"],
    ["Auckland in summer", 13 * 3600, "UTC+13:00"],
  ])("that of %s, is an assumption", async (_city, shift, zone) => {
    const client = await clientOf(refusing(), app(shift));
    expect(client.clock.state).toBe("not-estimable");
    expect(client.zone).toMatchObject({ seconds: shift, zone });
    expect(client.zone?.reason).toContain("assumption");
  });

  test("is not assumed for stamps that state one, for UTC, from two errors, or for a shift that is no zone", async () => {
    expect((await clientOf(refusing(), app(3600, REFUSED, "api/pod-1", "UTC"))).zone).toBeNull();
    expect((await clientOf(refusing(), app(0))).zone).toBeNull();
    expect((await clientOf(refusing([3, 17]), app(3600, [3, 17]))).zone).toBeNull();
    expect((await clientOf(refusing(), app(3637))).zone).toBeNull();
  });

  test("is not assumed where the server logged none of it", async () => {
    expect((await clientOf(new Server("aurora-1").idles(-120, 300), app(3600))).zone).toBeNull();
  });

  test("orders the errors with the server's, and the lines are shown as written", async () => {
    const report = await judge(refusing(), app(-5 * 3600), rdsEvents());
    const line = report.evidence.find(({ source }) => source.file.startsWith("apps/"));
    expect(line?.time).toMatch(/^2026-11-21T19:00:0/);
    expect(line?.text).toMatch(/^2026-11-21 14:00:0/);
    expect(report.problems.map((problem) => problem.kind)).toContain("zone-assumed");
  });
});

describe("an estimated clock", () => {
  test("orders the client's records, which are shown as written", async () => {
    const [server, client] = story(refusals(4, 12), 37);
    const report = await judge(server, client.log(), rdsEvents());
    const line = report.evidence.find(({ source, text }) => source.file.startsWith("apps/") && text.includes("25006"));
    const written = /"timestamp":"([^"]+)"/.exec(line?.text ?? "")?.[1] ?? "";
    expect(Date.parse(written) - Date.parse(line?.time ?? "")).toBeGreaterThan(36_000);
    expect(Date.parse(written) - Date.parse(line?.time ?? "")).toBeLessThan(38_000);
    expect(report.problems.map((problem) => problem.kind)).toContain("zone-estimated");
  });
});
