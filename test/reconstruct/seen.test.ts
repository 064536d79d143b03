// What looks like trouble and is no part of an incident: said with its lines, and never of what an incident explains.
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/model/index.ts";
import { App, type CaseFile, judge, rdsEvents, Server } from "../incident.ts";
import { instanceOf, logOf } from "./facts.ts";

const administrator = "terminating connection due to administrator command";
const killed = "server process (PID 799) was terminated by signal 9: Killed";

/** `instance: note`, and under it the lines that are cited. */
async function seenIn(...story: readonly (Server | App | CaseFile)[]): Promise<readonly string[]> {
  return shown(await judge(...story));
}

function shown({ instances, evidence }: Report): readonly string[] {
  return instances.flatMap(({ id, seen }) =>
    seen.flatMap((note) => [
      `${id}: ${note.text}`,
      ...note.evidence.map((cited) => {
        const line = evidence.find((each) => each.id === cited);
        return `  ${line?.source.file}:${line?.source.line}`;
      }),
    ]),
  );
}

/** Only what is said. */
async function notesOf(...story: readonly (Server | App | CaseFile)[]): Promise<readonly string[]> {
  return (await seenIn(...story)).filter((line) => !line.startsWith("  "));
}

const quiet = (id = "aurora-1"): Server => new Server(id).idles(0, 200);
const log = "instances/aurora-1/postgresql.log.2026-11-21-1900";

const noSpace = (file: string): string => `could not extend file "base/pgsql_tmp/${file}": No space left on device`;

const crashAfterDeadlock = (at: number): Server =>
  new Server("aurora-1")
    .writes(-200, 99)
    .session(at, 700, "ERROR", "deadlock detected")
    .killed(100)
    .starts(110)
    .writes(111, 300);

const shortOfMemory = (): Server =>
  new Server("aurora-1").writes(-300, 99).session(-200, 700, "ERROR", "out of memory");

const ended = (server: Server): Server =>
  server.session(50, 700, "FATAL", administrator).session(51, 701, "FATAL", administrator);

const quoted = (what: string): string =>
  `aurora-1: ${what} the words of a crash or a stop: an application's text, not the server's log`;

