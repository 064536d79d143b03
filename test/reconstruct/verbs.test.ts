// Whether a statement writes, by what is visible of it.
import { describe, expect, test } from "vitest";
import { statementFingerprint, writeKind } from "../../src/reconstruct/verbs.ts";

describe("a statement", () => {
  test.each([
    "INSERT INTO jobs VALUES (1)",
    "  update jobs set state = 'x'",
    "/* api/jobs#run */ UPDATE jobs SET state = 'x'",
    "-- nightly\nDELETE FROM jobs",
    "/* a */ -- b\n/* c */ MERGE INTO jobs USING x ON true WHEN MATCHED THEN DELETE",
    "WITH due AS (SELECT id FROM jobs) UPDATE jobs SET state = 'x' FROM due",
    "WITH gone AS (DELETE FROM jobs RETURNING *) SELECT count(*) FROM gone",
    "COPY jobs FROM STDIN",
    "SELECT id FROM jobs WHERE state = 'due' LIMIT 1 FOR UPDATE SKIP LOCKED",
    "SELECT id FROM jobs FOR NO KEY UPDATE",
    "SELECT id FROM jobs FOR SHARE",
    "SELECT nextval('jobs_id_seq')",
    "select setval('jobs_id_seq', 7)",
    "SELECT * INTO copy FROM jobs",
    "TRUNCATE jobs",
    "CREATE INDEX CONCURRENTLY ON jobs (state)",
    "REFRESH MATERIALIZED VIEW totals",
    "EXPLAIN ANALYZE INSERT INTO jobs VALUES (1)",
    "EXPLAIN (ANALYZE, BUFFERS) UPDATE jobs SET state = 'x'",
    'INSERT INTO jobs (id, payload) VALUES (1, \'{"a": ',
  ])("writes: %s", (statement) => {
    expect(writeKind(statement)).toBe("write");
  });

  test.each([
    "SELECT 1 FROM jobs",
    "SELECT 'for update' FROM jobs",
    "SELECT note FROM jobs WHERE note = 'INSERT INTO x'",
    "WITH due AS (SELECT id FROM jobs) SELECT * FROM due",
    "WITH a AS (SELECT 'DELETE FROM jobs') SELECT * FROM a",
    "COPY jobs TO STDOUT",
    "COPY (SELECT * FROM jobs WHERE a = 'FROM') TO STDOUT",
    "SHOW transaction_read_only",
    "BEGIN",
    "ROLLBACK",
    "SET application_name = 'UPDATE'",
    "EXPLAIN UPDATE jobs SET state = 'x'",
    "EXPLAIN (ANALYZE false) UPDATE jobs SET state = 'x'",
    "EXPLAIN ANALYZE SELECT 1 FROM jobs",
    "FETCH 10 FROM c",
  ])("does not write: %s", (statement) => {
    expect(writeKind(statement)).not.toBe("write");
    expect(writeKind(statement)).not.toBe("likely");
  });

  test.each(["COMMIT", "commit;", "END", "COMMIT PREPARED 'x'"])("probably ends a write: %s", (statement) => {
    expect(writeKind(statement)).toBe("likely");
  });

  test.each(["CALL nightly()", "DO $$ begin end $$", "EXECUTE plan_1(7)", "SELECT refresh_totals()", "", "/* cut"])(
    "may do anything: %s",
    (statement) => {
      expect(writeKind(statement)).toBe("unknown");
    },
  );

  test("of a megabyte is judged by its beginning, at once", () => {
    const before = performance.now();
    expect(writeKind(`UPDATE jobs SET note = '${"'".repeat(1_000_000)}`)).toBe("write");
    expect(writeKind("/*".repeat(500_000))).toBe("unknown");
    expect(writeKind("EXPLAIN ANALYZE ".repeat(50_000))).not.toBe("write");
    expect(writeKind("COPY (".repeat(50_000))).not.toBe("write");
    expect(performance.now() - before).toBeLessThan(500);
  });
});

describe("the fingerprint of a statement", () => {
  test("is the same whatever its values, blanks, case and comments", () => {
    const one = statementFingerprint("/* a */ UPDATE jobs SET note = 'it''s', n = 7 WHERE id = $1");
    expect(statementFingerprint("update jobs\n  SET note = 'else', n = 12.5 WHERE id = $2")).toBe(one);
  });

  test("differs for another table", () => {
    expect(statementFingerprint("UPDATE jobs SET n = 1")).not.toBe(statementFingerprint("UPDATE tasks SET n = 1"));
  });
});
