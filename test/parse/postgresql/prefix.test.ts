// The tolerance list for stderr: who stands in front of a message, as seen in the wild.
import { describe, expect, test } from "vitest";
import { type PrefixRow, readsAs } from "./prefix-row.ts";
import { scan } from "./scan.ts";

const at = "2026-11-21 19:01:44 UTC";
const peer = "10.0.1.31(34296) app@orders";
const rows: readonly PrefixRow[] = [
  {
    name: "a background process",
    line: `${at}::@:[569]:LOG:  shutting down`,
    who: "background",
    message: "shutting down",
  },
  { name: "a host with its port", line: `${at}:10.0.1.31(34296):app@orders:[569]:LOG:  x`, who: peer, message: "x" },
  {
    name: "a host name with hyphens and dots",
    line: `${at}:ec2-52-222-123-172.us-gov-west-1.compute.amazonaws.com(48501):app@orders:[569]:LOG:  x`,
    who: "ec2-52-222-123-172.us-gov-west-1.compute.amazonaws.com(48501) app@orders",
    message: "x",
  },
  {
    name: "localhost",
    line: `${at}:localhost(46358):app@orders:[569]:LOG:  x`,
    who: "localhost(46358) app@orders",
    message: "x",
  },
  {
    name: "a unix socket",
    line: `${at}:[local]:rdsadmin@rdsadmin:[569]:LOG:  x`,
    who: "[local] rdsadmin@rdsadmin",
    message: "x",
  },
  {
    name: "a blank after [local]:",
    line: `${at}:[local]: postgres@a:[ 569]:LOG:  x`,
    who: "[local] postgres@a",
    message: "x",
  },
  {
    name: "a session before authentication",
    line: `${at}:[local]:[unknown]@[unknown]:[569]:LOG:  connection received: host=[local]`,
    who: "[local] [unknown]@[unknown]",
    message: "connection received: host=[local]",
  },
  {
    name: "an IPv6 host",
    line: `${at}:2001:db8::1(5432):app@orders:[569]:LOG:  x`,
    who: "2001:db8::1(5432) app@orders",
    message: "x",
  },
  {
    name: "a link-local IPv6 host",
    line: `${at}:fe80::1%eth0(5432):app@orders:[569]:LOG:  x`,
    who: "fe80::1%eth0(5432) app@orders",
    message: "x",
  },
  {
    name: "a user with a colon",
    line: `${at}:10.0.1.31(34296):a:b@orders:[569]:LOG:  x`,
    who: "10.0.1.31(34296) a:b@orders",
    message: "x",
  },
  {
    name: "a Kerberos user with its realm",
    line: `${at}:10.0.1.31(34296):joe@CORP.EXAMPLE.COM@orders:[569]:LOG:  x`,
    who: "10.0.1.31(34296) joe@CORP.EXAMPLE.COM@orders",
    message: "x",
  },
  {
    name: "a database that looks like a process id",
    line: `${at}:10.0.1.31(34296):u@[5]:[569]:LOG:  x`,
    who: "10.0.1.31(34296) u@[5]",
    message: "x",
  },
  {
    name: "a user in parentheses",
    line: `${at}:10.0.1.31(34296):(1):x@d:[569]:LOG:  x`,
    who: "10.0.1.31(34296) (1):x@d",
    message: "x",
  },
  {
    name: "a user beyond ASCII",
    line: `${at}:10.0.1.31(34296):müller@größe:[569]:LOG:  x`,
    who: "10.0.1.31(34296) müller@größe",
    message: "x",
  },
  { name: "a prefix redacted by its poster", line: `${at}::www:[569]:LOG:  x`, who: "www@", message: "x" },
  { name: "a prefix of which only the process id is left", line: `${at}:[569]:LOG:  x`, who: "@", message: "x" },
];

describe("a line that begins with a prefix", () => {
  test.each(rows)("is a record: $name", readsAs);

  test("splits the names once more for the report, as the columns hold them", () => {
    const [found] = scan(`${at}:10.0.1.31(34296):joe@CORP.EXAMPLE.COM@orders:[569]:LOG:  x\n`).rows;
    expect(found?.text).toMatchObject({
      host: "10.0.1.31",
      port: 34_296,
      user: "joe@CORP.EXAMPLE.COM",
      database: "orders",
    });
  });
});