describe("errors that no signature names", () => {
  test("are told by kind with the lines of the server and of clients that say the same", async () => {
    const server = quiet();
    for (const at of [21, 41, 61, 81]) server.session(at, 700, "ERROR", "deadlock detected");
    server.session(90, 701, "ERROR", 'duplicate key value violates unique constraint "jobs_pkey"');
    const a = new App("svc/a")
      .works(0, 200)
      .says(22, "WARNING", "attempt 1 failed: DeadlockDetected: deadlock detected");
    const b = new App("svc/b").works(0, 200).says(42, "ERROR", "deadlock detected");
    const c = new App("svc/c").works(0, 200).says(62, "ERROR", "deadlock detected");
    expect(await seenIn(server, a, b, c)).toEqual([
      "aurora-1: deadlock detected, 4 times: errors of sessions, the server went on",
      `  ${log}:3`,
      `  ${log}:5`,
      `  ${log}:7`,
      "  apps/svc/a.log:9",
      "  apps/svc/b.log:16",
      'aurora-1: duplicate key value violates unique constraint "…", once: an error of a session, the server went on',
      `  ${log}:10`,
    ]);
  });

  test("are of one kind whatever file or number they name, in the client's line too", async () => {
    const server = quiet().session(21, 700, "ERROR", noSpace("t7.0")).session(22, 701, "ERROR", noSpace("t8.3"));
    const app = new App("svc/a").works(0, 200).says(23, "WARNING", `attempt 1 failed: DiskFull: ${noSpace("t9.1")}`);
    expect((await seenIn(server, app)).slice(0, 4)).toEqual([
      'aurora-1: could not extend file "…": No space left on device, 2 times: errors of sessions, the server went on',
      `  ${log}:3`,
      `  ${log}:4`,
      "  apps/svc/a.log:9",
    ]);
  });

  test("are looked for in what clients call an error, as it is written there", async () => {
    const duplicate = 'duplicate key value violates unique constraint "jobs_pkey"';
    const server = quiet().session(21, 700, "ERROR", duplicate).session(22, 700, "ERROR", "boom");
    const app = new App("svc/a")
      .works(0, 200)
      .says(22, "INFO", duplicate)
      .says(23, "ERROR", "the boomerang's back")
      .says(25, "ERROR", `can't save: ${duplicate} isn't new`);
    expect((await seenIn(server, app)).filter((line) => !line.includes(log))).toEqual([
      "aurora-1: boom, once: an error of a session, the server went on",
      'aurora-1: duplicate key value violates unique constraint "…", once: an error of a session, the server went on',
      "  apps/svc/a.log:12",
    ]);
  });

  test("of a background process are told as such", async () => {
    expect(await notesOf(quiet().says(21, "ERROR", `could not parse "${killed}"`, 395))).toEqual([
      'aurora-1: could not parse "…", once: an error of a background process, the server went on',
    ]);
    expect(await notesOf(quiet().says(21, "ERROR", "canceling autovacuum task", 395))).toEqual([
      "aurora-1: canceling autovacuum task, once: an error of a background process, the server went on",
    ]);
  });

  test("are no notes when they take the server with them or come right before its end", async () => {
    expect(await notesOf(quiet().says(21, "FATAL", "could not load server certificate file"))).toEqual([]);
    const panic = "2026-11-21 19:00:21 UTC::@:[600]:PANIC:  could not locate a valid checkpoint record";
    expect(await notesOf(logOf("aurora-1", panic))).toEqual([]);
    expect(await notesOf(crashAfterDeadlock(60))).toEqual([]);
    expect(await notesOf(crashAfterDeadlock(-60))).toHaveLength(1);
    expect(await notesOf(crashAfterDeadlock(200))).toHaveLength(1);
  });

  test("are no notes when they name what an incident may come from", async () => {
    const server = (): Server => quiet().session(21, 700, "ERROR", noSpace("t7.0"));
    expect(await notesOf(server())).toHaveLength(1);
    const event = rdsEvents([30, "aurora-1", "Allocated storage has been exhausted"]);
    expect(await notesOf(server(), event)).toEqual([]);
    const wraparound =
      'database is not accepting commands that assign new transaction IDs to avoid wraparound data loss in database "orders"';
    expect(await notesOf(quiet().session(21, 700, "ERROR", wraparound))).toEqual([]);
    expect(await notesOf(shortOfMemory().writes(100, 300))).toHaveLength(1);
    expect(await notesOf(shortOfMemory().killed(100).starts(110).writes(111, 300))).toEqual([]);
  });

  test("are at most four kinds, the most frequent first, and never more than six notes of five lines", async () => {
    const server = quiet().session(30, 700, "FATAL", administrator).session(31, 700, "LOG", killed);
    const words = ["one", "two", "three", "four", "five", "six"];
    for (const [i, word] of words.entries())
      for (let n = 0; n <= i; n++) server.session(40 + n, 700, "ERROR", `relation "t${n}" lacks ${word}`);
    const app = new App("svc/a").works(0, 200).says(22, "WARNING", `indexed note: ${killed}`);
    const { instances } = await judge(server, app);
    const seen = instances[0]?.seen ?? [];
    expect(seen).toHaveLength(6);
    expect(seen.map(({ text }) => /^\d session|^\d line|lacks \w+, \d/.exec(text)?.[0])).toEqual([
      "1 session",
      "1 line",
      "1 line",
      "lacks six, 6",
      "lacks five, 5",
      "lacks four, 4",
    ]);
    server.records.splice(0, server.records.length, ...server.records.filter(({ level }) => level === "ERROR"));
    expect(await notesOf(server.idles(0, 200))).toHaveLength(4);
    for (const { evidence } of seen) {
      expect(evidence.length).toBeGreaterThan(0);
      expect(evidence.length).toBeLessThanOrEqual(5);
    }
  });

  test("of a storm are read in part, and the note says so", async () => {
    const server = quiet();
    for (let i = 0; i < 3000; i++) server.session(10 + i / 100, 700, "ERROR", `canceling statement ${i}`);
    const { seen } = await instanceOf("aurora-1", server);
    expect(seen.map(({ text, count }) => [text, count])).toEqual([
      [
        "canceling statement #, at least 700 times (of 3000 errors the first 700 were read): errors of sessions, the server went on",
        700,
      ],
    ]);
  });

  test("show no value of a statement", async () => {
    const server = quiet().session(
      21,
      700,
      "ERROR",
      `new row for 'bob@example.com' violates "secret" 4111111111111111`,
    );
    server.session(22, 701, "ERROR", "customer ann@example.com is blocked");
    const notes = await notesOf(server);
    expect(notes.map((note) => note.slice(0, 21))).toEqual(["aurora-1: customer em", "aurora-1: new row for"]);
    expect(notes.join("\n")).not.toMatch(/bob|ann@|secret|4111/);
  });
});

