// Server logs made of what logs are made of, well formed and not: for scanners that must agree on all of it.
import * as fc from "fast-check";
import { serverSignatures } from "../../../src/signatures/server/index.ts";

type Zone = readonly [text: string, minutes: number];

const zones: readonly Zone[] = [
  ["UTC", 0],
  ["UTC", 0],
  ["UTC", 0],
  ["CET", 60],
  ["IST", 0],
  ["+03", 180],
  ["-03", -180],
  ["+05:30", 330],
  ["+0530", 330],
  ["Z", 0],
  ["Europe/X", 0],
];

const peers = [
  "10.0.0.7(5432):app@orders",
  "10.0.0.7(5432):app@orders",
  "10.0.31.7(54321):report@orders",
  ":@",
  ":@",
  "10.0.0.7(5432):[unknown]@[unknown]",
  "[local]:rdsadmin@rdsadmin",
  "::1(61000):app@orders",
  "fe80::1(61000):a:b@c@d",
  "10.0.0.7(5432):a[1]@orders",
  "10.0.0.7(5432):x:[12]:LOG:  y@orders",
  "10.0.0.7(5432):x:[ 12]@orders",
  "10.0.0.7(5432):x:[ 12]:LOG:  duration: 1@orders",
  "10:20(1):a@b",
  "",
  `host-${"x".repeat(300)}(1):app@orders`,
];

const names = [
  "psql",
  "",
  "app",
  "10.0.0.1:6432 - api",
  "LOG",
  "CATALOG",
  "x:y:",
  "ERROR:",
  "a\\x0ab",
  "q".repeat(250),
];

const labels = [
  "LOG",
  "LOG",
  "LOG",
  "LOG",
  "LOG",
  "LOG",
  "DETAIL",
  "STATEMENT",
  "HINT",
  "CONTEXT",
  "QUERY",
  "LOCATION",
];
const rareLabels = [
  "BACKTRACE",
  "ERROR",
  "FATAL",
  "WARNING",
  "INFO",
  "NOTICE",
  "DEBUG",
  "DEBUG3",
  "PANIC",
  "FEHLER",
  "log",
  "xLOG",
  "x:LOG",
  "xSTATEMENT",
];

const usual = [
  "duration: 3.1 ms  statement: SELECT 1",
  "duration: 3.1 ms",
  "statement: UPDATE a",
  "connection received: host=10.0.0.7 port=1",
  "connection authorized: user=app database=orders",
  "disconnection: session time: 0:00:01.0 user=app",
  "checkpoint starting: time",
  "checkpoint complete: wrote 3 buffers",
  'automatic vacuum of table "a.b.c": index scans: 0',
  'automatic analyze of table "a.b.c"',
  "execute S_1: SELECT 1",
];
const unusual = [
  ...serverSignatures.flatMap(({ examples }) =>
    [...examples.matches, ...examples.ignores].map(({ message }) => message),
  ),
  "checkpoint starting:",
  "checkpoint starting",
  "automatic thing",
  "duration:",
  "durations: 1",
  "",
  "parameters: $1 = '2026-11-21 06:00:00 UTC:10.0.0.1(1):a@b:[9]:LOG:  duration: 1'",
  "there is no such thing",
  "x:[77]:FATAL:  no",
];

const ends = [
  "", "", "", "", "", "", "", "", " ", "\r", "]", "d]", "\u0000", "ü", "\u00ff", " [Your log message was truncated]",
  "[Your log message was truncated]\r", "[Your log message was truncated] ", "was truncated]", " :[1]:", "\t",
]; // prettier-ignore

const plain = [
  "\tFROM a",
  "\tFROM a",
  "\t  WHERE b = 'c'",
  "\t",
  "  FROM a",
  "FROM a",
  "",
  "...",
  "LOG:  duration: 1 ms",
  "1 row",
  "2026 rows",
  "2026-11-21 06:00:00",
  "2026-11-21 06:00:00 UTC:10.0.0.7(5432):app",
  "2026-02-30 06:00:00 UTC:10.0.0.7(5432):app@orders:[7]:LOG:  duration: 1",
  "2026-11-21 06:61:00 UTC:10.0.0.7(5432):app@orders:[7]:LOG:  duration: 1",
  "2026-11-21T06:00:00.123Z 2026-11-21 06:00:00 UTC:10.0.0.7(5432):app@orders:[7]:LOG:  duration: 1",
  "\t2026-11-21 06:00:00 UTC::@:[7]:LOG:  checkpoint starting: time",
  "b:[7]:FATAL:  no",
  `\t${"x".repeat(500)}`,
];

/** What may follow a background process's line and make it one that a client wrote; `{}` is its prefix. */
const forgeries = [
  "\nb:[7]:FATAL:  no",
  '\n{stamp}:h:u@d:[9]:FATAL:  role "a"\n\t{}b" does not exist',
  '\n{stamp}:h:u@d:[9]:DETAIL:  role "a"\n\t{}b" does not exist',
  "\n{stamp}:h:u@d:[9]:LOG:  duration: 1\n\t{}b",
  "\n\tx\nb@c:[8]:LOG:  y",
  "\nx",
];

