import * as fc from "fast-check";
import { expect, test } from "vitest";
import { redact } from "../../src/text/index.ts";

// A planted secret never leaks, wherever the text is cut. Letters that occur in no template, so that four of them in
// a row can only come from the secret.
const word = fc.string({ unit: fc.constantFrom(..."QZXJKVqzxjkv".split("")), minLength: 8, maxLength: 16 });
const number = fc.string({ unit: fc.constantFrom("7", "8", "9"), minLength: 8, maxLength: 12 });

const literalKinds: Readonly<Record<string, (secret: string) => string>> = {
  plain: (s) => `'${s}'`,
  doubled: (s) => `'o''${s}''s'`,
  escape: (s) => String.raw`E'it\'s ${s} \\'`,
  unicode: (s) => `U&'\\0041${s}'`,
  national: (s) => `N'${s}'`,
  bits: (s) => `B'${s}'`,
  hex: (s) => `x'${s}'`,
  dollar: (s) => `$$${s}'s "quoted"$$`,
  tagged: (s) => `$body$ ${s} $$ ' $body$`,
  line: (s) => `1 -- don't ${s}\n`,
  block: (s) => `/* isn't /* nested */ ${s} */ 2`,
  backslash: (s) => String.raw`'C:\' || '${s}'`,
  json: (s) => `'{"name": "${s}", "quote": "\\""}'`,
  cast: (s) => `'${s}'::text`,
  interval: (s) => `interval '${s}'`,
};
const statements: readonly ((literal: string) => string)[] = [
  (l) => `UPDATE "Orders" SET note = ${l} WHERE id = 5 AND status = 'open'`,
  (l) => `INSERT INTO orders (id, "it's") VALUES (${l}, 'x'), (2, ${l})`,
  (l) => `select * from orders where note like ${l} or note in ('a', ${l})`,
  (l) => `DELETE FROM orders WHERE note = ${l}`,
  (l) => `WITH t AS (SELECT ${l} AS x) INSERT INTO orders SELECT * FROM t`,
  (l) => `ALTER ROLE app PASSWORD ${l}`,
  (l) => `CALL pay(${l}, 3)`,
  (l) => `/* app:web */ UPDATE orders SET note = lower(${l})`,
];
const carriers: readonly ((sql: string) => string)[] = [
  (sql) => `2026-11-21 19:11:58 UTC::@:[569]:DETAIL:  Failed process was running: ${sql}`,
  (sql) => `2026-11-21 19:11:58 UTC:10.0.1.5(40330):app@orders:[1616]:STATEMENT:  ${sql}`,
  (sql) => `LOG:  duration: 3.1 ms  statement: ${sql}`,
  (sql) => `LOG:  execute S_1/C_2: ${sql}`,
  (sql) => `can't write: ${sql}`,
  (sql) => `ERROR DatabaseError: cannot execute UPDATE in a read-only transaction [SQL: ${sql}]`,
  (sql) => `{"level":50,"msg":"can't write","sql":${JSON.stringify(sql)},"pid":7}`,
  (sql) => JSON.stringify({ log: `${JSON.stringify({ message: `failed: ${sql}` })}\n`, stream: "stdout" }),
  (sql) => `time=2026-11-21T19:11:58Z level=error msg="can't" sql=${JSON.stringify(sql)} attempt=3`,
  (sql) =>
    `2026-11-21 19:11:58.123 UTC,"app","orders",1616,"10.0.0.1:5000",6740.1,1,"UPDATE",,,0,ERROR,25006,"cannot execute UPDATE",,,,,,"${sql.replaceAll('"', '""')}",,,"app"`,
  (sql) => `CONTEXT:  SQL statement "${sql}"\n\tPL/pgSQL function pay(integer) line 3 at SQL statement`,
  (sql) => `AUDIT: SESSION,1,1,WRITE,UPDATE,TABLE,public.orders,"${sql.replaceAll('"', '""')}",<not logged>`,
];