describe("sessions ended one by one", () => {
  const note =
    "aurora-1: 2 sessions were terminated by command (pg_terminate_backend or the like) while no stop was requested: the server went on";

  test("are told with the clients whose sessions they were", async () => {
    const a = new App("svc/a").works(0, 200).says(50.2, "ERROR", `error: ${administrator}`);
    const b = new App("svc/b").works(0, 200);
    expect(await seenIn(ended(quiet()), a, b)).toEqual([note, `  ${log}:4`, `  ${log}:5`, "  apps/svc/a.log:18"]);
  });

  test("are cited in part, clients included", async () => {
    const server = quiet();
    for (let pid = 700; pid < 720; pid++) server.session(50, pid, "FATAL", administrator);
    const clients = ["a", "b", "c"].map((id) => new App(`svc/${id}`).works(0, 200).says(50.2, "ERROR", administrator));
    expect(await seenIn(server, ...clients)).toEqual([
      note.replace("2 sessions", "20 sessions"),
      `  ${log}:4`,
      `  ${log}:5`,
      `  ${log}:6`,
      "  apps/svc/a.log:18",
      "  apps/svc/b.log:18",
    ]);
  });

  test("are found by a client's clock that is off when nothing else ended sessions", async () => {
    const app = new App("svc/a").works(0, 200).says(95, "ERROR", `error: ${administrator}`);
    expect(await seenIn(ended(quiet()), app)).toContain("  apps/svc/a.log:33");
    const two = new Server("aurora-2").writes(0, 90).stops(95, 800).starts(99).writes(100, 200);
    const lines = await seenIn(ended(quiet()), app, two);
    expect(lines[0]).toBe(note);
    expect(lines).not.toContain("  apps/svc/a.log:33");
  });

  test("are none in a stop, asked for or silent", async () => {
    expect(
      await notesOf(ended(new Server("aurora-1").writes(0, 49)).stops(52, 702).starts(60).writes(61, 200)),
    ).toEqual([]);
    expect(await notesOf(new Server("aurora-1").writes(0, 45).stops(49, 700, 701).starts(60).writes(61, 200))).toEqual(
      [],
    );
    // Aurora restarts without a word of the stop.
    expect(await notesOf(ended(new Server("aurora-1").writes(0, 49)).starts(60).writes(61, 200))).toEqual([]);
    // A stop that waits for its sessions.
    const smart = new Server("aurora-1").writes(0, 45).says(48, "LOG", "received smart shutdown request");
    expect(await notesOf(ended(smart).writes(60, 200).says(201, "LOG", "database system is shut down"))).toEqual([]);
    // The same, long before the restart.
    expect(await notesOf(ended(new Server("aurora-1").writes(0, 249)).starts(260).writes(261, 400))).toEqual([note]);
  });

  test("are none where another instance took over", async () => {
    const reader = new Server("aurora-2", 3500).starts(-100, "reader").idles(-90, 51).promotes(53).writes(60, 200);
    expect(await notesOf(ended(quiet()), reader)).toEqual([]);
  });

  test("are none where the log ends with them, or RDS reports what was done", async () => {
    expect(await notesOf(ended(new Server("aurora-1").idles(0, 40)))).toEqual([]);
    expect(await notesOf(ended(quiet()), rdsEvents([60, "aurora-1", "DB instance restarted"]))).toEqual([]);
    expect(await notesOf(ended(quiet()), rdsEvents([60, "aurora-2", "DB instance restarted"]))).toEqual([note]);
    expect(await notesOf(ended(quiet()), rdsEvents([60, "aurora-1", "Backing up DB instance"]))).toEqual([note]);
    expect(
      await notesOf(ended(quiet()), rdsEvents([55, "orders-prod", "Completed failover to DB instance: aurora-2"])),
    ).toEqual([]);
  });
});

