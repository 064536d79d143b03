// Writes that were accepted, sessions that were refused, and when they were born.
import { describe, expect, test } from "vitest";
import { Server } from "../incident.ts";
import { instanceOf, us } from "./facts.ts";

/** An instance around which something happens, so that its ordinary lines are read. */
function server(): Server {
  return new Server("a").starts(-60).idles(-59, 60);
}

async function acceptedBy(build: (to: Server) => Server): Promise<number> {
  return (await instanceOf("a", build(server()))).accepted.within(0, Number.POSITIVE_INFINITY).length;
}

describe("a write is shown to be accepted", () => {
  test.each([
    "duration: 5.123 ms  statement: INSERT INTO jobs VALUES (1)",
    "duration: 5.123 ms  execute <unnamed>: UPDATE jobs SET state = $1",
    "duration: 5.123 ms  execute S_1: /* api */ DELETE FROM jobs",
    "statement: INSERT INTO jobs VALUES (1)",
    "execute S_2: INSERT INTO jobs VALUES ($1)",
  ])("by a session's `%s`", async (message) => {
    expect(await acceptedBy((to) => to.session(5, 700, "LOG", message))).toBe(1);
  });

  test.each([
    "duration: 5.123 ms  statement: SELECT 1 FROM jobs",
    "duration: 5.123 ms  parse S_1: INSERT INTO jobs VALUES ($1)",
    "duration: 5.123 ms  bind S_1: INSERT INTO jobs VALUES ($1)",
    "statement: BEGIN",
    "statement: COMMIT",
  ])("not by `%s`", async (message) => {
    expect(await acceptedBy((to) => to.session(5, 700, "LOG", message))).toBe(0);
  });

  test.each([
    'automatic vacuum of table "orders.public.jobs": index scans: 0',
    "checkpoint complete: wrote 3 buffers (0.0%)",
  ])("by the server's own `%s`", async (message) => {
    expect(await acceptedBy((to) => to.says(5, "LOG", message, 390))).toBe(1);
  });

  test("not by a restartpoint, which a standby has too", async () => {
    expect(await acceptedBy((to) => to.says(5, "LOG", "restartpoint complete: wrote 3 buffers (0.0%)", 390))).toBe(0);
  });

  test("by an error that only a writable transaction can meet", async () => {
    const message = 'duplicate key value violates unique constraint "jobs_pkey"';
    expect(await acceptedBy((to) => to.session(5, 700, "ERROR", message, "INSERT INTO jobs VALUES (1)"))).toBe(1);
  });

  test("not by a session that is refused as read-only", async () => {
    const message = "statement: UPDATE jobs SET state = 'running' WHERE id = 7";
    expect(await acceptedBy((to) => to.session(5, 700, "LOG", message).refuses(5, 700))).toBe(0);
  });
});

describe("refused sessions", () => {
  test("are counted by their PID, from first to last", async () => {
    const { refusals } = await instanceOf("a", server().refuses(3, 701, 9).refuses(5, 702));
    expect(refusals?.count).toBe(8);
    expect(refusals?.sessions.map((each) => [each.pid, each.count, each.firstUs, each.lastUs])).toEqual([
      [701, 7, us(3), us(9)],
      [702, 1, us(5), us(5)],
    ]);
    expect(refusals?.sessions[0]?.who).toBe("app@orders from 10.0.0.7");
  });

  test("carry their birth where connections are logged, and none where they are not", async () => {
    const { refusals } = await instanceOf("a", server().born(-7, 701).refuses(3, 701).refuses(4, 702));
    expect(refusals?.sessions[0]?.bornUs).toBe(us(-7));
    expect(refusals?.sessions[1]?.bornUs).toBeNaN();
  });

  test("of a PID used again have the later birth, not the one of long ago", async () => {
    const { refusals } = await instanceOf("a", server().born(-50, 701).born(20, 701).refuses(22, 701));
    expect(refusals?.sessions.map((each) => each.bornUs)).toEqual([us(20)]);
  });

  test("of a PID used again half an hour later are two sessions", async () => {
    const { refusals } = await instanceOf(
      "a",
      server().refuses(3, 701).idles(61, 2400).born(2300, 701).refuses(2301, 701),
    );
    expect(refusals?.sessions.map((each) => [each.firstUs, each.bornUs])).toEqual([
      [us(3), Number.NaN],
      [us(2301), us(2300)],
    ]);
  });

  test("of a PID used again after a restart are two sessions", async () => {
    const restarted = server().refuses(3, 701).stops(10).starts(14).born(16, 701).refuses(20, 701);
    const { refusals } = await instanceOf("a", restarted);
    expect(refusals?.sessions).toHaveLength(2);
  });
});
