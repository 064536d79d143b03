import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OperatorStatements } from "../../../src/model/index.ts";
import { parseCase } from "../../../src/parse/documents/case.ts";
import { cited, encode, hostileJson, hostileText, holds, told, us } from "./documents.ts";

type Parsed = Awaited<ReturnType<typeof parseCase>>;

async function parse(value: unknown): Promise<Parsed> {
  const bytes = value instanceof Uint8Array ? value : encode(value);
  const parsed = await parseCase(bytes, "case.yaml");
  const { statements } = parsed;
  const exhibits =
    statements === null
      ? []
      : [
          ...statements.failovers.map((failover) => failover.exhibit),
          ...statements.awsAnswers.map((answer) => answer.exhibit),
          ...(statements.writeForwarding.exhibit === null ? [] : [statements.writeForwarding.exhibit]),
          ...(statements.endpointTtl === null ? [] : [statements.endpointTtl.exhibit]),
        ];
  holds(bytes, parsed.counts, exhibits);
  return parsed;
}

async function statementsOf(text: unknown): Promise<OperatorStatements> {
  const { statements, problems } = await parse(text);
  expect(told(problems)).toEqual([]);
  if (statements === null) throw new Error("nothing understood");
  return statements;
}

const minutes = 60_000_000;

test("everything people say, each statement with its place and sentence", async () => {
  const text = `# what we know
collected_at: 2026-11-21T23:00:00Z
failovers:
  - at: 2026-11-21T19:11:58Z
    uncertainty: 30s
    from: aurora-1
    to: aurora-2
    outcome: reversed
    writersPaused: no
  - at: 2026-11-21T19:41:00Z
control experiments:
  - time: 2026-11-21T20:11:00Z
    target: Aurora-2
    outcome: completed
aws:
  at: 2026-11-25T09:00:00Z
  answer: We found a race condition – a fix is planned.
  confirms: split writer race
local-write-forwarding: off
dnsTtl: 5
`;
  const bytes = encode(text);
  const statements = await statementsOf(text);
  expect(statements).toEqual({
    failovers: [
      {
        us,
        uncertaintyUs: minutes / 2,
        target: "aurora-2",
        writersPaused: false,
        outcome: "reversed",
        exhibit: expect.objectContaining({
          kind: "operator",
          us,
          instance: "aurora-2",
          text: "operator: failover at 19:11:58 UTC from aurora-1 to aurora-2, writers running, outcome reversed",
          source: expect.objectContaining({ file: "case.yaml", line: 4, pointer: "/failovers/0" }),
        }),
      },
      {
        us: us + 29 * minutes + 2_000_000,
        uncertaintyUs: 2 * minutes,
        target: null,
        writersPaused: null,
        outcome: "unknown",
        exhibit: expect.objectContaining({ text: "operator: failover at 19:41 UTC" }),
      },
      {
        us: us + 59 * minutes + 2_000_000,
        uncertaintyUs: 2 * minutes,
        target: "aurora-2",
        writersPaused: true,
        outcome: "completed",
        exhibit: expect.objectContaining({
          text: "operator: control experiment, failover at 20:11 UTC to aurora-2, writers paused, outcome completed",
        }),
      },
    ],
    awsAnswers: [
      {
        confirms: "split-writer-race",
        exhibit: expect.objectContaining({
          us: Date.UTC(2026, 10, 25, 9) * 1000,
          text: "operator: AWS answered: We found a race condition – a fix is planned. (confirms split-writer-race)",
        }),
      },
    ],
    writeForwarding: {
      state: "off",
      exhibit: expect.objectContaining({ text: "operator: write forwarding off", us: Number.NaN }),
    },
    endpointTtl: { seconds: 5, exhibit: expect.objectContaining({ text: "operator: TTL of the endpoints 5 s" }) },
    collectedUs: Date.UTC(2026, 10, 21, 23) * 1000,
  });
  const forwarding = statements.writeForwarding.exhibit;
  const ttl = statements.endpointTtl?.exhibit;
  expect([forwarding && cited(bytes, forwarding), ttl && cited(bytes, ttl)]).toEqual(["off", "5"]);
});

