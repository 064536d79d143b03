// The lines of one crash, and what they show about writing.
import { describe, expect, test } from "vitest";
import type { Crash, WriteLevel } from "../../src/model/index.ts";
import { Server } from "../incident.ts";
import { instanceOf } from "./facts.ts";

/** The only crash of a server. */
async function crashOf(server: Server): Promise<Crash> {
  const { crashes } = await instanceOf(server.id, server);
  expect(crashes).toHaveLength(1);
  const [crash] = crashes;
  if (crash === undefined) throw new Error("no crash");
  return crash;
}

const up = (): Server => new Server("a").starts(-60).idles(-59, -1);

describe("a crash block", () => {
  test("holds the child, its last statement, the runtime's text and the shutdown", async () => {
    const crash = await crashOf(up().killed(0, { pid: 799 }).starts(8));
    expect(crash).toMatchObject({ kind: "child", childPid: 799, clientBackend: true, signal: 9, runtimeText: "old" });
    expect(crash.statement).toBe("UPDATE jobs SET state = 'done' WHERE id = 7");
    expect(crash.rows).toHaveLength(5);
    expect(crash.reinitialized).toBe(false);
  });

  test.each([
    ["server process", true],
    ["client backend", true],
    ['background worker "pg_cron"', false],
    ["worker process: pg_cron scheduler", false],
    ["autovacuum worker", false],
    ["checkpointer process", false],
  ])("of a %s is a client's: %s", async (name, clientBackend) => {
    const crash = await crashOf(up().killed(0, { name, signal: "11: Segmentation fault" }).starts(8));
    expect(crash).toMatchObject({ kind: "child", signal: 11, clientBackend });
  });

  test("names the first child that died, not those the postmaster found afterwards", async () => {
    const server = up().killed(0, { pid: 799, runtime: null, statement: null });
    server.says(0, "LOG", "server process (PID 812) exited with exit code 2");
    expect((await crashOf(server)).childPid).toBe(799);
  });

  test("of the storage runtime alone is of kind runtime", async () => {
    const server = up()
      .says(0, "FATAL", "Aurora Runtime process unexpectedly exited.")
      .says(0, "LOG", "database system is shut down");
    expect(await crashOf(server)).toMatchObject({
      kind: "runtime",
      childPid: null,
      runtimeText: "new",
      statement: null,
    });
  });

  test("of backends that find no postmaster is of kind postmaster, however many there are", async () => {
    const server = up();
    for (let pid = 640; pid < 700; pid++)
      server.session(0, pid, "FATAL", "terminating connection due to unexpected postmaster exit");
    const crash = await crashOf(server.starts(8));
    expect(crash.kind).toBe("postmaster");
    expect(crash.rows.length).toBeLessThanOrEqual(12);
  });

  test("takes lines 5 s apart and not 6", async () => {
    const near = up().says(0, "LOG", "server process (PID 799) was terminated by signal 9: Killed");
    near.says(5, "FATAL", "Can't handle storage runtime process crash").says(5, "LOG", "database system is shut down");
    expect(await crashOf(near)).toMatchObject({ kind: "child", childPid: 799, runtimeText: "old" });
    const far = up().says(0, "LOG", "server process (PID 799) was terminated by signal 9: Killed");
    far.says(6, "FATAL", "Can't handle storage runtime process crash").says(6, "LOG", "database system is shut down");
    expect(await crashOf(far)).toMatchObject({ kind: "runtime", childPid: null });
  });

  test("is none when the server was asked to shut down and did", async () => {
    expect((await instanceOf("a", up().stops(0, 640, 641).starts(8))).crashes).toEqual([]);
  });

  test("is none when a worker that PostgreSQL restarts by itself exits with code 1", async () => {
    const server = up().says(
      0,
      "LOG",
      'background worker "logical replication launcher" (PID 77) exited with exit code 1',
    );
    expect((await instanceOf("a", server.idles(1, 60))).crashes).toEqual([]);
  });

  test("survives a RAISE LOG of its text by a session", async () => {
    const server = up().session(0, 640, "LOG", "server process (PID 799) was terminated by signal 9: Killed");
    server.session(0, 640, "LOG", "database system is shut down");
    expect((await instanceOf("a", server.idles(1, 60))).crashes).toEqual([]);
  });
});

async function gradeOf(server: Server): Promise<WriteLevel> {
  return (await crashOf(server)).write.level;
}

describe("the write grade of a crash", () => {
  test.each([
    ["UPDATE jobs SET state = 'x'", "in-flight"],
    ["COMMIT", "in-flight"],
    ["SELECT 1", "none"],
    ["CALL nightly()", "none"],
    [null, "none"],
  ] as const)("of `%s` in a life whose start is in the log is %s", async (statement, level) => {
    expect(await gradeOf(up().killed(0, { statement }).starts(8))).toBe(level);
  });

  test("is attempted when the life's start, and with it the session's birth, is not in the log", async () => {
    expect(await gradeOf(new Server("a").idles(-60, -1).killed(0).starts(8))).toBe("attempted");
  });

  test("is refused when the killed PID itself was refused before", async () => {
    expect(await gradeOf(up().refuses(-4, 700).killed(0, { pid: 700 }).starts(8))).toBe("refused");
  });

  test("is not refused for another PID's refusal long before", async () => {
    expect(await gradeOf(up().refuses(-30, 701).killed(0, { pid: 700 }).starts(8))).toBe("in-flight");
  });

  test("is refused when every session of the last two seconds was", async () => {
    expect(await gradeOf(up().refuses(-1, 701).refuses(-1, 702).killed(0, { pid: 700 }).starts(8))).toBe("refused");
  });

  test("is accepted when another session demonstrably wrote in those two seconds", async () => {
    const server = up().refuses(-1, 701).refuses(-1, 702);
    server.session(-1, 703, "LOG", "duration: 5.1 ms  statement: INSERT INTO jobs VALUES (1)");
    expect(await gradeOf(server.killed(0, { pid: 700 }).starts(8))).toBe("accepted");
  });

  test("is not refused by the same PID's refusal in an earlier life", async () => {
    const server = new Server("a").starts(-60).refuses(-30, 700).stops(-20).starts(-15).killed(0, { pid: 700 });
    expect(await gradeOf(server.starts(8))).toBe("in-flight");
  });
});
