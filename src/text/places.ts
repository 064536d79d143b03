import { isIPv6 } from "node:net";
import type { Glance } from "./glance.ts";
import { groupRanges, matches, type Replacement, type Searched, searched, worthTrying } from "./replacement.ts";

const ipv4 = /(?<![A-Za-z0-9.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\d|\.\d)/g;
const wholeIpv6 = /(?<![\w.])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w.])/gi;
const shortIpv6 =
  /(?<![\w.])(?:[0-9a-f]{1,4}|:(?=:))(?::[0-9a-f]{0,4}){2,8}(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3})?(?![\w.])/gi;
/** A release with four numbers looks like an address. */
const release = /\b(?:version|release|v)\s?$/i;
/** Names no machine: this one, or any. */
const nowhere = /^(?:127\.|0\.0\.0\.0$|255\.255\.255\.255$|::1?$|(?:0:)+[01]$)/;

/** What the server writes before the address that opened a session: `%r` of the prefix, `connection received`. */
const peerBefore =
  /(?:connection received: host=|entry for (?:replication connection from )?host "|:\d\d(?:\.\d+)? [A-Za-z0-9+:/-]{1,10}:|"remote_host"\s*:\s*")$/;
/** `10.0.1.5(40330):app@orders:[1616]`; `"10.0.0.1:5000",6740.1,` in a csvlog. */
const peerAfter = /^(?:\(\d{1,5}\):[^\s:]*@|:\d{1,5}",[0-9a-f]+\.[0-9a-f]+,)/;

const edge = String.raw`(?![\w-])`;
/** Names that are kept: this machine, placeholders. A socket's folder does not begin like a name. */
const kept = /^(?:localhost(?:\.localdomain)?|null|none|true|false|undefined)$/i;

const hosts: readonly Searched[] = [
  searched(
    [".rds.amazonaws.com"],
    /(?<![\w-]|[\w-]\.)(?<value>[\w-]+(?:\.[\w-]+)*\.rds\.amazonaws\.com(?:\.cn)?)(?![\w-])/dgi,
  ),
  searched(["ec2-"], /\b(?<value>ec2-[\w-]+(?:\.[\w-]+)*\.amazonaws\.com(?:\.cn)?)(?![\w-])/dgi),
  searched(
    ["ip-"],
    /(?<![A-Za-z0-9])(?<value>ip-\d{1,3}(?:-\d{1,3}){3}(?:(?:\.[\w-]+)*\.(?:internal|amazonaws\.com(?:\.cn)?))?)(?!\w)/dgi,
  ),
  searched(
    [".internal", ".cluster", ".local", ".corp", ".svc", ".lan", ".intranet", ".home.arpa"], // Not what goes on with another name, as packages and attributes do; the ending of a file may follow.
    /(?<![\w-]|[\w-]\.)(?<value>[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.(?:internal|cluster|local|localdomain|corp|lan|intranet|home\.arpa|svc(?:\.cluster\.local)?))(?![\w(-]|\.(?!(?:log|gz|zst|csv|json|jsonl|txt|out|err|\d+)\b)\w)/dgi,
  ),
  // host=db-1 of a connection string, "host":"db-1" of a record
  searched(
    ["host"],
    new RegExp(
      String.raw`(?:\b|_|pg|db|remote|server|peer)host(?:name)?(?:\\?["'])?\s*(?:=>|[=:])\s*(?:\\?["'])?(?<value>[\p{L}\p{N}][\p{L}\p{N}_.-]*[\p{L}\p{N}]|[\p{L}\p{N}])${edge}`,
      "dgiu",
    ),
  ),
  // postgres://user:password@db-1:5432/orders, jdbc:postgresql://db-1,db-2/orders
  searched(
    ["://"],
    /\b(?:postgres(?:ql)?|postgresql\+\w+|mysql|rediss?|amqps?|mongodb(?:\+srv)?|kafka|nats|tcp):\/\/(?:[^\s/?#"'<>]*@)?(?<value>[\p{L}\p{N}][\p{L}\p{N}_.-]*(?:(?::\d+)?,[\p{L}\p{N}][\p{L}\p{N}_.-]*)*)/dgiu,
  ),
  // libpq, JDBC, Go, Node, Prisma
  searched(
    [
      "server at",
      "host name",
      "enotfound",
      "eai_again",
      "unknownhost",
      "lookup ",
      "connection to ",
      "no such host",
      "hostname ",
    ],
    /(?:\bserver at ["'\x60]|\bhost ?name ["']|\b(?:ENOTFOUND|EAI_AGAIN)\s+|\bUnknownHostException: |\bdial tcp: lookup |\bConnection to (?=[\w.-]+:\d)|\bdial tcp (?=[a-z][\w.-]*:\d))(?<value>[\p{L}\p{N}][\p{L}\p{N}_.-]*)/dgiu,
  ),
];

/**
 * Addresses and names of hosts. Ports stay, as do names of this machine (`localhost`, 127.0.0.1, ::1, 0.0.0.0).
 */
export function places(text: string, glance: Glance): Replacement[] {
  const found: Replacement[] = [];
  if (text.includes(".")) for (const match of matches(text, ipv4)) addAddress(found, text, match);
  if (hasEightGroups(text)) for (const match of matches(text, wholeIpv6)) addAddress(found, text, match);
  if (text.includes("::")) {
    for (const match of matches(text, shortIpv6)) if (isMeantAsIpv6(match[0])) addAddress(found, text, match);
  }
  for (const pattern of worthTrying(hosts, glance)) {
    for (const { start, end } of groupRanges(text, pattern, "host")) {
      const name = text.slice(start, end);
      if (kept.test(name) || /^[\d.]+$/.test(name)) continue;
      const endpoint = /\.rds\.amazonaws\.com(?:\.cn)?$/i.test(name);
      found.push({ start, end, class: "host", ...(endpoint ? { kind: "endpoint" } : {}) });
    }
  }
  return found;
}

/** Whether seven colons stand as close together as those of an address; those of times and of JSON do not. */
function hasEightGroups(text: string): boolean {
  let close = 0;
  let last = -9;
  for (let at = text.indexOf(":"); at !== -1; at = text.indexOf(":", at + 1)) {
    close = at - last <= 5 ? close + 1 : 1;
    if (close === 7) return true;
    last = at;
  }
  return false;
}

/** `::` alone and `a::b` of a program are none; a time is none by its form. */
function isMeantAsIpv6(word: string): boolean {
  return /\d/.test(word) && /[0-9a-f].*::|::[0-9a-f]{3}/i.test(word) && isIPv6(word);
}

function addAddress(found: Replacement[], text: string, { 0: address, index }: RegExpExecArray): void {
  if (nowhere.test(address)) return;
  const end = index + address.length;
  const before = text.slice(Math.max(0, index - 60), index);
  if (release.test(before)) return;
  const client = peerBefore.test(before) || peerAfter.test(text.slice(end, end + 90));
  found.push({ start: index, end, class: "address", ...(client ? { kind: "client" } : {}) });
}