describe("a failover, however it is told", () => {
  const bare = { us, target: null, writersPaused: null, outcome: "unknown" };
  const full = { us, target: "aurora-2", writersPaused: true, outcome: "completed" };
  test.each([
    ["a time", "failover: 2026-11-21T19:11:58Z", [bare]],
    ["a time in quotes", 'failoverAt: "2026-11-21T19:11:58Z"', [bare]],
    ["a time with a blank", "failover_time: 2026-11-21 19:11:58 UTC", [bare]],
    ["a time with an offset", "failover: 2026-11-21T21:11:58+02:00", [bare]],
    ["seconds", "failover: 1795288318", [bare]],
    ["a list of times", "failovers:\n- 2026-11-21T19:11:58Z\n- 2026-11-21T19:11:58Z", [bare, bare]],
    ["a mapping", "failover: {at: 2026-11-21T19:11:58Z, to: aurora-2, paused: yes, outcome: ok}", [full]],
    ["details beside it", "writersPaused: true\nfailover: 2026-11-21T19:11:58Z\nto: aurora-2\noutcome: normal", [full]],
    [
      "details inside and beside it",
      "failover: {at: 2026-11-21T19:11:58Z, to: aurora-2, outcome: done}\nto: aurora-9\nwriters_stopped: on",
      [full],
    ],
    ["details alone", "writersPaused: true\ntarget: aurora-2\noutcome: completed", [{ ...full, us: Number.NaN }]],
    ["no time", "failover: yes", [{ ...bare, us: Number.NaN }]],
    ["an empty mapping", "failover: {}", [{ ...bare, us: Number.NaN }]],
    ["that there was none", "failover: none", []],
    ["nothing", "failover:", []],
    [
      "a control that did not stop the writers",
      "controls: [{at: 2026-11-21T19:11:58Z, writersPaused: false}]",
      [{ ...bare, writersPaused: false }],
    ],
    [
      "an ARN",
      "failover: {at: 2026-11-21T19:11:58Z, to: 'arn:aws:rds:us-east-1:123456789012:db:aurora-2'}",
      [{ ...bare, target: "aurora-2" }],
    ],
    [
      "JSON",
      { failover: { at: "2026-11-21T19:11:58Z", to: "aurora-2", writersPaused: true, outcome: "succeeded" } },
      [full],
    ],
    ["a comment before JSON's brother", "# c\n{failover: 2026-11-21T19:11:58Z}", [bare]],
    [
      "Windows' line ends and a byte order mark",
      "\u{feff}failover: 2026-11-21T19:11:58Z\r\nto: aurora-2\r\noutcome: ok\r\npaused: on\r\n",
      [full],
    ],
  ])("%s", async (_, text, expected) => {
    const { failovers } = await statementsOf(text);
    expect(failovers).toMatchObject(expected);
    expect(failovers).toHaveLength(expected.length);
  });

  test("failovers and controls stay in the order told", async () => {
    const { failovers } = await statementsOf(
      "controls:\n- 2026-11-21T20:00:00Z\nfailovers:\n- 2026-11-21T19:00:00Z\n- 2026-11-21T18:00:00Z",
    );
    expect(failovers.map((f) => new Date(f.us / 1000).getUTCHours())).toEqual([20, 19, 18]);
  });

  test("details beside several failovers belong to none of them, and it is told", async () => {
    const parsed = await parse("failovers: [2026-11-21T19:11:58Z, 2026-11-21T20:11:58Z]\nwritersPaused: true\n");
    expect(parsed.statements?.failovers.map((f) => f.writersPaused)).toEqual([null, null]);
    expect(told(parsed.problems)).toEqual([
      "unusable-value: line 2 (/writersPaused): several failovers are told; write it inside of the one it belongs to",
    ]);
  });
});

describe("outcomes", () => {
  test.each([
    ["completed", "completed"],
    ["Succeeded", "completed"],
    ["normal", "completed"],
    ["rolled back", "reversed"],
    ["rolled-back", "reversed"],
    ["reversed", "reversed"],
    ["failed", "failed"],
    ["timed out", "failed"],
    ["unknown", "unknown"],
  ])("%s is %s", async (word, outcome) => {
    expect((await statementsOf(`failover: {outcome: "${word}"}`)).failovers).toMatchObject([{ outcome }]);
  });
});

describe("lengths of time", () => {
  test.each([
    ["2m", 120],
    ["90", 90],
    ["90 s", 90],
    ["± 2 minutes", 120],
    ["+/- 30 sec", 30],
    ["1.5 min", 90],
    ["500ms", 0.5],
    ["1 hour", 3600],
    ["24h", 86_400],
  ])("%s", async (text, seconds) => {
    expect((await statementsOf(`failover: {uncertainty: "${text}"}`)).failovers[0]?.uncertaintyUs).toBe(seconds * 1e6);
  });
  test.each(["25h", "-5", "soon", "2 fortnights", "1e300", "", "999999999999999999999s", "[2]"])(
    "%j is none, and it is told",
    async (text) => {
      const parsed = await parse({ failover: { uncertainty: text === "[2]" ? [2] : text } });
      expect(parsed.statements?.failovers[0]?.uncertaintyUs).toBe(120_000_000);
      expect(told(parsed.problems)).toEqual([expect.stringContaining("is no length of time of a day at most")]);
    },
  );
});

