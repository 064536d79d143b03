import type { RecordText } from "../model/index.ts";

/** Longest text looked at, and longest statement taken from it; a verb stands in front. */
const MAX_TEXT = 16_384;
const MAX_STATEMENT = 2000;

/**
 * Where drivers and frameworks put the statement that failed: SQLAlchemy `[SQL: …]`, Spring `SQL [… ]`, Laravel
 * `(Connection: pgsql, SQL: …)`, TypeORM, Sequelize and node's inspector `query: '…'`, `sql: "…"` (APPS §1.1).
 */
const MARKS: readonly RegExp[] = [
  /\[SQL: /,
  /\bSQL \[/,
  /\(Connection: [\w-]{1,64}, SQL: /,
  /\b(?:query|sql|statement)\\?["']?\s?[:=]\s?\\?["'`]/,
];

/** knex and MikroORM put the statement and ` - ` before the server's text. */
const BEFORE_DASH = /\b(?:insert|update|delete|merge|with|select|commit|call|copy|truncate)\b/i;

/**
 * The statement that a client's record names, from its beginning and perhaps with something after its end; null when it
 * names none.
 */
export function statementIn(text: RecordText): string | null {
  if (text.statement !== null) return text.statement.slice(0, MAX_STATEMENT);
  const whole = `${text.message}\n${text.error ?? ""}`.slice(0, MAX_TEXT);
  for (const mark of MARKS) {
    const found = mark.exec(whole);
    if (found === null) continue;
    const start = found.index + found[0].length;
    return whole.slice(start, start + MAX_STATEMENT).trimStart();
  }
  for (const line of whole.split("\n", 20)) {
    const dash = line.lastIndexOf(" - ");
    const verb = dash === -1 ? null : BEFORE_DASH.exec(line.slice(0, dash));
    if (verb !== null) return line.slice(verb.index, dash).slice(0, MAX_STATEMENT);
  }
  return null;
}
