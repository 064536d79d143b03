import { type Random, secretNumber, secretWord } from "./random.ts";

/** A text with secrets in it, and words of it that everyone may read. */
export interface Planted {
  readonly text: string;
  readonly secrets: readonly string[];
  /** Tables, columns, verbs, SQLSTATEs: they must stay readable. */
  readonly readable: readonly string[];
  /** What stands behind a secret and makes it one: before it no cut text tells it from any word. */
  readonly toldBy?: string;
}

// Every kind of literal and comment that PostgreSQL's lexer knows (scan.l), and what people put into them.
const literals: readonly ((secret: string, number: string) => string)[] = [
  (s) => `'${s}'`,
  (s) => `'o''${s}''s'`,
  (s) => `'${s}' '${s}'`,
  (s) => `''''||'${s}'`,
  (s) => `E'it\\'s ${s} \\\\'`,
  (s) => `e'\\x41${s}\\n'`,
  (s) => `U&'\\0041${s}'`,
  (s) => `u&'d\\0061t\\+000061${s}' UESCAPE '!'`,
  (s) => `N'${s}'`,
  (s) => `B'${s}'`,
  (s) => `x'${s}'`,
  (s) => `$$${s}'s "quoted"$$`,
  (s) => `$body$ ${s} $$ ' $body$`,
  (s) => `$fn$BEGIN RAISE '${s}'; END$fn$`,
  (s) => `1 -- don't ${s}\n`,
  (s) => `/* isn't /* nested */ ${s} */ 2`,
  (s) => String.raw`'C:\' || '${s}'`,
  (s) => String.raw`'it\'s ${s}'`,
  (s) => `'{"name": "${s}", "quote": "\\"", "list": [1, "${s}"]}'::jsonb`,
  (s) => `'<a href="x">${s}</a>'`,
  (s) => `'${s}'::text`,
  (s) => `CAST('${s}' AS varchar(20))`,
  (s) => `interval '${s}'`,
  (s) => `ARRAY['a', '${s}']`,
  (s) => `('${s}', 2)`,
  (s) => `lower(trim('  ${s}'))`,
  (s) => `'first\nsecond ${s}\n\tthird'`,
  (s) => `'ünï ${s} 😀'`,
  (_, n) => n,
  (_, n) => `-${n}.${n}e-12`,
  (_, n) => `.${n}`,
  (_, n) => `0x${n}`,
];

type Shape = (
  literal: string,
  table: string,
  column: string,
) => { readonly sql: string; readonly verb: string; readonly hidesNames?: true };

const shapes: readonly Shape[] = [
  (l, t, c) => ({ verb: "UPDATE", sql: `UPDATE ${t} SET ${c} = ${l} WHERE id = 5 AND status = 'open'` }),
  (l, t, c) => ({ verb: "UPDATE", sql: `update "${t}" set "${c}" = 'x', ${c}_at = now() where "${c}" = ${l}` }),
  (l, t, c) => ({ verb: "INSERT", sql: `INSERT INTO ${t} (id, "${c}") VALUES (${l}, 'x'), (2, ${l})` }),
  (l, t, c) => ({ verb: "INSERT", sql: `INSERT INTO public.${t} (${c}) VALUES (${l}) ON CONFLICT (${c}) DO NOTHING` }),
  (l, t, c) => ({ verb: "SELECT", sql: `select * from ${t} where ${c} like ${l} or ${c} in ('a', ${l}) limit 3` }),
  (l, t, c) => ({
    verb: "SELECT",
    sql: `SELECT a.${c}, count(*) FROM ${t} a JOIN x ON x.id = a.id HAVING max(${c}) > ${l}`,
  }),
  (l, t, c) => ({ verb: "DELETE", sql: `DELETE FROM ${t} WHERE ${c} = ${l} RETURNING ${c}` }),
  (l, t, c) => ({ verb: "WITH", sql: `WITH r AS (SELECT ${l} AS v) INSERT INTO ${t} (${c}) SELECT v FROM r` }),
  (l, t, c) => ({
    verb: "MERGE",
    sql: `MERGE INTO ${t} USING s ON s.id = ${t}.id WHEN MATCHED THEN UPDATE SET ${c} = ${l}`,
  }),
  (l, t, c) => ({ verb: "CALL", sql: `CALL ${t}(${c} => ${l}, 3)` }),
  (l, t, c) => ({ verb: "COPY", sql: `COPY (SELECT ${c} FROM ${t} WHERE ${c} = ${l}) TO STDOUT` }),
  (l, t, c) => ({ verb: "PREPARE", sql: `PREPARE p AS UPDATE ${t} SET ${c} = ${l}` }),
  (l, t, c) => ({ verb: "EXECUTE", sql: `EXECUTE ${t}_${c}(${l}, 7)` }),
  (l, t, c) => ({ verb: "COMMENT", sql: `COMMENT ON COLUMN ${t}.${c} IS ${l}` }),
  (l, t, c) => ({ verb: "SELECT", sql: `/* app:web,user:x */ SELECT ${c}\nFROM ${t}\nWHERE ${c} = ${l}\n\tAND true` }),
  (l, t, c) => ({ verb: "EXPLAIN", sql: `EXPLAIN ANALYZE SELECT ${c} FROM ${t} WHERE ${c} = ${l}` }),
];