describe("words of a crash", () => {
  test("that a session raised or an error quotes are told as a session's", async () => {
    const server = quiet()
      .session(
        20.5,
        700,
        "ERROR",
        `invalid input syntax for type integer: "FATAL:  Can't handle storage runtime process crash"`,
      )
      .session(30, 700, "LOG", killed)
      .session(31, 701, "LOG", "database system is shut down");
    const { verdict, ...report } = await judge(server);
    expect(verdict.class).toBe("no-incident");
    expect(shown({ verdict, ...report })).toEqual([
      "aurora-1: 3 lines carry the words of a crash or a stop, but a session wrote them or quotes them: not the server's own",
      `  ${log}:4`,
      `  ${log}:5`,
      `  ${log}:3`,
    ]);
  });

  test("in an error's statement leave the error what it is", async () => {
    const statement = `INSERT INTO notes VALUES ('${killed}')`;
    const server = quiet().session(21, 700, "ERROR", "deadlock detected", statement);
    expect(await notesOf(server)).toEqual([
      "aurora-1: 1 line carries the words of a crash, but a session wrote them or quotes them: not the server's own",
      "aurora-1: deadlock detected, once: an error of a session, the server went on",
    ]);
  });

  test("that the postmaster wrote are its own", async () => {
    const server = new Server("aurora-1").writes(-200, 99).killed(100).starts(110).writes(111, 300);
    expect(await notesOf(server, new App("svc/a").works(-200, 300))).toEqual([]);
  });

  test("that applications quote are told once, of the first instance", async () => {
    const wiki = new App("wiki/1")
      .works(0, 200)
      .says(22, "WARNING", "search for 'received fast shutdown request' in notes")
      .says(23, "ERROR", `note import failed: "FATAL:  Can't handle storage runtime process crash"`);
    expect(await seenIn(quiet("aurora-2"), quiet("aurora-1"), wiki)).toEqual([
      quoted("2 lines of applications quote"),
      "  apps/wiki/1.log:9",
      "  apps/wiki/1.log:10",
    ]);
    // Ordinary records are sampled, one a second.
    wiki.says(25, "INFO", `indexed note: ${killed}`);
    expect(await seenIn(quiet("aurora-2"), quiet("aurora-1"), wiki)).toEqual([
      quoted("at least 3 lines of applications quote"),
      "  apps/wiki/1.log:9",
      "  apps/wiki/1.log:10",
      "  apps/wiki/1.log:12",
    ]);
  });
});

test("a quiet instance has nothing to tell", async () => {
  expect(await notesOf(quiet(), new App("svc/a").works(0, 200))).toEqual([]);
});
