// How a statement stands in logs, one entry a way of writing it. What is readable beside it is in the second element.
type Carrier = (sql: string) => readonly [text: string, ...readable: readonly string[]];

const RDS = "2026-11-21 19:11:58 UTC:10.0.1.5(40330):app@orders_db:[1616]:";
const FULL =
  "2026-11-21 19:11:58.123 UTC:10.0.1.5(40330):app@orders_db:[1616]:3:40001:2026-11-21 19:02:01 UTC:4/22:0:6740.1:";
const REFUSED = "cannot execute UPDATE in a read-only transaction";
const json = (value: unknown): string => JSON.stringify(value);
const tabbed = (sql: string): string => sql.replaceAll("\n", "\n\t");
const csv = (sql: string): string => `"${sql.replaceAll('"', '""')}"`;

const server: readonly Carrier[] = [
  (sql) => [`${RDS}ERROR:  ${REFUSED}\n${RDS}STATEMENT:  ${tabbed(sql)}`],
  (sql) => [`${RDS}STATEMENT:  ${tabbed(sql)}`],
  (sql) => [`${FULL}STATEMENT:  ${tabbed(sql)}`, "40001"],
  (sql) => [`${RDS}LOG:  duration: 3.141 ms  statement: ${tabbed(sql)}`],
  (sql) => [`${RDS}LOG:  statement: ${tabbed(sql)}`],
  (sql) => [`${RDS}LOG:  duration: 12.345 ms  execute <unnamed>: ${tabbed(sql)}`],
  (sql) => [`${RDS}LOG:  execute S_1/C_2: ${tabbed(sql)}\n${RDS}DETAIL:  parameters: $1 = '7', $2 = NULL`],
  (sql) => [`${RDS}LOG:  duration: 1.2 ms  parse stmt_4: ${tabbed(sql)}`],
  (sql) => [`2026-11-21 19:11:58 UTC::@:[569]:DETAIL:  Failed process was running: ${tabbed(sql)}`],
  (sql) => [`${RDS}CONTEXT:  SQL statement "${tabbed(sql)}"\n\tPL/pgSQL function pay(integer) line 3 at SQL statement`],
  (sql) => [`${RDS}QUERY:  ${tabbed(sql)}`],
  (sql) => [
    `${RDS}DETAIL:  Process 1616 waits for ShareLock.\n\tProcess 1616: ${tabbed(sql)}\n\tProcess 1700: ${tabbed(sql)}`,
  ],
  (sql) => [
    `${RDS}LOG:  duration: 9.1 ms  plan:\n\tQuery Text: ${tabbed(sql)}\n\tSeq Scan on x  (cost=0.00..1.01 rows=1)`,
  ],
  (sql) => [`${RDS}LOG:  duration: 9.1 ms  plan:\n\t${json({ "Query Text": sql, Plan: { "Node Type": "Seq Scan" } })}`],
  (sql) => [`${RDS}LOG:  AUDIT: SESSION,1,1,WRITE,UPDATE,TABLE,public.x,${csv(sql)},<not logged>`],
  (sql) => [
    `2026-11-21 19:11:58.123 UTC,"app","orders_db",1616,"10.0.0.1:5000",6740.1,1,"UPDATE",,,0,ERROR,25006,"${REFUSED}",,,,,,${csv(sql)},,,"app"`,
    "25006",
  ],
  (sql) => [
    json({
      timestamp: "2026-11-21 19:11:58.123 UTC",
      pid: 1616,
      remote_host: "10.0.0.1",
      state_code: "25006",
      message: REFUSED,
      statement: sql,
    }),
    "25006",
  ],
  (sql) => [json({ events: [{ timestamp: 1, message: `${RDS}STATEMENT:  ${sql}` }] })],
  (sql) => [`2026-11-21T19:11:58.123Z ${RDS}STATEMENT:  ${tabbed(sql)}`],
];

