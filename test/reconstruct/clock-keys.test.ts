// Keys by which a client's record names a session of the database (APPS §6.1).
import { describe, expect, test } from "vitest";
import { keysIn } from "../../src/reconstruct/clock/keys.ts";
import { printedStatement, statementKey } from "../../src/reconstruct/clock/statement-key.ts";

describe("a backend PID", () => {
  test.each([
    ["node-postgres, util.inspect", "    processID: 29036,\n    secretKey: -526221906,"],
    ["node-postgres, pino", '{"client":{"processID":29036,"secretKey":5}}'],
    ["psycopg 3", "connected, backend_pid=29036"],
    ["psycopg2", "conn.get_backend_pid()=29036 lost"],
    ["asyncpg", "get_server_pid: 29036"],
    ["pgjdbc", "getBackendPID backendPID=29036"],
    ["Npgsql", "Connector opened (ProcessID: 29036)"],
    ["Postgrex", "connection_id: 29036 disconnected"],
    ["Pgpool-II", "DB node id: 1 backend pid: 29036 statement: SELECT 1"],
    ["an application's own words", "connected to database (backend pid 29036)"],
  ])("is read as %s prints it", (_driver, text) => {
    expect(keysIn(text, 0, 0, null).pid).toBe(29_036);
  });

  test.each([
    ["the application's own", '{"pid":29036,"msg":"query failed"}'],
    ["the application's own, in words", "worker pid=29036 retries"],
    ["another word's end", "rapid: 29036"],
    ["one that a pooler made up", "connected to database (backend pid 333758334)"],
    ["no number", "backend_pid=unknown"],
    ["a fraction", "backend_pid=29036.5"],
  ])("is not %s", (_what, text) => {
    expect(keysIn(text, 0, 0, null).pid).toBe(0);
  });

  test("of a field of the format is preferred to the text's", () => {
    expect(keysIn("backend_pid=29036", 701, 0, null).pid).toBe(701);
    expect(keysIn("backend_pid=29036", 4_194_305, 0, null).pid).toBe(0);
  });
});

describe("a client's address", () => {
  test.each([
    ["read tcp 10.0.5.6:36396->10.0.1.28:5432: i/o timeout", { host: "10.0.5.6", port: 36_396 }],
    ["write tcp [fd00::1]:36396->[fd00::2]:5432: broken pipe", { host: "fd00::1", port: 36_396 }],
    [
      "S-0x559a: orders/app@10.0.1.28:5432 new connection to server (from 10.0.5.6:36396)",
      { host: "10.0.5.6", port: 36_396 },
    ],
    ['{"localPort":36396}', { host: null, port: 36_396 }],
  ])("is read from %s", (text, address) => {
    expect(keysIn(text, 0, 0, null).address).toEqual(address);
  });

  test("is not the server's", () => {
    expect(keysIn("connect ECONNREFUSED 10.0.1.28:5432", 0, 0, null).address).toBeNull();
    expect(keysIn("dial tcp 10.0.1.28:5432: connect: connection refused", 0, 0, null).address).toBeNull();
  });
});

describe("a statement", () => {
  const server = "UPDATE jobs SET state = $1 WHERE id = $2";

  test.each([
    [
      "SQLAlchemy",
      "(…) cannot execute UPDATE\n\n[SQL: UPDATE jobs SET state = %(s)s\nWHERE id = %(i)s]\n(Background on…",
    ],
    ["psycopg 3 behind SQLAlchemy", "[SQL: UPDATE jobs SET state = %s WHERE id = %s]"],
    ["Spring", "PreparedStatementCallback; SQL [UPDATE jobs SET state = ? WHERE id = ?]; ERROR: cannot execute UPDATE"],
    ["TypeORM", "  query: 'UPDATE jobs SET state = $1 WHERE id = $2',"],
    ["Sequelize", '"sql":"UPDATE jobs SET state = :state WHERE id = :id;"'],
    ["knex", "error: UPDATE jobs SET state = ? WHERE id = ? - cannot execute UPDATE in a read-only transaction"],
  ])("is the same as the server's, as %s prints it", (_orm, text) => {
    expect(keysIn(text, 0, 0, null).statement).toBe(statementKey(server));
  });

  test("keeps what tells it from others", () => {
    expect(statementKey("UPDATE jobs SET n = 1 WHERE id = 7")).not.toBe(
      statementKey("UPDATE jobs SET n = 1 WHERE id = 8"),
    );
    expect(statementKey("SELECT '2026-11-21'::date")).toBe("SELECT '2026-11-21'::date");
  });

  test("has its parameters in place as psycopg2 sends them, where SQLAlchemy prints plain ones", () => {
    const text = "[SQL: UPDATE jobs SET s = %(s)s WHERE id = %(i)s]\n[parameters: {'s': 'x, y', 'i': 7}]";
    expect(printedStatement(text, null)).toBe("UPDATE jobs SET s = 'x, y' WHERE id = 7");
    const quoted = `[SQL: UPDATE jobs SET s = %(s)s]\n[parameters: {'s': "it's"}]`;
    expect(printedStatement(quoted, null)).toBe("UPDATE jobs SET s = %(s)s");
  });

  test("too short to be anybody's own is none", () => {
    for (const sql of ["COMMIT", "BEGIN", "SELECT 1;", "   \n  ROLLBACK  "]) expect(statementKey(sql)).toBeNull();
  });
});

test("texts made to be slow are read in time", () => {
  const began = performance.now();
  for (const piece of [
    "[SQL: ",
    "SQL [",
    'query="',
    "sql: '\\",
    "[parameters: {",
    "select a ",
    "backend pid",
    "read tcp 1.1.1.1:1-",
  ])
    keysIn(piece.repeat(32_768 / piece.length), 0, 0, null);
  expect(performance.now() - began).toBeLessThan(1000);
});
