// Exports of application logs as CSV: what RFC 4180 allows, the direction, damage, and rows of several writers.
import { describe, expect, test } from "vitest";
import { LevelCode } from "../../../src/model/index.ts";
import { sniffApplication } from "../../../src/parse/app/index.ts";
import { csv, row } from "./csv-text.ts";
import { only, scan } from "./support.ts";
import type { Scanned } from "./support.ts";

const json = '{"level":50,"time":1795288001957,"pid":1,"hostname":"h","msg":"failed, \\"twice\\""}';
const at = Date.UTC(2026, 10, 21, 19, 6, 41, 957) * 1000;

const columns = ["@timestamp", "@message", "@logStream"];
const stamp = (second: number): string => `2026-11-21 19:06:${String(second).padStart(2, "0")}.000`;
const texts = (s: Scanned): string[] =>
  s.rows.map((one) => [s.text(one).message, s.text(one).error ?? []].flat().join("|"));

const java = (n: number): string => `2026-11-21T19:06:0${n}.000Z ERROR 1 --- [api] [main] c.a.Jobs : failed ${n}`;
const cri = (tag: string, text: string): string => `2026-11-21T19:06:01.000000000Z stdout ${tag} ${text}`;
const told = (s: Scanned): unknown => s.rows.map((one) => [one.key, one.timeUs, one.level, s.raw(one)]);

describe("what RFC 4180 allows", () => {
  const trace =
    'ERROR:db:failed "now"\nTraceback (most recent call last):\n  File "a.py", line 1\n\nValueError: a, b\n';

  test.each([
    ["LF", "\n"],
    ["CRLF", "\r\n"],
  ])("newlines, commas and quotes inside of a cell, rows that end with %s", (_name, newline) => {
    const text = csv(
      columns,
      [
        [stamp(1), trace.replaceAll("\n", newline), "s"],
        [stamp(2), "INFO:db:next", "s"],
      ],
      newline,
    );
    const s = scan(text);
    expect(texts(s)).toEqual([
      'failed "now"|Traceback (most recent call last):\n  File "a.py", line 1\n\nValueError: a, b',
      "next",
    ]);
    expect(s.rows.map(({ line, byteOffset }) => [line, byteOffset])).toEqual([
      [2, text.indexOf(stamp(1))],
      [8, text.indexOf(stamp(2))],
    ]);
    expect(s.counts).toEqual({ lines: 8, records: 2, continuations: 6, quarantined: 0 });
    expect(s.rows.map((one) => text.slice(one.byteOffset, one.byteOffset + one.byteLength))).toEqual([
      text.slice(text.indexOf(stamp(1)), text.indexOf(stamp(2)) - 1),
      text.slice(text.indexOf(stamp(2)), -1),
    ]);
  });

  test("a byte order mark, a file without a newline at its end, a cell that is JSON over several lines", () => {
    const pretty = '{\n  "level": 50,\n  "time": 1795288001957,\n  "pid": 1,\n  "msg": "late"\n}';
    const s = scan(`\u{feff}${csv(["Time", "Line", "tsNs"], [[stamp(1), pretty, "1795288001957000000"]]).trimEnd()}`);
    expect(only(s)).toEqual({ us: at, level: "error", message: "late", key: null });
    expect(s.counts).toEqual({ lines: 7, records: 1, continuations: 6, quarantined: 0 });
  });

  test("blank lines and a header again, where files were put one behind the other, carry nothing", () => {
    const one = csv(columns, [[stamp(1), "a", "s"]]);
    const s = scan(`${one}\n\r\n${one}`);
    expect(texts(s)).toEqual(["a", "a"]);
    expect(s.counts).toEqual({ lines: 6, records: 2, continuations: 4, quarantined: 0 });
  });

  test("Latin-1 in one cell spoils no other", () => {
    const bytes = Buffer.concat([
      Buffer.from(csv(columns, [[stamp(1), "größe", "s"]])),
      Buffer.from(csv(columns, [[stamp(2), "größe", "s"]]).split("\n")[1] ?? "", "latin1"),
    ]);
    expect(texts(scan(bytes))).toEqual(["größe", "größe"]);
  });

  test("the last cell of a home-made file may hold commas and quotes without being quoted", () => {
    const s = scan(
      `time,level,message\n2026-11-21T19:06:41Z,ERROR,update "jobs", set\n2026-11-21T19:06:42Z,INFO,a,"b\n`,
    );
    expect(s.streams[0]?.format).toEqual(["csv(time=1,level=2,message=3+)", "undated-text"]);
    expect(texts(s)).toEqual(['update "jobs", set', 'a,"b']);
    expect(s.rows.map(({ level }) => level)).toEqual([LevelCode.error, LevelCode.info]);
  });
});

