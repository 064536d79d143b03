import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_TEXT, matches, regexTest } from "../../src/rules/condition.ts";
import { requiredLiteral } from "../../src/rules/regex-literal.ts";
import { type RuleEvent, testRules } from "../../src/rules/index.ts";
import { linearRegex } from "../../src/text/index.ts";
import { event, read, rulesOf, say, shipped } from "./events.ts";

/** Whether a signature with this `match` takes the event. */
async function takes(match: string, given: RuleEvent): Promise<boolean> {
  const [rule] = await rulesOf(`id: mine\ntitle: Mine\nmatch: ${match}\nexamples: { matches: [x], ignores: [x] }\n`);
  return rule?.kind === "signature" && matches(rule.condition, given);
}

const line = (text: string, more: Parameters<typeof event>[4] = {}): RuleEvent =>
  event(0, 0, "a", null, { text, ...more });

describe("a condition", () => {
  test.each<[string, RuleEvent, boolean]>([
    ["{ contains: disk }", line("no space on disk"), true],
    ["{ contains: Disk }", line("no space on disk"), false],
    ["{ contains: Disk, ignoreCase: true }", line("no space on DISK"), true],
    ["{ contains: [disk, tape] }", line("no space on disk"), true],
    ["{ contains: { any: [disk, tape] } }", line("no space on tape"), true],
    ["{ contains: { all: [disk, tape] } }", line("no space on disk"), false],
    ["{ contains: { all: [disk, space] } }", line("no space on disk"), true],
    ["{ regex: '^no [a-z]+ on (?:disk|tape)$' }", line("no space on disk"), true],
    ["{ regex: '^no [a-z]+ on (?:disk|tape)$' }", line("there is no space on disk"), false],
    ["{ sqlstate: '25006' }", line("", { sqlstate: "25006" }), true],
    ["{ sqlstate: ['25006', '57P01'] }", line("", { sqlstate: "53300" }), false],
    ["{ level: [error, fatal] }", line("", { level: "fatal" }), true],
    ["{ level: error }", line("", { level: "fatal" }), false],
    ["{ source: client }", line("", { source: "client" }), true],
    ["{ source: client }", line(""), false],
    ["{ signature: [ready, shut-down] }", event(0, 0, "a", "shut-down"), true],
    ["{ signature: ready }", event(0, 0, "a", null), false],
    ["{ signature: ready, level: fatal }", event(0, 0, "a", "ready"), false],
    ["{ signature: 'rds-event:kms' }", event(0, 0, null, "rds-event:kms", { source: "event" }), true],
  ])("%s", async (match, given, expected) => {
    expect(await takes(match, given)).toBe(expected);
  });

  test("reads a record's beginning, not a megabyte", async () => {
    expect(await takes("{ contains: needle }", line(`${"x".repeat(MAX_TEXT - 6)}needle`))).toBe(true);
    expect(await takes("{ contains: needle }", line(`${"x".repeat(MAX_TEXT - 5)}needle`))).toBe(false);
  });

  test("does not read the text of a record that another field rules out", async () => {
    const unread = { ...line(""), text: () => expect.fail("read") };
    expect(await takes("{ level: fatal, contains: x }", unread)).toBe(false);
    expect(await takes("{ signature: ready, regex: x }", unread)).toBe(false);
  });

  test("does not freeze on the patterns that freeze others", () => {
    const storm = line(`${"a".repeat(MAX_TEXT - 1)}b`);
    const began = performance.now();
    for (const pattern of ["^(a+)+$", "(a*)*c", "(a|a)*$", "(.*)(x|y)+(.*)$", ".*".repeat(100)])
      regexTest(pattern).holds(storm);
    // Backtracking would need longer than the sun will shine; here it is a fraction of a second.
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe("the literal that a pattern requires", () => {
  test.each([
    ["terminated by signal \\d+", "terminated by signal "],
    ["^could not (?:open|read) file", "could not "],
    ["a|b", ""],
    ["(?:a|b)cde", "cde"],
    ["abc?", "ab"],
    ["abc*d", "ab"],
    ["abc+d", "abc"],
    ["ab{0,2}cd", "cd"],
    ["ab{2}cd", "ab"],
    ["[abc]def", "def"],
    ["[\\]a]def", "def"],
    ["10\\.0\\.0\\.1", "10.0.0.1"],
    ["\\x41bc", "bc"],
    ["\\bword\\b", "word"],
    [".*", ""],
  ])("%s", (pattern, literal) => {
    expect(requiredLiteral(pattern)).toBe(literal);
  });

  test("is in every text that the pattern finds", () => {
    const atom = fc.constantFrom(
      "a",
      "b",
      "c",
      ".",
      "[ab]",
      "[^a]",
      "\\.",
      "\\d",
      "\\x61",
      "(a)",
      "(?:b|c)",
      "(?:ab)",
      "^",
      "$",
      "\\b",
    );
    const piece = fc.tuple(atom, fc.constantFrom("", "", "", "?", "*", "+", "{2}", "{0,1}", "{1,2}", "+?", "??"));
    const patterns = fc
      .array(piece, { minLength: 1, maxLength: 6 })
      .map((pieces) => pieces.map(([each, many]) => (/^(?:\^|\$|\\b)$/.test(each) ? each : each + many)).join(""));
    const either = fc.oneof(
      patterns,
      fc.tuple(patterns, patterns).map(([a, b]) => `${a}|${b}`),
    );
    const texts = fc.string({ unit: fc.constantFrom("a", "b", "c", ".", "1"), maxLength: 12 });
    let found = 0;
    fc.assert(
      fc.property(either, texts, (pattern, text) => {
        if (!linearRegex(pattern).test(text)) return;
        found++;
        expect(text).toContain(requiredLiteral(pattern));
      }),
      { numRuns: 4000, seed: 1 },
    );
    expect(found).toBeGreaterThan(500);
  });
});

describe("inline examples", () => {
  test("of the shipped rules hold", async () => {
    const tests = testRules(await rulesOf(shipped));
    expect(tests.map(({ rule, examples, failed }) => [rule.id, examples, failed.length])).toEqual([
      ["memory-words", 4, 0],
      ["writer-race", 7, 0],
    ]);
  });

  test("that do not hold are told with their line", async () => {
    const broken = shipped
      .replace("within: 60s", "within: 30s")
      .replace('- { text: "out of shared memory"', '- { text: "out of memory"');
    const failed = testRules(await rulesOf(broken)).flatMap((each) => each.failed);
    const lineOf = (text: string): number => broken.split("\n").findIndex((each) => each.includes(text)) + 1;
    expect(failed.map(({ example }) => [example.fires, example.where.line])).toEqual([
      [false, lineOf("somebody's SQL") - 1],
      [true, lineOf("exactly 60 s after")],
    ]);
    expect(failed[1]?.explanation.near[0]?.why).toEqual({ kind: "too-long", overUs: 29e6 });
  });

  test("carry the built-in signature that their text has", async () => {
    const { troubles, rules } = await read(shipped);
    expect(troubles.map(say)).toEqual([]);
    const [first] = rules.find(({ id }) => id === "writer-race")?.examples ?? [];
    expect(first?.events.map(({ signature }) => signature)).toEqual([
      "ready",
      "ready",
      "child-terminated",
      "storage-runtime-crash",
      "shut-down",
      "child-terminated",
      "aurora-runtime-exit",
      "shut-down",
    ]);
  });
});
