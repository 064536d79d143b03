import { describe, expect, test } from "vitest";
import { redact } from "../../src/text/index.ts";

describe("addresses and hosts go, ports stay", () => {
  test.each([
    [
      "2026-11-21 19:11:58 UTC:10.0.1.5(40330):app@orders:[1616]:LOG:  x",
      "UTC:<address>(40330):app@orders:[1616]:LOG:  x",
    ],
    [
      "2026-11-21 19:11:58 UTC:2001:db8::17(40330):app@orders:[16]:LOG:  x",
      "UTC:<address>(40330):app@orders:[16]:LOG:  x",
    ],
    ["LOG:  connection received: host=10.0.1.5 port=40330", "host=<address> port=40330"],
    ["LOG:  connection received: host=2001:db8::17 port=40330", "host=<address> port=40330"],
    ['2026-11-21 19:11:58.123 UTC,"app","orders",16,"10.0.0.1:5000",6740.1,1', '"<address>:5000",6740.1,1'],
    ['{"pid":7,"remote_host":"10.0.1.5","remote_port":40330}', '"remote_host":"<address>","remote_port":40330'],
    ["dial tcp 10.0.0.4:5432: connect: connection refused", "dial tcp <address>:5432: connect: connection refused"],
    ["dial tcp [2001:db8::4]:5432: i/o timeout", "dial tcp [<address>]:5432: i/o timeout"],
    ["psycopg2: could not connect (fe80::1:2)", "psycopg2: could not connect (<address>)"],
    ["from ::ffff:10.0.0.4 refused", "from <address> refused"],
    ["https://user@10.0.0.4:8443/x", "https://user@<address>:8443/x"],
    ["at aurora-1.c1x2.eu-west-1.rds.amazonaws.com:5432", "at <host>:5432"],
    ["at AURORA-1.c1x2.rds.cn-north-1.rds.amazonaws.com.cn", "at <host>"],
    ["from ip-10-0-1-5.eu-west-1.compute.internal: x", "from <host>: x"],
    ["node ip-10-0-1-5 is gone", "node <host> is gone"],
    ["node=ec2-3-4-5-6.eu-west-1.compute.amazonaws.com.", "node=<host>."],
    [
      "lookup orders-db.prod.svc.cluster.local on 10.96.0.10:53: no such host",
      "lookup <host> on <address>:53: no such host",
    ],
    ["getaddrinfo ENOTFOUND db-main", "getaddrinfo ENOTFOUND <host>"],
    ["java.net.UnknownHostException: db-main", "java.net.UnknownHostException: <host>"],
    ["Connection to db-main:5432 refused.", "Connection to <host>:5432 refused."],
    ["jdbc:postgresql://db-main,db-two:5433/orders?ssl=true", "jdbc:postgresql://<host>:5433/orders?ssl=true"],
    ["postgresql://app@db-main/orders", "postgresql://app@<host>/orders"],
    ["Can't reach database server at `db-main:5432`", "Can't reach database server at `<host>:5432`"],
    ["failed to connect to `host=db-main user=app database=orders`", "`host=<host> user=app database=orders`"],
    ['{"level":50,"hostname":"web-7","pid":7}', '"hostname":"<host>","pid":7'],
    ["apps/web/ip-10-0-1-5.ec2.internal.log", "apps/web/<host>.log"],
    ["apps/web/10.0.1.5.log", "apps/web/<address>.log"],
  ])("%s", (text, shown) => {
    expect(redact(text)).toContain(shown);
  });
});

describe("what looks like an address or a host and is none stays", () => {
  test.each([
    "instances/aurora-1/postgresql.log.2026-11-21-1900",
    "PostgreSQL 16.4 on x86_64, compiled by gcc 10.2.1",
    "engine aurora-postgresql version 15.4.0.1",
    "java.sql.SQLException: x\n\tat org.postgresql.core.v3.internal.QueryExecutorImpl.receive(Q.java:2713)",
    'ERROR:  relation "public.orders" does not exist',
    "DatabaseError.new at app/models/order.rb:12:in `save'",
    "at 2026-11-21 19:11:58.123+00:00 and 19:11:58",
    "2026-11-21 19:11:58 UTC::@:[569]:LOG:  x",
    "std::io::Error, ActiveRecord::Base, a::b, id::text",
    "connection received: host=[local]",
    "host=localhost port=5432",
    'listening on IPv4 address "127.0.0.1", port 5432',
    'listening on IPv6 address "::1", port 5432; "0.0.0.0"; "::"',
    "redo done at 0/5A2B3C8, LSN 1A/2B3C4D5E",
    "see https://www.postgresql.org/docs/16/runtime.html",
  ])("%s", (text) => {
    expect(redact(text)).toBe(text);
  });
});

test("a class that is to be shown is shown, and nothing else", () => {
  const text = "host=db-1 10.0.0.4 bob@shop.example password=hunter2 DETAIL:  Key (id)=(7) already exists.";
  expect(redact(text, { reveal: new Set(["address"]) })).toContain("host=<host> 10.0.0.4 <email> password=<secret>");
  expect(redact(text, { reveal: new Set(["literal", "address", "host", "email"]) })).toBe(
    text.replace("hunter2", "<secret>"),
  );
});

test("a secret inside a literal stays hidden where literals are shown", () => {
  const sql = "STATEMENT:  ALTER ROLE app PASSWORD 'hunter2' VALID UNTIL '2026-12-01'";
  expect(redact(sql, { reveal: new Set(["literal"]) })).toBe(sql.replace("hunter2", "<secret>"));
});

test("a sentence of ours keeps its numbers and quotations; what has a form of its own goes", () => {
  const sentence = 'the writer, where 3 clients of 10.0.0.4 waited 40 s: invalid input syntax for type integer: "…".';
  const shown = sentence.replace("10.0.0.4", "<address>");
  expect(redact(sentence, { reveal: new Set(), prose: true })).toBe(shown);
});