describe("what is no export of application logs", () => {
  test.each([
    ["no column of messages", csv(["Timestamp", "Value"], [[stamp(1), "7"]])],
    ["no column of times", csv(["Event", "message"], [["x", "y"]])],
    ["rows that are not the header's", `time,message\nfoo\nbar\nbaz\n`],
    [
      "times that are none",
      csv(
        ["time", "message"],
        [
          ["7 s", "a"],
          ["8 s", "b"],
        ],
      ),
    ],
    ["server lines", csv(columns, [[stamp(1), "2026-11-21 19:06:01 UTC::@:[569]:LOG:  ready", "s"]])],
  ])("%s", (_name, text) => {
    expect(sniffApplication(new TextEncoder().encode(text), "x")).toBeNull();
  });

  test("is read line by line", () => {
    const s = scan("time,message\nERROR:db:failed\nINFO:db:next\n");
    expect(s.streams[0]?.format).toEqual(["python-basic"]);
  });
});

describe("newest first", () => {
  const rows = [
    [stamp(5), "INFO:db:five", "a"],
    [stamp(4), "INFO:db:four", "b"],
    [stamp(4), "INFO:db:three and a half", "a"],
    [stamp(3), "ERROR:db:three\nValueError: x", "a"],
    [stamp(1), "INFO:db:one", "b"],
  ];

  test("records come in the order in which they were written, and keep their places", () => {
    const text = csv(columns, rows);
    const s = scan(text);
    expect(s.streams.map(({ key, descending, format }) => [key, descending, format[0]])).toEqual([
      ["b", true, "insights-csv(newest-first)"],
      ["a", true, "insights-csv(newest-first)"],
    ]);
    const of = (key: string): unknown =>
      s.rows.filter((one) => one.key === key).map((one) => [one.line, s.text(one).message]);
    expect(of("a")).toEqual([
      [5, "three"],
      [4, "three and a half"],
      [2, "five"],
    ]);
    expect(of("b")).toEqual([
      [7, "one"],
      [3, "four"],
    ]);
    for (const one of s.rows) expect(s.raw(one)).toContain(s.text(one).message);
    expect(s.problems).toEqual([]);
    expect(s.counts).toEqual({ lines: 7, records: 5, continuations: 2, quarantined: 0 });
  });

  test("an event exploded into rows is joined from its head on, and decode sees it again", () => {
    const exploded = [
      [stamp(9), "INFO:db:next", "a"],
      [stamp(4), "ValueError: x", "a"],
      [stamp(4), '  File "a.py", line 1', "a"],
      [stamp(4), "Traceback (most recent call last):", "a"],
      [stamp(4), "ERROR:db:failed", "a"],
    ];
    const [down, up] = [scan(csv(columns, exploded)), scan(csv(columns, exploded.toReversed()))];
    const expected = ['failed|Traceback (most recent call last):\n  File "a.py", line 1\nValueError: x', "next"];
    expect(texts(up)).toEqual(expected);
    expect(texts(down)).toEqual(expected);
    expect(down.rows.map(({ line }) => line)).toEqual([3, 2]);
    expect(down.rows[0] === undefined ? "" : down.raw(down.rows[0]).split("\n")).toHaveLength(4);
    expect(down.counts).toEqual(up.counts);
  });

  test("without a column of times, those of the lines are asked", () => {
    const lines = [3, 2, 1].map((second) => [`2026-11-21T19:06:0${second}.000Z ERROR failed`]);
    const s = scan(csv(["@message"], lines));
    expect(s.rows.map(({ line }) => line)).toEqual([4, 3, 2]);
  });

  test("is not believed of a file without order", () => {
    const shuffled = [5, 1, 4, 2, 3, 9, 7, 8].map((second) => [stamp(second), `INFO:db:${second}`, "a"]);
    expect(scan(csv(columns, shuffled)).streams[0]?.descending).toBe(false);
    const equal = [1, 1, 1].map((second, n) => [stamp(second), `INFO:db:${n}`, "a"]);
    expect(scan(csv(columns, equal)).rows.map(({ line }) => line)).toEqual([2, 3, 4]);
  });

  test("a file of several MiB, a damaged quote in it: the same as from oldest to newest", () => {
    const filler = "x".repeat(150);
    const many = Array.from({ length: 15_000 }, (_, n) => {
      const time = new Date(1_795_288_000_000 + n * 250).toISOString().slice(0, 23).replace("T", " ");
      const text = n % 7 === 0 ? `ERROR:db:"${n}" failed\nValueError: ${filler}\n  x` : `INFO:db:${n} ${filler}`;
      return row([time, text, `pod-${n % 3}`]);
    });
    many[7007] = many[7007]?.replace('""7007""', '""7007"') ?? "";
    const head = row(columns);
    const [up, down] = [scan(head + many.join("")), scan(head + many.toReversed().join(""))];
    expect(up.rows).toHaveLength(14_999);
    expect(told(down)).toEqual(told(up));
    expect(down.counts).toEqual(up.counts);
    expect(up.problems).toMatchObject([{ kind: "quarantined-lines", count: 3 }]);
    expect(down.problems).toMatchObject([{ kind: "quarantined-lines", count: 3 }]);
  });
});

