import type { Planted } from "./statements.ts";
import { type Random, secretNumber, secretWord } from "./random.ts";

type Value = (secret: string, number: string) => readonly [text: string, ...readable: readonly string[]];

// Values and secrets that messages quote without a statement.
const values: readonly Value[] = [
  (s) => [`DETAIL:  Key (email, lower(name))=(${s}, (${s})) already exists.`, "email"],
  (s) => [`DETAIL:  Key (owner_id)=(${s}) is not present in table "owners".`, "owner_id", "owners"],
  (s) => [`DETAIL:  Key (during)=([${s},x)) conflicts with existing key (during)=([${s},y)).`, "during"],
  (s) => [`DETAIL:  Failing row contains (1, ${s}, it's, (x)).`],
  (s, n) => [`DETAIL:  parameters: $1 = '${s}', $2 = 'it''s ${s}', $3 = '${n}'`],
  (s) => [`DETAIL:  Parameters: $1 = '${s}'`],
  (s) => [`ERROR:  invalid input syntax for type integer: "a"${s}" at character 15`, "integer"],
  (s) => [`ERROR:  invalid input value for enum mood: "${s}"`, "mood"],
  (_, n) => [`ERROR:  value "${n}" is out of range for type integer`, "integer"],
  (s) => [`ERROR:  date/time field value out of range: "${s}"`],
  (s) => [`ERROR:  malformed array literal: "${s}"\nDETAIL:  Array value must start with "{".`],
  (s) => [`ERROR:  unrecognized configuration parameter "x"; invalid value for parameter "y": "${s}"`],
  (s) => [`DETAIL:  Token "${s}" is invalid.\nCONTEXT:  JSON data, line 1: {"a": ${s}...`],
  (s) => [`CONTEXT:  COPY orders, line 3, column note: "${s}"`, "orders", "note"],
  (s) => [`CONTEXT:  COPY orders, line 3: "1\t${s}\tit's"`, "orders"],
  (s) => [`ERROR:  syntax error at or near "${s}" at character 15`],
  (s) => [`ERROR:  unterminated quoted string at or near "'${s}" at character 15`],
  (s) => [`connecting to postgres://app:${s}@db.example:5432/orders`, "orders"],
  (s) => [`connecting to postgresql+psycopg2://app:p%40${s}@10.0.0.4/orders?sslmode=require`, "sslmode"],
  (s) => [`jdbc:postgresql://db.internal:5432/orders?user=app&password=${s}&ssl=true`, "ssl=true"],
  (s) => [`host=db user=app password=${s} dbname=orders`, "dbname=orders"],
  (s) => [`host=db user=app password='it\\'s ${s}' dbname=orders`],
  (s) => [`Host=db;Username=app;Password=${s};Database=orders`, "Database=orders"],
  (s) => [`PGPASSWORD=${s} psql -h db`],
  (s) => [`export AWS_SECRET_ACCESS_KEY=${s}/${s}+${s}`],
  (s) => [`{"user":"app","password":"${s}","pid":7}`, '"pid":7'],
  (s) => [`{"config":"{\\"db_password\\":\\"${s}\\",\\"pool\\":5}"}`],
  (s) => [`{"headers":{"authorization":"Bearer ${s}.${s}","x-api-key":"${s}","cookie":"sid=${s}; a=b"}}`],
  (s) => [`Authorization: Bearer ${s}.${s}.${s}`],
  (s) => [`authorization: Basic ${s}${s}==`],
  (s) => [`token eyJhbGciOi${s}.${s}.${s}`],
  (s) => [`aws_secret_access_key = ${s}/${s}+${s}`],
  (s) => [`GET /x?X-Amz-Signature=${s}&X-Amz-Security-Token=${s} 200`],
  (s) => [`-----BEGIN RSA PRIVATE KEY-----\n${s}\n${s}\n-----END RSA PRIVATE KEY-----`],
  (s) => [`remote: https://x-access-token:ghp_${s}@github.com/a/b`],
  (s) => [`SLACK https://hooks.slack.com/services/T0/${s}/${s}`],
  (s) => [`xoxb-12-${s} glpat-${s} npm_${s} sk_live_${s}`],
  (s) => [`o.h.type.descriptor.sql.BasicBinder - binding parameter [1] as [VARCHAR] - [${s}]`, "VARCHAR"],
  (s) => [`binding parameter (1:VARCHAR) <- [${s}]`, "VARCHAR"],
  (s) => [`UPDATE "orders" SET "note" = $1 WHERE "orders"."id" = $2  [["note", "${s}"], ["id", 5]]`, "orders", "note"],
  (s) => [`[parameters: ('${s}', "${s}", 5)]`],
  (s) => [`[parameters: {'note': '${s}', 'id': 5}]`],
  (s) => [`[parameters: [{'note': '${s}'}, {'note': "${s}"}]]`],
  (s) => [`(0.003) UPDATE "orders" SET "note" = '${s}'; args=('${s}', 5); alias=default`, "orders"],
  (s) => [`prisma:params ["${s}",5]`],
  (s) => [`{"bindings":["${s}",7],"pid":7}`],
  (s) => [`query: SELECT x FROM orders WHERE id = $1 -- PARAMETERS: ["${s}"]`, "orders"],
  (s) => [`[Parameters=[@p0='${s}', @p1='5'], CommandType='Text', CommandTimeout='30']`, "CommandType"],
  (s) => [`LINE 1: ...${s}' AND status = 'open' AND note = '${s}'`],
  (s) => [
    `AUDIT: SESSION,1,1,WRITE,UPDATE,TABLE,public.orders,"UPDATE orders SET x=$1","${s},""it's"",${s}"`,
    "public.orders",
  ],
  (s) => [`pgbouncer: C-0x55: orders/app@10.0.0.1:5000 login attempt: password=${s}`],
];

// What is only known for a secret by what follows it.
const toldLater: readonly (readonly [toldBy: string, value: (secret: string) => string])[] = [
  ["@", (s) => `mail to ${s}@shop.example failed`],
  ["@", (s) => JSON.stringify({ customer: `${s}.x@shop.example`, pid: 7 })],
  ["' WHERE ", (s) => `\t${s}' WHERE id = 'x'`],
  ["') ON CONFLICT", (s) => `first line of ${s}') ON CONFLICT DO NOTHING`],
];

/** A line that quotes a value or holds a secret. */
export function valueLine(random: Random): Planted {
  const [word, number] = [secretWord(random), secretNumber(random)];
  if (random.below(12) === 0) {
    const [toldBy, value] = random.of(toldLater);
    return { text: value(word), secrets: [word], readable: [], toldBy };
  }
  const [text, ...readable] = random.of(values)(word, number);
  return { text, secrets: [word, number], readable };
}