const leaks = (text: string, secret: string): boolean => {
  for (let i = 0; i + 4 <= secret.length; i++) if (text.includes(secret.slice(i, i + 4))) return true;
  return false;
};

test("no literal of a statement is left, however the text is cut", () => {
  const planted = fc.record({
    secret: word,
    kind: fc.constantFrom(...Object.values(literalKinds)),
    statement: fc.constantFrom(...statements),
    carrier: fc.constantFrom(...carriers),
    cut: fc.double({ min: 0, max: 1.2, noNaN: true }),
  });
  fc.assert(
    fc.property(planted, ({ secret, kind, statement, carrier, cut }) => {
      const whole = carrier(statement(kind(secret)));
      const text = whole.slice(0, Math.ceil(whole.length * cut));
      expect(leaks(redact(text), secret), text).toBe(false);
    }),
    { numRuns: 20_000, seed: 20261121 },
  );
});

const secretKinds: readonly ((secret: string, digits: string) => readonly [before: string, rest: string])[] = [
  (_, n) => ["UPDATE t SET total = ", `${n}.${n}e-12 WHERE id = 0x${n}`],
  (s) => ["DETAIL:  Key (email, lower(name))=(", `${s}, (${s})) already exists.`],
  (s) => ["DETAIL:  Failing row contains (", `1, ${s}, it's).`],
  (s) => ["DETAIL:  parameters: $1 = '", `${s}', $2 = 'it''s ${s}'`],
  (s) => ['ERROR:  invalid input syntax for type integer: "', `a"${s}" at character 15`],
  (s) => ['ERROR:  invalid input value for enum mood: "', `${s}"`],
  (s) => ['CONTEXT:  COPY orders, line 3, column note: "', `${s}"`],
  (s) => ['ERROR:  syntax error at or near "', `${s}" at character 15`],
  (s) => ["connecting to postgres://app:", `${s}@db.example:5432/orders`],
  (s) => ["host=db user=app password=", `${s} dbname=orders`],
  (s) => ['{"user":"app","password":"', `${s}","pid":7}`],
  (s) => ["Authorization: Bearer ", `${s}.${s}.${s}`],
  (s) => ["token eyJhbGciOi", `${s}.${s}.${s}`],
  (s) => ["aws_secret_access_key = ", `${s}/${s}+${s}`],
  (s) => ["-----BEGIN RSA PRIVATE KEY-----\n", `${s}\n${s}\n-----END RSA PRIVATE KEY-----`],
  (s) => ["binding parameter [1] as [VARCHAR] - [", `${s}]`],
  (s) => ['UPDATE "t" SET "a" = $1  [["a", "', `${s}"], ["id", 5]]`],
  (s) => ["[parameters: ('", `${s}', "${s}", 5)]`],
  (s) => ['{"bindings":["', `${s}",7],"pid":7}`],
];

test("no value, key or password is left, however the text is cut", () => {
  const planted = fc.record({
    secret: word,
    digits: number,
    kind: fc.constantFrom(...secretKinds),
    cut: fc.double({ min: 0, max: 1.2, noNaN: true }),
  });
  fc.assert(
    fc.property(planted, ({ secret, digits, kind, cut }) => {
      const [before, rest] = kind(secret, digits);
      const text = before + rest.slice(0, Math.ceil(rest.length * cut));
      const shown = redact(text);
      expect(leaks(shown, secret) || leaks(shown, digits), `${text}\n${shown}`).toBe(false);
    }),
    { numRuns: 20_000, seed: 20261121 },
  );
});

test("any text is read without throwing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      redact(text);
      redact(`STATEMENT:  ${text}`);
    }),
    { numRuns: 3_000, seed: 20261121 },
  );
});

test.each(["args=(", "/*a*/ ", "a.", "where x = 'a\\", 'invalid: "', "Key ("])(
  "%j a million times takes no minute",
  (part) => {
    const started = performance.now();
    redact(part.repeat(1_000_000));
    expect(performance.now() - started).toBeLessThan(20_000);
  },
);