describe("damaged rows", () => {
  const good = [1, 2, 3, 4].map((n) => row([stamp(n), `ERROR:db:n${n}, {"a": ${n}}\nValueError: ${n}`, "s"]));
  const file = (damage: (text: string) => string): string =>
    row(columns) + good.map((text, n) => (n === 1 ? damage(text) : text)).join("");

  test.each<[string, (text: string) => string, string[], number]>([
    ["nothing", (text) => text, ["n1", "n2", "n3", "n4"], 0],
    ["the opening quote is missing", (text) => text.replace(',"', ","), ["n1", "n3", "n4"], 2],
    ["the closing quote is missing", (text) => text.replace('",s', ",s"), ["n1", "n3", "n4"], 2],
    ["a doubled quote is single", (text) => text.replace('""a""', '""a"'), ["n1", "n3", "n4"], 2],
    ["a quote too many", (text) => text.replace("Value", '"Value'), ["n1", "n3", "n4"], 2],
    ["the row is cut at its beginning", (text) => text.slice(40), ["n1", "n3", "n4"], 2],
    ["the row's newline is missing", (text) => text.trimEnd(), ["n1", "n4"], 3],
    ["a cell is missing", (text) => text.replace(/^[^,]*,/, ""), ["n1", "n3", "n4"], 2],
    ["a cell too many", (text) => text.replace(",s", ",s,t"), ["n1", "n3", "n4"], 2],
    ["a line of somebody else's", (text) => `${text}note to self\n`, ["n1", "n2", "n3", "n4"], 1],
  ])("%s", (_name, damage, expected, quarantined) => {
    const s = scan(file(damage));
    expect(s.rows.map((one) => /^n\d/.exec(s.text(one).message)?.[0])).toEqual(expected);
    expect(s.counts.quarantined).toBe(quarantined);
    const { lines, records, continuations } = s.counts;
    expect(lines).toBe(file(damage).split("\n").length - 1);
    expect(records + continuations + quarantined).toBe(lines);
    const problems = s.problems.map(({ kind }) => kind);
    expect(problems).toEqual(quarantined === 0 ? [] : ["quarantined-lines"]);
    if (quarantined > 0 && !expected.includes("n2")) expect(s.problems[0]).toMatchObject({ firstLine: 4 });
  });

  test("the last row is cut by the end of the download", () => {
    const text = file((one) => one);
    const s = scan(text.slice(0, -10));
    expect(s.rows).toHaveLength(3);
    expect(s.problems).toMatchObject([{ kind: "quarantined-lines", count: 2, firstLine: 8 }]);
  });

  test("a message that begins with a newline does not close the quote that the row before it lost", () => {
    const two = ["@timestamp", "@message"];
    const s = scan(
      `${row(two)}${stamp(1)},"lost\n${row([stamp(2), "\n12:00:00 [error] kept"])}${row([stamp(3), "next"])}`,
    );
    expect(texts(s)).toEqual(["12:00:00 [error] kept", "next"]);
    expect(s.counts).toEqual({ lines: 5, records: 2, continuations: 2, quarantined: 1 });
  });

  test("lines of a damaged message are no rows, though they look like some", () => {
    const forged = `${stamp(7)},"ERROR:db:forged",s`;
    const broken = row([stamp(2), `say "x"\n${forged}\nend`, "s"]).replace('""x""', '""x"');
    const s = scan(row(columns) + good[0] + broken + good[2]);
    expect(texts(s).join()).not.toContain("forged");
    expect(s.rows).toHaveLength(2);
    expect(s.counts.quarantined).toBe(3);
  });

  test("a row of more than a MiB is one line less, and nothing else", () => {
    const s = scan(row(columns) + good[0] + row([stamp(2), "x".repeat(1_100_000), "s"]) + good[2]);
    expect(s.rows).toHaveLength(2);
    expect(s.problems.map(({ kind }) => kind).toSorted()).toEqual(["long-line", "quarantined-lines"]);
  });
});