const applications: readonly Carrier[] = [
  (sql) => [json({ level: 50, time: 1, msg: "can't write", sql, err: { code: "25006", message: REFUSED } }), "25006"],
  (sql) => [
    json({ level: 50, err: { type: "QueryFailedError", query: sql, parameters: ["x"], code: "25006" }, msg: REFUSED }),
    "25006",
  ],
  (sql) => [json({ level: "error", message: `query failed: ${sql}`, timestamp: "2026-11-21T19:11:58Z" })],
  (sql) => [
    json({
      level: "error",
      ts: 1.5,
      caller: "db/tx.go:41",
      msg: "exec failed",
      query: sql,
      error: `ERROR: ${REFUSED} (SQLSTATE 25006)`,
    }),
    "25006",
  ],
  (sql) => [
    json({ time: "2026-11-21T19:11:58Z", level: "ERROR", msg: "exec", "db.query.text": sql, "db.statement": sql }),
  ],
  (sql) => [
    json({
      asctime: "2026-11-21 19:11:58,123",
      levelname: "ERROR",
      message: `(psycopg2.errors.ReadOnlySqlTransaction) ${REFUSED}\n\n[SQL: ${sql}]\n[parameters: {'a': 'x'}]`,
    }),
  ],
  (sql) => [json({ timestamp: "t", level: "ERROR", fields: { message: "db", statement: sql, "db.elapsed": 3 } })],
  (sql) => [`time=2026-11-21T19:11:58Z level=error msg="can't" sql=${json(sql)} attempt=3`],
  (sql) => [`level=error ts=1 query=${json(sql)} err=${json(`pq: ${REFUSED}`)}`],
  (sql) => [
    `2026-11-21 19:11:58,123 ERROR [main] o.h.engine.jdbc.spi.SqlExceptionHelper - ERROR: ${REFUSED}; SQL [${sql}]; constraint [null]`,
  ],
  (sql) => [`org.springframework.dao.X: could not execute statement [ERROR: ${REFUSED}] [${sql}]; SQL [${sql}]`],
  (sql) => [
    `org.postgresql.util.PSQLException: ERROR: ${REFUSED}\n\tat org.postgresql.core.v3.X.y(X.java:27)\nQuery: ${sql}`,
  ],
  (sql) => [`Hibernate: ${sql}`],
  (sql) => [`ActiveRecord::StatementInvalid (PG::ReadOnlySqlTransaction: ERROR:  ${REFUSED}\n: ${sql}):`],
  (sql) => [`D, [2026-11-21T19:11:58.123 #7] DEBUG -- :   Order Update (3.1ms)  ${sql}`],
  (sql) => [`(0.003) ${sql}; args=('x', 5); alias=default`],
  (sql) => [`django.db.utils.InternalError: ${REFUSED}\nSTATEMENT: ${sql}`],
  (sql) => [`prisma:query ${sql}`],
  (sql) => [`Npgsql.PostgresException (0x80004005): 25006: ${REFUSED}\nStatement: ${sql}`, "25006"],
  (sql) => [
    `fail: Microsoft.EntityFrameworkCore.Database.Command[20102]\n      Failed executing DbCommand (3ms) [Parameters=[@p0='?'], CommandType='Text', CommandTimeout='30']\n      ${sql}`,
  ],
  (sql) => [
    `ERROR sqlalchemy.pool can't reset: (psycopg.errors.X) ${REFUSED} [SQL: ${sql}] (Background on this error at: https://sqlalche.me/e/20/2j85)`,
  ],
  (sql) => [`ERROR:  syntax error at or near "x"\nLINE 1: ${sql}\n        ^`],
  (sql) => [`ERROR: pq: ${REFUSED} while running "${sql}"`],
  (sql) => [`error: ${REFUSED} ${sql} -- at Parser.parseErrorMessage`],
];

const wrappers: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line,
  (line) => line,
  (line) => json({ log: `${line}\n`, stream: "stdout", time: "2026-11-21T19:11:58.457330598Z" }),
  (line) => `2026-11-21T19:11:58.457330598Z stderr F ${line}`,
  (line) => json({ timestamp: 1, ingestionTime: 2, message: line, logStreamName: "web/7" }),
  (line) => `1\t2026-11-21T19:11:58.000Z\t${line}`,
  (line) => json({ kubernetes: { pod_name: "web-7" }, log: line }),
];

export const carriers: readonly Carrier[] = [...server, ...applications];
export { wrappers };