describe("AWS's answer", () => {
  test.each([
    ["awsAnswer: It was a race.", [{ confirms: null }], "operator: AWS answered: It was a race."],
    [
      "aws: {answer: It was a race., confirmed: split-writer-race}",
      [{ confirms: "split-writer-race" }],
      "operator: AWS answered: It was a race. (confirms split-writer-race)",
    ],
    ["aws: {said: Nothing found, confirms: no}", [{ confirms: null }], "operator: AWS answered: Nothing found"],
    ["aws_answers: [one, {text: two}]", [{}, {}], "operator: AWS answered: one"],
    [
      "aws: {class: INSTANCE_CRASH}",
      [{ confirms: "instance-crash" }],
      "operator: AWS answered (confirms instance-crash)",
    ],
  ])("%s", async (text, answers, sentence) => {
    const { awsAnswers } = await statementsOf(text);
    expect(awsAnswers).toMatchObject(answers);
    expect(awsAnswers[0]?.exhibit.text).toBe(sentence);
  });
  test("a class that does not exist is told", async () => {
    const parsed = await parse("aws: {answer: x, confirms: gremlins}");
    expect(parsed.statements?.awsAnswers).toMatchObject([{ confirms: null }]);
    expect(told(parsed.problems)[0]).toContain('"gremlins" names no class; write one of split-writer-race, ');
  });
  test("a long answer is one short line", async () => {
    const { awsAnswers } = await statementsOf({ aws: `a\nb ${"x".repeat(10_000)}` });
    expect(awsAnswers[0]?.exhibit.text.length).toBeLessThan(400);
  });
});

test.each([
  ["on", "on"],
  ["enabled", "on"],
  ["true", "on"],
  ["off", "off"],
  ["Disabled", "off"],
  ["false", "off"],
  ["unknown", "unknown"],
])("write forwarding %s is %s", async (word, state) => {
  expect((await statementsOf(`writeForwarding: ${word}`)).writeForwarding.state).toBe(state);
});

describe("nothing is silent", () => {
  test("a key that is not known is named with its line", async () => {
    const parsed = await parse("failover: 2026-11-21T19:11:58Z\n\nweather:\n  bad: true\n");
    expect(parsed.problems).toEqual([
      {
        kind: "unusable-value",
        file: "case.yaml",
        line: 3,
        pointer: "/weather",
        reason: 'key "weather" is not known here and is not used',
      },
    ]);
    expect(parsed.counts).toEqual({ lines: 4, records: 1, continuations: 1, quarantined: 2 });
  });
  test.each([
    [
      "a key that is not known inside of a failover",
      "failover:\n  at: 2026-11-21T19:11:58Z\n  why: x",
      'line 3 (/failover/why): key "why" is not known here',
    ],
    [
      "a key twice",
      "failover: 2026-11-21T19:11:58Z\nfailover: 2026-11-21T20:11:58Z",
      'line 2 (/failover): key "failover" says again',
    ],
    [
      "a key in two spellings",
      "dnsTtl: 5\nendpoint_ttl_seconds: 6",
      'line 2 (/endpoint_ttl_seconds): key "endpoint_ttl_seconds" says again',
    ],
    ["__proto__", "dnsTtl: 5\n__proto__: {failover: yes}", 'key "__proto__" is not known here'],
    ["constructor", "dnsTtl: 5\nconstructor: 1", 'key "constructor" is not known here'],
    ["a merge key", "dnsTtl: 5\n<<: {failover: yes}", 'key "<<" is not known here'],
    ["a time that is none", "failover: last Tuesday", '"last Tuesday" is no time; write it as 2026-11-21T19:11:58Z'],
    ["a time without date", 'failover: "19:11"', '"19:11" is no time'],
    ["a list for a time", "collected: [1]", "a list is no time"],
    ["an instance that is none", "failover: {to: ../etc}", '"../etc" is no identifier of an instance'],
    ["a truth that is none", "failover: {writersPaused: partly}", '"partly" is neither yes nor no'],
    ["an outcome that is none", "failover: {outcome: purple}", '"purple" is no outcome'],
    ["forwarding that is neither", "writeForwarding: perhaps", '"perhaps" is neither on nor off'],
    ["an alias", "failover: &t 2026-11-21T19:11:58Z\ncollected: *t", "line 2: aliases (*) are not read"],
    ["a key that is a list", "? [a]\n: 1\ndnsTtl: 5", "line 1: its key is no text"],
  ])("%s", async (_, text, reason) => {
    const parsed = await parse(text);
    expect(parsed.problems).toHaveLength(1);
    expect(told(parsed.problems)[0]).toContain(reason);
    expect(parsed.statements).not.toBeNull();
  });
  test("a time without zone is read as UTC, which is told once", async () => {
    const parsed = await parse("failovers: [2026-11-21T19:11:58, 2026-11-21 19:11:58]\n");
    expect(parsed.statements?.failovers.map((f) => f.us)).toEqual([us, us]);
    expect(parsed.problems).toEqual([
      {
        kind: "zone-assumed",
        file: "case.yaml",
        zone: "UTC",
        reason: "line 1: write Z or an offset such as +02:00 behind the time",
      },
    ]);
  });
});