describe("rows of several writers", () => {
  const foreign = "org.postgresql.util.PSQLException: ERROR: cannot execute UPDATE in a read-only transaction";

  test("only their own lines join, in the stream that a column names", () => {
    const s = scan(
      csv(columns, [
        [stamp(1), java(1), "a"],
        [stamp(1), java(2), "b"],
        [stamp(1), foreign, "a"],
        [stamp(1), "\tat a.B.c(B.java:1)", "b"],
      ]),
    );
    expect(s.rows.map((one) => [one.key, s.text(one).message, s.text(one).error])).toEqual([
      ["a", "failed 1", null], // its line joins, but another's row lies between: the citation is the first row
      ["b", "failed 2", null],
    ]);
    expect(s.rows.map(({ signature }) => signature)).toEqual([1, 0]);
  });

  test("a line without a head follows nobody where no column tells writers apart", () => {
    const s = scan(
      csv(
        ["Date", "Service", "Content"],
        [
          [`2026-11-21T19:06:01Z`, "api", java(1)],
          [`2026-11-21T19:06:01Z`, "api", foreign],
        ],
      ),
    );
    expect(s.rows.map((one) => s.text(one).message)).toEqual(["failed 1", foreign]);
  });

  test("a flood of writers is bounded", () => {
    const s = scan(
      csv(
        columns,
        Array.from({ length: 5000 }, (_, n) => [stamp(1), `INFO:db:${n}`, `pod-${n}`]),
      ),
    );
    expect(s.streams).toHaveLength(4097);
    expect(s.rows).toHaveLength(5000);
    expect(s.streams.find(({ key }) => key === null)?.dated).toBe(5000 - 4096);
  });

  test("wrappers inside of the rows are removed, split lines put together again", () => {
    const up = [
      [stamp(1), cri("P", json.slice(0, 30)), "a"],
      [stamp(1), cri("F", json.slice(30)), "a"],
      [stamp(2), cri("F", json), "a"],
      [stamp(3), cri("F", json), "a"],
    ];
    for (const rows of [up, up.toReversed()]) {
      const s = scan(csv(columns, rows));
      expect(s.streams[0]?.format.slice(1)).toEqual(["cri", "pino"]);
      expect(texts(s)).toEqual(Array(3).fill('failed, "twice"'));
      expect(s.counts).toEqual({ lines: 5, records: 3, continuations: 2, quarantined: 0 });
    }
  });
});
