/** A statement shorter than this (`COMMIT`, `SELECT 1`) is everybody's. */
const MIN_LENGTH = 12;
const MAX_LENGTH = 4000;

/** Parameter marks of the server (`$1`) and of drivers and ORMs (`?`, `%s`, `%(id)s`, `:id` but not the cast `::`). */
const marks = /\$\d+|%s|%\([A-Za-z_]\w*\)s|(?<![:\w]):[A-Za-z_]\w*|\?/g;

/** How ORMs and loggers print the statement that failed (APPS §6.1): what stands before it, and the statement. */
const printed: readonly { readonly before: RegExp; readonly statement: RegExp }[] = [
  // SQLAlchemy
  { before: /\[SQL: /, statement: /^([^\0]{1,4000}?)\](?=[^\S\n]{0,20}(?:\n|$))/ },
  // Spring JDBC
  { before: /\bSQL \[/, statement: /^([^\n]{1,4000}?)\](?=;|\n|$)/ },
  // errors of TypeORM and Sequelize, dumped
  { before: /\b(?:query|sql)["']?\s?[:=]\s?(?=["'])/i, statement: /^(["'])((?:(?!\1)[^\\\n]|\\.){1,4000})\1/ },
  // knex
  {
    before: /^(?:\w{0,40}[Ee]rror: )?(?=(?:select|insert|update|delete|with)\b)/im,
    statement: /^([^\n]{1,4000}?) - (?=\w)/,
  },
];

/** The statement a client's record prints, or null. `field` is what the format has a field for. */
export function printedStatement(text: string, field: string | null): string | null {
  if (field !== null) return field;
  for (const { before, statement } of printed) {
    const found = statement.exec(after(before, text))?.findLast((group) => group !== undefined);
    if (found !== undefined) return withParameters(found, text);
  }
  return null;
}

/** What follows the first match: no pattern is tried at every place of a long text. */
function after(before: RegExp, text: string): string {
  const found = before.exec(text);
  if (found === null) return "";
  const start = found.index + found[0].length;
  return text.slice(start, start + MAX_LENGTH + 100);
}

/**
 * A statement as both ends may have printed it: white space collapsed, parameter marks alike, no final semicolon. Null
 * when it is too short to be anybody's own.
 */
export function statementKey(sql: string): string | null {
  const key = sql.slice(0, MAX_LENGTH).replace(marks, "?").replace(/\s+/g, " ").trim().replace(/;$/, "");
  return key.length < MIN_LENGTH ? null : key;
}

/**
 * SQLAlchemy prints marks and values apart; psycopg2 puts the values in before it sends (`%(id)s` → `7`), so the server
 * prints them in place. Plain numbers and strings only: what is quoted otherwise keeps its mark.
 */
function withParameters(sql: string, text: string): string {
  const list = /^([^\n]{1,4000}?)\}\]/.exec(after(/\[parameters: \{/, text))?.[1];
  if (list === undefined) return sql;
  const values = new Map<string, string>();
  const named = /'([A-Za-z_]\w{0,62})': ('[^'\\]{0,1000}'|-?\d{1,18}(?:\.\d{1,18})?)(?=,|$)/g;
  for (const [, name, value] of list.matchAll(named))
    if (name !== undefined && value !== undefined) values.set(name, value);
  return sql.replace(/%\(([A-Za-z_]\w*)\)s/g, (mark, name: string) => values.get(name) ?? mark);
}
