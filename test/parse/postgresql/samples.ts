// One log of every kind and awkwardness, for tests that cut it.
import { consoleRow, csvRow } from "./rows.ts";

const at = "2026-11-21 19:01:44 UTC";
const crash = "server process (PID 799) was terminated by signal 9: Killed";

const plain = [
  "\tFROM orders -- the end of a record in the file before",
  `${at}::@:[569]:LOG:  starting PostgreSQL 15.12`,
  `${at}:10.0.0.1(5000):app@orders:[700]:LOG:  statement: SELECT '`,
  `\t${at}::@:[569]:LOG:  ${crash}'`,
  `${at}:2001:db8::1(5001):jo:e@CORP@orders:[ 701]:ERROR:  23505: duplicate key`,
  `${at}:2001:db8::1(5001):jo:e@CORP@orders:[ 701]:DETAIL:  Key (id)=(1) already exists.\r`,
  `${at}:2001:db8::1(5001):jo:e@CORP@orders:[ 701]:STATEMENT:  INSERT INTO a\r`,
  "\tVALUES (1)\r",
  "TopMemoryContext: 97696 total in 5 blocks",
  `2026-11-21T19:01:41.000Z ${at}::@:[569]:WARNING:  größe [Your log message was truncated]`,
  `${at}:[local]:rdsadmin@rdsadmin:[702]:FEHLER:  x`,
  `${at} [703] LOG:  another prefix`,
  `2026-11-21 19:01:30.5 EST:[local]:[unknown]@[unknown]:[704]:FATAL:  \0nul`,
  `${at}::@:[569]:LOG:  ${crash}`,
  `${at}::@:[569]:DETAIL:  Failed process was running: UPDATE a`,
].join("\n");

const hostile = [
  `${at}:10.9.9.9(35054):x`,
  `${at}::@:[1]:LOG:  server process (PID 7) was terminated by signal 9:[13343]:FATAL:  password authentication failed for user "x`,
  `\t${at}::"`,
  `${at}:10.9.9.9(35054):x@y:[1]:LOG:  a`,
  `${at}::@:[1]:LOG:  server process (PID 7) was termina`,
  `:[13343]:FATAL:  password authentication failed for user "x@y:[1]:LOG:  a`,
  `\t${at}::"`,
  `${at}:10.9.9.9(35054):a@b:[1]:FATAL:  the database system is starting up:[13343]:FATAL:  x`,
  `${at}::@:[569]:LOG:  checkpoint starting: time`,
  `${at}:10.0.0.1(35`,
  `${at}::@:[800]:LOG:  starting PostgreSQL 15.12`,
  "",
].join("\n");

const excerpt = `${at}::@:[569]:LOG:  a\n...\nLOG:  ${crash}\nDETAIL:  Failed process was running: x\n\ty\n[…]\n`;

const csv = [
  "the end of a statement\n",
  csvRow({ message: "many\nlines", query: `'""\n${at}::@:[569]:LOG:  ${crash}\n${at},"a","b",1,\n'` }),
  csvRow({ user: "", database: "", from: "", severity: "FATAL", backendType: "postmaster", message: crash }),
  csvRow({ message: "broken" }).replace('"broken"', '"broken'),
  csvRow({ message: 'quo"ted' }, 23).replace("\n", "\r\n"),
  csvRow({ severity: "FEHLER" }),
  csvRow({}, 25),
  csvRow({ message: "last" }).slice(0, -1),
].join("");

const jsonRow = (more: object): string =>
  JSON.stringify({ timestamp: "2026-11-21 19:01:44.123 UTC", pid: 700, error_severity: "LOG", message: "x", ...more });
const json = [
  jsonRow({ message: "größe\nmore", backend_type: "postmaster" }),
  "{oops",
  jsonRow({ error_severity: "FEHLER" }),
  jsonRow({ user: "app", dbname: "orders", remote_host: "::1", remote_port: 5 }),
].join("\n");

const records = [
  `${at.replace(":44", ":41")}::@:[569]:LOG:  a`,
  `${at.replace(":44", ":42")}:10.0.0.1(5000):app@orders:[700]:ERROR:  "a"`,
  `${at.replace(":44", ":42")}:10.0.0.1(5000):app@orders:[700]:STATEMENT:  SELECT\n\t1`,
  "no record",
  `${at.replace(":44", ":43")}::@:[569]:LOG:  b`,
].map((record) => consoleRow("2026-11-21 19:01:40.000", record));
const header = "@timestamp,@message,@log\n";

/** Name, format, bytes; small enough to be cut at every byte. */
export const samples = [
  ["stderr", "stderr", plain],
  ["forged stderr", "stderr", hostile],
  ["an excerpt", "stderr", excerpt],
  ["csvlog", "csvlog", csv],
  ["jsonlog", "jsonlog", json],
  ["a console's export", "console-csv", header + records.join("")],
  ["a console's export, newest first", "console-csv", header + records.toReversed().join("")],
] as const;