const tables = ["orders", "customers", "payment_events", "Invoices", "shop_items", "user_accounts", "audit_trail"];
const columns = ["status", "note", "total_cents", "updatedAt", "shipping_code", "owner_id", "label"];

/** A statement with one kind of literal, two secrets in it. */
export function statement(random: Random): Planted {
  const secrets = [secretWord(random), secretNumber(random)] as const;
  const literal = random.of(literals)(...secrets);
  const [table, column] = [random.of(tables), random.of(columns)];
  const { sql, verb } = random.of(shapes)(literal, table, column);
  return { text: sql, secrets, readable: [verb, table, column] };
}

// Statements that carry passwords.
const administration: readonly ((secret: string) => { readonly sql: string; readonly readable: readonly string[] })[] =
  [
    (s) => ({ sql: `ALTER ROLE app PASSWORD '${s}'`, readable: ["ALTER ROLE"] }),
    (s) => ({
      sql: `CREATE USER app WITH ENCRYPTED PASSWORD '${s}' VALID UNTIL 'infinity'`,
      readable: ["CREATE USER"],
    }),
    (s) => ({
      sql: `CREATE SERVER s FOREIGN DATA WRAPPER f OPTIONS (host '${s}', dbname 'x')`,
      readable: ["CREATE SERVER"],
    }),
    (s) => ({
      sql: `CREATE USER MAPPING FOR app SERVER s OPTIONS (user 'x', password '${s}')`,
      readable: ["CREATE USER"],
    }),
    (s) => ({ sql: `CREATE SUBSCRIPTION s CONNECTION 'host=db password=${s}' PUBLICATION p`, readable: ["CREATE"] }),
    (s) => ({ sql: `ALTER SYSTEM SET primary_conninfo = 'host=db password=${s}'`, readable: ["primary_conninfo"] }),
    (s) => ({ sql: `SET app.api_key = '${s}'`, readable: ["SET"] }),
    (s) => ({ sql: `SELECT dblink_connect('host=db user=app password=${s}')`, readable: ["dblink_connect"] }),
    (s) => ({ sql: `SELECT pgp_sym_encrypt('x', '${s}') FROM orders`, readable: ["pgp_sym_encrypt", "orders"] }),
    (s) => ({ sql: `NOTIFY changes, '${s}'`, readable: ["NOTIFY"] }),
    (s) => ({ sql: `DO $$BEGIN PERFORM '${s}'; END$$`, readable: ["DO"] }),
  ];

/** A statement that manages roles, servers or settings. */
export function administrative(random: Random): Planted {
  const secret = secretWord(random);
  const { sql, readable } = random.of(administration)(secret);
  return { text: sql, secrets: [secret], readable };
}