describe("what is no case at all", () => {
  test.each([
    ["nothing", ""],
    ["comments", "# nothing yet\n"],
    ["text", "hello world\n"],
    ["a list", "- failover\n"],
    ["a number", "7"],
    ["only unknown keys", "a: 1\nb: 2\n"],
    ["bytes", Uint8Array.from([0xff, 0xfe, 0x00, 0x0a, 0x80])],
    ["a file too large", "# x\n".repeat(300_000)],
    ["nesting", "[".repeat(1000)],
    ["nesting in a line", "- ".repeat(200)],
    ["more than 64 KiB of YAML", "a: 1\n".repeat(20_000)],
  ])("%s is told", async (what, text) => {
    const parsed = await parse(text);
    expect(parsed.statements).toBeNull();
    expect(parsed.problems.length > 0).toBe(what !== "nothing");
    expect(parsed.counts.records).toBe(0);
  });
});

describe("broken YAML", () => {
  test("what stands before the error is used", async () => {
    const parsed = await parse("failover: 2026-11-21T19:11:58Z\nto: aurora-2\noutcome: [\nwritersPaused: yes\n");
    expect(parsed.statements?.failovers).toMatchObject([{ us, target: "aurora-2", writersPaused: null }]);
    expect(told(parsed.problems)).toContainEqual(
      expect.stringMatching(/^unusable-value: line \d: it is not valid YAML: .*; only what stands before is used$/),
    );
  });
  test("a scalar that the error cuts is not used", async () => {
    const parsed = await parse('dnsTtl: 5\nfailover: "2026-11-21T19:11:58Z');
    expect(parsed.statements?.failovers ?? []).toEqual([]);
    expect(parsed.statements?.endpointTtl?.seconds).toBe(5);
  });
  test("a second document is not read", async () => {
    const parsed = await parse("dnsTtl: 5\n---\nfailover: 2026-11-21T19:11:58Z\n");
    expect(parsed.statements).toMatchObject({ failovers: [], endpointTtl: { seconds: 5 } });
    expect(told(parsed.problems)).toEqual([expect.stringContaining("it is not valid YAML")]);
  });
  test("a file of quotes, which the parser reads in quadratic time, does not freeze the run", async () => {
    const start = performance.now();
    await parse('"'.repeat(60_000));
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

const keys =
  "failover failovers controls at to from outcome uncertainty writersPaused aws confirms answer writeForwarding dnsTtl collected __proto__ constructor".split(
    " ",
  );

test("any JSON, and any text like it, never rejects and conserves lines", async () => {
  await fc.assert(
    fc.asyncProperty(hostileText(keys), async (text) => {
      await parse(text);
    }),
    { numRuns: 200 },
  );
});

/** Failovers in short. */
const failovers = (parsed: Parsed): readonly unknown[] =>
  (parsed.statements?.failovers ?? []).map((f) => [
    f.us,
    f.target,
    f.outcome,
    f.exhibit.text,
    f.exhibit.source.pointer,
  ]);

test("JSON says the same as the YAML it is", async () => {
  await fc.assert(
    fc.asyncProperty(hostileJson(keys), async (value) => {
      fc.pre(typeof value === "object" && value !== null && !Array.isArray(value));
      const json = await parse(JSON.stringify(value));
      const yaml = await parse(`# YAML\n${JSON.stringify(value)}`);
      expect(failovers(yaml)).toEqual(failovers(json));
    }),
    { numRuns: 200 },
  );
});

test("any YAML-like text never rejects and conserves lines", async () => {
  const word = fc.constantFrom(
    ...keys,
    ":",
    "- ",
    "\n",
    "  ",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    "|",
    ">",
    "&a",
    "*a",
    "!!str",
    "? ",
    "%",
    "---",
    "#",
    "é",
    "\t",
    "2026-11-21T19:11:58Z",
    ": ",
    "\r\n",
    "\u{1f600}",
    "\u{feff}",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 30 }), async (words) => {
      await parse(words.join(""));
    }),
    { numRuns: 400 },
  );
});
