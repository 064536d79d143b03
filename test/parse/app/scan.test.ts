import { describe, expect, test } from "vitest";
import { LevelCode } from "../../../src/model/index.ts";
import { scan } from "./support.ts";

const pino = (ms: number, level: number, msg: string, extra = ""): string =>
  `{"level":${level},"time":${1_795_288_000_000 + ms},"pid":1,"hostname":"h"${extra},"msg":"${msg}"}`;
const docker = (log: string, ms: number, stream = "stdout"): string =>
  JSON.stringify({ log: `${log}\n`, stream, time: new Date(1_795_288_000_000 + ms).toISOString() });
const pod = (name: string, text: string): string => `[pod/${name}/app] ${text}`;
const lines = (...all: string[]): string => `${all.join("\n")}\n`;
const balanced = (s: ReturnType<typeof scan>): void =>
  expect(s.counts.lines).toBe(s.counts.records + s.counts.continuations + s.counts.quarantined);

describe("records of several lines", () => {
  test("a Java stack with its causes is one record, its bytes included", () => {
    const text = lines(
      "2026-11-21 19:09:08,113 [main] ERROR com.acme.Jobs - Failed to update job",
      "org.postgresql.util.PSQLException: ERROR: cannot execute UPDATE in a read-only transaction",
      "\tat org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2993)",
      "Caused by: java.net.SocketException: Connection reset",
      "\t... 3 more",
      "2026-11-21 19:09:09,000 [main] INFO  com.acme.Jobs - next",
    );
    const s = scan(text);
    expect(s.counts).toEqual({ lines: 6, records: 2, continuations: 4, quarantined: 0 });
    const [first, second] = s.rows;
    if (first === undefined || second === undefined) throw new Error("two rows");
    expect(s.raw(first).split("\n")).toHaveLength(5);
    expect(s.text(first).error).toContain("Caused by: java.net.SocketException: Connection reset");
    expect(second.line).toBe(6);
  });

  test("SQLAlchemy's lines without indent and blank lines stay with their record", () => {
    const s = scan(
      lines(
        "[2026-11-21 18:55:51,686] WARNING in app: retrying: (psycopg2.errors.ReadOnlySqlTransaction) cannot execute UPDATE in a read-only transaction",
        "",
        "[SQL: UPDATE counters SET n = n + 1]",
        "(Background on this error at: https://sqlalche.me/e/14/2j85)",
        "",
        "[2026-11-21 18:55:52,150] INFO in app: handled",
      ),
    );
    expect(s.counts).toEqual({ lines: 6, records: 2, continuations: 4, quarantined: 0 });
    const [first] = s.rows;
    if (first === undefined) throw new Error("a row");
    expect(s.raw(first).endsWith("2j85)")).toBe(true);
    expect(s.text(first).error).toMatch(/^\n\[SQL: /);
  });

  test("console.log of an error under docker: the object's lines join, the next message does not", () => {
    const s = scan(
      lines(
        docker("idle client error error: terminating connection due to administrator command", 0),
        docker("    at Parser.parse (/app/parser.js:37:38) {", 1),
        docker("  code: '57P01',", 1),
        docker("  client: Client {", 1),
        docker("    processID: 748,", 1),
        docker("  }", 1),
        docker("}", 1),
        docker("batch processed { worker: 1 }", 2),
      ),
    );
    expect(s.streams[0]?.format).toEqual(["docker-json-file", "undated-text"]);
    expect(s.rows.map((row) => [row.line, row.level, row.pid])).toEqual([
      [1, LevelCode.error, 748],
      [8, LevelCode.none, 0],
    ]);
    expect(s.rows.map((row) => s.text(row).sqlstate)).toEqual(["57P01", null]);
  });

  test("libpq's three lines are one record with the wrapper's time", () => {
    const s = scan(
      lines(
        docker("psql: error: server closed the connection unexpectedly", 0, "stderr"),
        docker("\tThis probably means the server terminated abnormally", 1, "stderr"),
        docker("\tbefore or while processing the request.", 1, "stderr"),
        docker("connection to server was lost", 1, "stderr"),
      ),
    );
    expect(s.rows.map((row) => [row.line, row.timeUs])).toEqual([
      [1, 1_795_288_000_000_000],
      [4, 1_795_288_000_001_000],
    ]);
  });

  test("stdout and stderr of one container never join, and rows stay in the file's order", () => {
    const s = scan(
      lines(
        docker("job failed", 0, "stdout"),
        docker("Traceback (most recent call last):", 0, "stderr"),
        docker("    at a (a.js:1:1)", 0, "stdout"),
        docker('  File "a.py", line 1', 0, "stderr"),
        docker("    at b (b.js:1:1)", 0, "stdout"),
        docker("ValueError: x", 0, "stderr"),
      ),
    );
    expect(s.rows.map((row) => row.line)).toEqual([1, 2]);
    expect(s.counts).toEqual({ lines: 6, records: 2, continuations: 4, quarantined: 0 });
    // Lines of the other channel lie between: the first line alone is the citation.
    expect(s.rows.map((row) => s.raw(row).includes("\n"))).toEqual([false, false]);
  });

  test("a split line waits for its end, and what began behind it waits with it", () => {
    const at = "2026-11-21T19:06:32.660000000Z";
    const whole = pino(0, 30, "split");
    const s = scan(
      lines(
        `${at} stdout P ${whole.slice(0, 20)}`,
        `${at} stderr F ERROR:db:failed`,
        `${at} stderr F ERROR:db:failed again`,
        `${at} stdout F ${whole.slice(20)}`,
      ),
    );
    expect(s.rows.map((row) => [row.line, row.level])).toEqual([
      [1, LevelCode.info],
      [2, LevelCode.error],
      [3, LevelCode.error],
    ]);
    expect(s.counts).toEqual({ lines: 4, records: 3, continuations: 1, quarantined: 0 });
  });

  test("a line under docker long after the last one is a record of its own", () => {
    const s = scan(
      lines(docker("ERROR:db:job failed", 0), docker("ValueError: x", 10), docker("Listening on 80", 60_000)),
    );
    expect(s.rows.map((row) => row.line)).toEqual([1, 3]);
  });
});

describe("undated lines in a dated file", () => {
  test("Node's crash between JSON lines is a record without time that owns its lines", () => {
    const s = scan(
      lines(
        pino(0, 30, "one"),
        "node:events:502",
        "      throw er; // Unhandled 'error' event",
        "      ^",
        "",
        "Error: Connection terminated unexpectedly",
        "    at Connection.<anonymous> (/app/client.js:204:73)",
        "",
        "Node.js v20.20.2",
        pino(2000, 30, "two"),
      ),
      { keep: "notable" },
    );
    expect(s.rows.map((row) => [row.line, row.level, Number.isNaN(row.timeUs)])).toEqual([
      [1, LevelCode.info, false],
      [2, LevelCode.fatal, true],
      [10, LevelCode.info, false],
    ]);
    const crash = s.rows[1];
    expect(crash?.signature).toBe(1);
    expect(crash === undefined ? "" : s.text(crash).error).toContain("Connection terminated unexpectedly");
    expect(s.problems).toContainEqual({
      kind: "undated-lines",
      file: "apps/orders-api/app.log",
      count: 6,
      afterLine: 1,
    });
    balanced(s);
  });

  test("libpq's warning on stderr does not hide in the record before it", () => {
    const s = scan(
      lines(
        "2026-11-21 18:48:04,560 INFO [db] started",
        "2026-11-21 18:48:05,560 INFO [db] going on",
        "WARNING:  terminating connection because of crash of another server process",
        "DETAIL:  The postmaster has commanded this server process to roll back",
        "HINT:  In a moment you should be able to reconnect to the database and repeat your command.",
        "2026-11-21 18:48:06,560 INFO [db] going on",
      ),
    );
    expect(s.rows.map((row) => [row.line, row.level])).toEqual([
      [1, LevelCode.info],
      [2, LevelCode.info],
      [3, LevelCode.warning],
      [6, LevelCode.info],
    ]);
    const warning = s.rows[2];
    if (warning === undefined) throw new Error("a row");
    expect(s.text(warning)).toMatchObject({
      time: null,
      detail: "The postmaster has commanded this server process to roll back",
      hint: "In a moment you should be able to reconnect to the database and repeat your command.",
    });
  });

  test("a stack without a message before it does not join a JSON record", () => {
    const s = scan(lines(pino(0, 30, "one"), "    at f (a.js:1:1)", pino(1, 30, "two")));
    expect(s.rows.map((row) => row.line)).toEqual([1, 2, 3]);
  });

  test("lines that go on with a record before the file are quarantined", () => {
    const s = scan(
      lines("\tat a.B.c(B.java:1)", "\tat a.B.d(B.java:2)", "2026-11-21 19:09:08,113 [main] INFO  a.B - up"),
    );
    expect(s.counts).toEqual({ lines: 3, records: 1, continuations: 0, quarantined: 2 });
    expect(s.problems).toContainEqual(
      expect.objectContaining({ kind: "quarantined-lines", count: 2, firstLine: 1, byteOffset: 0 }),
    );
  });

  test("a rare dated line in undated text does not swallow what follows", () => {
    const plain = Array.from({ length: 60 }, (_, n) => `step ${n} done`);
    const s = scan(lines(...plain, "2026-11-21 18:48:04 checkpoint", ...plain));
    expect(s.counts).toEqual({ lines: 121, records: 121, continuations: 0, quarantined: 0 });
    expect(s.streams[0]).toMatchObject({ format: ["undated-text"], dated: 1, undated: 120 });
  });

  test("in a file without any time each line is a record", () => {
    const s = scan(lines("  indented first", "started", "failed: cannot connect", "\tIs the server running?"));
    expect(s.counts).toEqual({ lines: 4, records: 3, continuations: 1, quarantined: 0 });
    expect(s.streams[0]).toMatchObject({ timeBasis: "none", dated: 0, undated: 3 });
  });
});

describe("what is kept", () => {
  test("warnings, signatures, the first, the last, and one ordinary record a second", () => {
    const all = [
      pino(0, 30, "first"),
      pino(100, 30, "same second"),
      pino(1000, 30, "second one"),
      pino(1001, 20, "again"),
      pino(1002, 30, "the connection was refused"),
      pino(1003, 40, "slow"),
      pino(1004, 30, "again"),
      pino(2500, 30, "third"),
      pino(2600, 30, "last"),
    ];
    const s = scan(lines(...all), { keep: "notable" });
    expect(s.rows.map((row) => row.line)).toEqual([1, 3, 5, 6, 8, 9]);
    expect(s.streams[0]).toMatchObject({ dated: 9, firstUs: 1_795_288_000_000_000, lastUs: 1_795_288_002_600_000 });
    expect(scan(lines(...all)).rows).toHaveLength(9);
  });

  test("an error without a level is no sample of success", () => {
    const s = scan(
      lines(
        docker("up", 0),
        docker("retrying TypeError: x is undefined", 900),
        docker("done", 950),
        docker("end", 990),
      ),
      { keep: "notable" },
    );
    expect(s.rows.map((row) => [row.line, row.level])).toEqual([
      [1, 0],
      [2, LevelCode.error],
      [4, 0],
    ]);
  });
});

describe("streams", () => {
  test("kubectl --prefix keeps pods apart and their rows whole", () => {
    const s = scan(
      lines(
        pod("a-1", "2026-11-21 18:48:04,560 ERROR [db] failed"),
        pod("b-2", pino(0, 30, "one")),
        pod("a-1", "Traceback (most recent call last):"),
        pod("a-1", "ValueError: x"),
        pod("b-2", pino(1, 30, "two")),
        pod("a-1", "2026-11-21 18:48:05,560 INFO [db] up"),
      ),
    );
    expect(s.streams.map(({ key, format }) => [key, format])).toEqual([
      ["a-1/app", ["kubectl-prefix", "python-bracketed"]],
      ["b-2/app", ["kubectl-prefix", "pino"]],
    ]);
    expect(s.rows.filter(({ key }) => key === "a-1/app").map(({ line }) => line)).toEqual([1, 6]);
    expect(s.counts).toEqual({ lines: 6, records: 4, continuations: 2, quarantined: 0 });
  });

  test("newest first is told, and every row keeps its own time", () => {
    const s = scan(lines(...[9, 8, 7, 6, 5].map((n) => pino(n * 1000, 30, `n${n}`))));
    expect(s.streams[0]?.descending).toBe(true);
    expect(s.rows.map((row) => (row.timeUs - 1_795_288_000_000_000) / 1e6)).toEqual([9, 8, 7, 6, 5]);
  });

  test("a zone-less stamp takes the zone that was asked for", () => {
    const text = lines("2026-11-21 14:11:44,970 INFO [db] started", "2026-11-21 14:11:45,970 INFO [db] up");
    const s = scan(text, { zone: "America/New_York" });
    expect(s.streams[0]?.timeBasis).toBe("assumed");
    expect(s.rows[0]?.timeUs).toBe(Date.parse("2026-11-21T19:11:44.970Z") * 1000);
    expect(s.rows.map((row) => s.text(row).time)).toEqual(s.rows.map((row) => row.timeUs));
  });

  test("the wrapper settles the zone of a stamp without one", () => {
    const s = scan(
      lines(`{"log":"2026-11-21 14:11:44,970 INFO [db] up\\n","stream":"stdout","time":"2026-11-21T19:11:44.971Z"}`),
    );
    expect(s.streams[0]?.timeBasis).toBe("stated");
    expect(s.rows[0]?.timeUs).toBe(Date.parse("2026-11-21T19:11:44.970Z") * 1000);
  });

  test("a deploy that changes the format changes the reading", () => {
    const before = Array.from({ length: 120 }, (_, n) => `2026-11-21 18:48:04,${100 + n} INFO [db] n${n}`);
    const after = Array.from({ length: 150 }, (_, n) => pino(n * 1000, 30, `n${n}`));
    const s = scan(lines(...before, ...after));
    expect(s.counts).toEqual({ lines: 270, records: 270, continuations: 0, quarantined: 0 });
    expect(s.streams[0]?.format).toEqual(["pino"]);
    expect(s.rows.every((row) => !Number.isNaN(row.timeUs))).toBe(true);
  });
});

describe("fields", () => {
  test("the database's pid and the local port, never the application's pid", () => {
    const s = scan(
      lines(
        pino(0, 30, "connected", ',"dbPid":22253,"localPort":55724'),
        pino(
          1,
          50,
          "idle",
          ',"err":{"message":"terminated","stack":"Error: terminated","code":"57P01","client":{"processID":748}}',
        ),
        pino(2, 30, "plain"),
      ),
    );
    expect(s.rows.map((row) => [row.pid, row.port])).toEqual([
      [22_253, 55_724],
      [748, 0],
      [0, 0],
    ]);
  });

  test.each([
    ["Retrying batch: ERROR: cannot execute UPDATE [SQLState=25006]", "25006"],
    ["server error (FATAL: the database system is starting up (SQLSTATE 57P03))", "57P03"],
    ["marked as broken because of SQLSTATE(57P01), ErrorCode(0)", "57P01"],
    ["SQLSTATE[25006]: Read only sql transaction", "25006"],
    ["SQL Error: 0, SQLState: 08006", "08006"],
    ["{ code: 'EPIPE' }", null],
    ["SQLSTATE[HY000]: General error", null],
    ["order 25006 was shipped", null],
  ])("%s has SQLSTATE %s", (message, state) => {
    const s = scan(lines(`2026-11-21 18:48:04,560 ERROR [db] ${message}`));
    expect(s.rows.map((row) => s.text(row).sqlstate)).toEqual([state]);
  });

  test("the server that was asked", () => {
    const s = scan(
      lines(
        '2026-11-21 18:48:04,560 ERROR [db] connection to server at "db.example" (10.0.0.7), port 5432 failed: Connection refused',
        "2026-11-21 18:48:04,561 ERROR [db] connect ECONNREFUSED 10.0.0.8:5432",
      ),
    );
    expect(s.rows.map((row) => s.text(row).host)).toEqual(["10.0.0.7", "10.0.0.8"]);
  });
});

describe("bad input", () => {
  test("a record of more than 2,000 lines is cut, the rest is quarantined and counted", () => {
    const frames = Array.from({ length: 2500 }, (_, n) => `\tat a.B.c(B.java:${n})`);
    const s = scan(
      lines(
        "2026-11-21 19:09:08,113 [main] ERROR a.B - failed",
        ...frames,
        "2026-11-21 19:09:09,113 [main] INFO  a.B - up",
      ),
    );
    expect(s.counts).toEqual({ lines: 2502, records: 2, continuations: 1999, quarantined: 501 });
    expect(s.problems).toContainEqual(
      expect.objectContaining({ kind: "quarantined-lines", count: 501, firstLine: 2001 }),
    );
  });

  test("a record of more than 256 KiB is cut too", () => {
    const s = scan(
      lines(
        "2026-11-21 19:09:08,113 [main] ERROR a.B - failed",
        ...Array.from({ length: 9 }, () => " ".repeat(40_000) + "x"),
      ),
    );
    balanced(s);
    expect(s.counts.quarantined).toBe(3);
  });

  test("a line of more than a mebibyte is read as far as it is examined", () => {
    const long = pino(0, 50, "failed", `,"err":{"message":"terminating connection","stack":"${"é".repeat(800_000)}"}`);
    const s = scan(lines(long, pino(1000, 30, "up")));
    expect(s.counts).toEqual({ lines: 2, records: 2, continuations: 0, quarantined: 0 });
    const [first, second] = s.rows;
    expect(first).toMatchObject({
      timeUs: 1_795_288_000_000_000,
      level: LevelCode.error,
      byteLength: Buffer.byteLength(long),
    });
    expect(second?.byteOffset).toBe(Buffer.byteLength(long) + 1);
    expect(s.problems).toContainEqual({
      kind: "long-line",
      file: "apps/orders-api/app.log",
      line: 1,
      byteOffset: 0,
      byteLength: Buffer.byteLength(long),
    });
  });

  test("a JSON line that lost its end keeps what came before", () => {
    const s = scan(lines(pino(0, 30, "one"), pino(1, 50, "two").slice(0, -20), pino(2, 30, "three")));
    expect(s.rows.map((row) => row.level)).toEqual([LevelCode.info, LevelCode.error, LevelCode.info]);
    expect(s.problems.map(({ kind }) => kind)).toEqual(["malformed-json"]);
  });

  test("NUL bytes are kept and told once", () => {
    const s = scan(lines("2026-11-21 18:48:04,560 INFO [db] a\u0000b", "2026-11-21 18:48:05,560 INFO [db] c\u0000"));
    expect(s.rows.map((row) => s.text(row).message)).toEqual(["a\u0000b", "c\u0000"]);
    expect(s.problems).toEqual([{ kind: "nul-bytes", file: "apps/orders-api/app.log", line: 1, byteOffset: 35 }]);
  });

  test("bytes that are not UTF-8 are read one by one", () => {
    const s = scan(Buffer.from(lines("2026-11-21 18:48:04,560 INFO [db] caf\u00e9"), "latin1"));
    expect(s.rows.map((row) => s.text(row).message)).toEqual(["café"]);
  });

  test("CRLF, colours and a byte order mark are no part of the text", () => {
    const s = scan(
      "\uFEFF2026-11-21 18:48:04,560 \u001b[31mERROR\u001b[0m [db] failed\r\n2026-11-21 18:48:05,560 INFO [db] up\r\n",
    );
    expect(s.rows.map((row) => [s.text(row).level, s.text(row).message])).toEqual([
      ["error", "failed"],
      ["info", "up"],
    ]);
  });

  test("the last line counts without its newline, and an empty file is no trouble", () => {
    expect(scan(pino(0, 30, "one")).counts).toEqual({ lines: 1, records: 1, continuations: 0, quarantined: 0 });
    expect(scan("")).toMatchObject({ streams: [], counts: { lines: 0 }, problems: [] });
    expect(scan("\n\n").counts).toEqual({ lines: 2, records: 0, continuations: 2, quarantined: 0 });
  });

  test("an excerpt says so", () => {
    const s = scan(lines("2026-11-21 18:48:04,560 INFO [db] a", "...", "2026-11-21 18:48:05,560 INFO [db] b"));
    expect(s.problems).toEqual([{ kind: "excerpt", file: "apps/orders-api/app.log", line: 2, count: 1 }]);
    balanced(s);
  });
});
