import { describe, expect, test } from "vitest";
import { redact } from "../../src/text/index.ts";

describe("what a server says about itself stays", () => {
  test.each([
    "2026-11-21 19:11:58 UTC::@:[569]:LOG:  server process (PID 1616) was terminated by signal 9: Killed",
    "2026-11-21 19:11:58 UTC:10.0.1.5(40330):app@orders:[1616]:ERROR:  cannot execute UPDATE in a read-only transaction",
    "cannot execute SELECT FOR UPDATE in a read-only transaction",
    "Can't handle storage runtime process crash",
    'parameter "work_mem" changed to "4MB"',
    "database system was interrupted; last known up at 2026-11-21 19:10:01 UTC",
    "User query might have needed to see row versions that must be removed.",
    'PANIC:  could not write to file "pg_wal/xlogtemp.12": No space left on device',
    "LOG:  checkpoint complete: wrote 4096 buffers (25.0%); write=269.5 s, sync=0.01 s",
    'FATAL:  password authentication failed for user "app"',
    'connection to server at "aurora-1.x.rds.amazonaws.com" (10.0.0.4), port 5432 failed: FATAL:  the database system is starting up',
    "LOG:  selected new timeline ID: 2",
    'DETAIL:  Connection matched pg_hba.conf line 5: "host all all 127.0.0.0/8 scram-sha-256"',
    "autovacuum: dropping orphan temp table orders.pg_temp_3",
    '{"level":50,"time":1763751118442,"pid":7,"err":{"code":"25006","stack":"error: read-only\\n    at Parser.parse (/app/pg-protocol/parser.js:369:69)"}}',
    "\tat org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2713)",
    "HikariPool-1 - Connection is not available, request timed out after 30001ms (total=10, active=10, idle=0, waiting=42)",
  ])("%s", (line) => {
    expect(redact(line, { reveal: new Set(["address", "host"]) })).toBe(line);
  });
});

describe("what users wrote goes", () => {
  test.each([
    [
      "DETAIL:  Failed process was running: UPDATE \"Orders\" SET total = 12.50, note = 'it''s bob' WHERE id = 9",
      'DETAIL:  Failed process was running: UPDATE "Orders" SET total = ?, note = ? WHERE id = ?',
    ],
    ["STATEMENT:  SELECT $1, t1.x FROM t1 -- by bob", "STATEMENT:  SELECT $1, t1.x FROM t1 ?"],
    ["duration: 12.345 ms  execute S_1: SELECT pg_sleep(5)", "duration: 12.345 ms  execute S_1: SELECT pg_sleep(?)"],
    ["DETAIL:  Key (email)=(bob) already exists.", "DETAIL:  Key (email)=(?) already exists."],
    ["DETAIL:  Failing row contains (1, bob, null).", "DETAIL:  Failing row contains (?)."],
    ["DETAIL:  parameters: $1 = 'bob', $2 = NULL", "DETAIL:  parameters: $1 = ?, $2 = NULL"],
    [
      'ERROR:  invalid input syntax for type integer: "bob" at character 15',
      'ERROR:  invalid input syntax for type integer: "?" at character 15',
    ],
    ["user bob.smith@example.com logged in", "user <email> logged in"],
    ["postgres://app:hunter2@db.example:5432/orders", "postgres://app<secret>@<host>:5432/orders"],
    ["host=db password=hunter2 user=app", "host=<host> password=<secret> user=app"],
    ["Authorization: Bearer abc.def", "Authorization: <secret>"],
    ["key AKIAIOSFODNN7EXAMPLE used", "key <secret> used"],
    ["card 4111 1111 1111 1111", "card <secret>"],
    [
      '{"sql":"UPDATE t SET x = 5","parameters":["bob",5],"pid":7,"password":"hunter2"}',
      '{"sql":"UPDATE t SET x = ?","parameters":[?],"pid":7,"password":"<secret>"}',
    ],
    [
      'level=error msg="can\'t write" sql="UPDATE t SET a=\'bob\' WHERE id=5" attempt=3',
      'level=error msg="can\'t write" sql="UPDATE t SET a=? WHERE id=?" attempt=3',
    ],
    [
      'AUDIT: SESSION,1,1,WRITE,UPDATE,TABLE,public.t,"UPDATE t SET a = $1","bob,5"',
      'AUDIT: SESSION,1,1,WRITE,UPDATE,TABLE,public.t,"UPDATE t SET a = $1",?',
    ],
  ])("%s", (line, shown) => {
    expect(redact(line)).toBe(shown);
  });
});