const steps = [0, 0, 0, 0, 0, 0, 1, 1, 1000, 1000, 2000, 12_000, 61_000, 61_000, -1, -1000, -3000, 86_400_000];

interface HeadSpec {
  readonly stepMs: number;
  readonly zone: Zone;
  readonly fraction: 0 | 3 | 6;
  readonly long: boolean;
  readonly peer: string;
  readonly pid: string;
  readonly name: string;
  readonly label: string;
  readonly gap: string;
  readonly message: string;
  readonly forgery: string;
}

function stamp(ms: number, [zone, minutes]: Zone, digits: 0 | 3 | 6): string {
  const iso = new Date(ms + minutes * 60_000).toISOString();
  const fraction = digits === 0 ? "" : `.${iso.slice(20, 23)}${"123".slice(0, digits - 3)}`;
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction} ${zone}`;
}

function headText(ms: number, spec: HeadSpec): string {
  const at = stamp(ms, spec.zone, spec.fraction);
  const front = `${at}:${spec.peer}:[${spec.pid}]:`;
  if (spec.forgery !== "") {
    const prefix = `${at}::@:[${spec.pid}]:LOG:  `;
    const filler = `\n${at}:10.0.0.7(5432):app@orders:[862]:LOG:  duration: 1 ms`.repeat(15);
    return `${prefix}checkpoint starting: time${spec.forgery.replace("{stamp}", at).replace("{}", prefix)}${filler}`;
  }
  if (!spec.long) return `${front}${spec.label}:${spec.gap}${spec.message}`;
  const session = `3:00000:${stamp(ms - 3_600_000, spec.zone, 0)}:4/120:0:69201c2e.35e:`;
  return `${front}${session}${spec.peer === ":@" ? "" : spec.name}${spec.label}:${spec.gap}${spec.message}`;
}

const pick = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const mostly = <T>(first: T, others: readonly T[], weight = 8): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(first) }, { weight: 1, arbitrary: pick(others) });

/** Heads of one file mostly look alike; now and then everything differs. */
const style = fc.record({ zone: pick(zones), fraction: pick([0, 0, 3, 6] as const), long: fc.boolean() });

const head = (of: {
  readonly zone: Zone;
  readonly fraction: 0 | 3 | 6;
  readonly long: boolean;
}): fc.Arbitrary<HeadSpec> =>
  fc.record({
    stepMs: pick(steps),
    zone: mostly(of.zone, zones, 30),
    fraction: mostly(of.fraction, [0, 3, 6] as const, 30),
    long: mostly(of.long, [true, false], 30),
    peer: fc.oneof({ weight: 3, arbitrary: pick(peers.slice(0, 6)) }, { weight: 1, arbitrary: pick(peers) }),
    pid: fc.oneof(
      { weight: 12, arbitrary: pick(["862", "863", "17247", "1", "4194304"]) },
      { weight: 1, arbitrary: pick(["12345678", "1234567890", "12345678901", "", "8x", " 862", "16384862"]) },
    ),
    name: pick(names),
    label: fc.oneof({ weight: 6, arbitrary: pick(labels) }, { weight: 1, arbitrary: pick(rareLabels) }),
    gap: mostly("  ", ["", " ", "   ", "  00000: ", "  57P01: "]),
    message: fc.oneof({ weight: 5, arbitrary: pick(usual) }, { weight: 1, arbitrary: pick(unusual) }),
    forgery: mostly("", forgeries, 60),
  });

/** A log, Latin-1 or UTF-8 or neither, now and then cut in the middle of a line. */
export const randomLog: fc.Arbitrary<Buffer> = style.chain((of) =>
  fc
    .record({
      startMs: pick([0, 43_199_000, 86_399_000]),
      lines: fc.array(
        fc.record({
          what: fc.oneof({ weight: 3, arbitrary: head(of) }, { weight: 2, arbitrary: pick(plain) }),
          end: fc.oneof({ weight: 6, arbitrary: fc.constant("") }, { weight: 1, arbitrary: pick(ends) }),
          newline: mostly("\n", ["\n", "\r\n", "\n\n"], 20),
          cut: mostly(Infinity, [3, 20, 30, 60, 70, 110, 115, 118, 121, 150], 60),
        }),
        { maxLength: 80 },
      ),
      last: fc.boolean(),
    })
    .map(({ startMs, lines, last }) => {
      let ms = Date.UTC(2026, 10, 21) + startMs;
      let text = "";
      for (const { what, end, newline, cut } of lines) {
        if (typeof what !== "string") ms += what.stepMs;
        text += (typeof what === "string" ? what : headText(ms, what)).slice(0, cut) + end + newline;
      }
      return Buffer.from(last ? text : text.trimEnd(), "latin1");
    }),
);
