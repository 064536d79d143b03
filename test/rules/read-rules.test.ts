// Rule files as people write them, wrong: every trouble names file and line, and says what to do.
import { describe, expect, test } from "vitest";
import { ruleWords } from "../../src/analyze/rule-words.ts";
import { readRules } from "../../src/rules/index.ts";
import { read, say, sequenceOf, shipped } from "./events.ts";

const signature = `id: odd-words
title: Odd words
match: { source: server, contains: odd }
examples:
  matches: [an odd line]
  ignores: [an even line]
`;

const sequence = `id: up-and-down
title: Up and down
steps:
  - id: up
    signature: ready
  - { id: down, signature: shut-down }
within: 30s
examples:
  matches:
    - why: both
      events:
        - { at: 0s, instance: a, signature: ready }
        - { at: 9s, instance: a, signature: shut-down }
  ignores:
    - why: one
      events: [{ at: 0s, instance: a, signature: ready }]
`;

async function troubles(text: string): Promise<readonly string[]> {
  return (await read(text)).troubles.map(say);
}

test("a signature and a sequence are read, alone or as documents of one file", async () => {
  for (const text of [
    signature,
    sequence,
    `${signature}---\n${sequence}`,
    `# first\n---\n${sequence}...\n---\n${signature}`,
  ])
    expect(await troubles(text)).toEqual([]);
  const { rules } = await read(`${signature}---\n${sequence}`);
  expect(rules.map(({ id, kind, where }) => [id, kind, where?.line])).toEqual([
    ["odd-words", "signature", 1],
    ["up-and-down", "sequence", 8],
  ]);
});

test("sequences use signatures of any file given", async () => {
  const uses = sequence.replace("signature: ready\n", "signature: [ready, odd-words]\n");
  const files = [
    { file: "b.yaml", text: uses },
    { file: "a.yaml", text: signature },
  ];
  const { rules, troubles: none } = await readRules(files, ruleWords);
  expect(none).toEqual([]);
  expect(rules.map(({ where }) => where?.file)).toEqual(["b.yaml", "a.yaml"]);
});

test("CRLF and a byte order mark change nothing", async () => {
  expect(await troubles(`\uFEFF${`${signature}---\n${sequence}`.replaceAll("\n", "\r\n")}`)).toEqual([]);
});

describe("a file that is wrong", () => {
  test.each<[string, string, readonly string[]]>([
    ["nothing in it", "# later\n", ["mine.yaml:1: there is no rule in it | docs/rules.md shows how one looks."]],
    [
      "a list",
      "- a\n- b\n",
      ["mine.yaml:1: the document has neither `steps` nor `match` | A sequence has `steps`, a signature has `match`."],
    ],
    [
      "both kinds at once",
      `${sequence}match: { level: error }\n`,
      ["mine.yaml:1: the document has both `steps` and `match` | A sequence has `steps`, a signature has `match`."],
    ],
    [
      "a key misspelt",
      sequence.replace("within:", "whitin:"),
      ['mine.yaml:7: "whitin" is no key; did you mean within?'],
    ],
    [
      "a key misspelt inside",
      sequence.replace("    signature: ready", "    sigature: ready"),
      ['mine.yaml:5: "sigature" is no key in steps[0]; did you mean signature?'],
    ],
    [
      "a key of no use",
      signature.replace("match: {", "match: { __proto__: x,"),
      ['mine.yaml:3: "__proto__" is no key in match'],
    ],
    ["a title missing", signature.replace("title: Odd words\n", ""), ["mine.yaml:1: title is missing"]],
    [
      "no near misses",
      signature.replace("ignores: [an even line]", "ignores: []"),
      ["mine.yaml:6: examples.ignores is [] | Wanted: a list of at least one near miss."],
    ],
    [
      "a duration without unit",
      sequence.replace("30s", "30"),
      ["mine.yaml:7: within is 30 | Wanted: a duration such as 500ms, 30s, 10m, 2h."],
    ],
    [
      "a level that is none",
      signature.replace("contains: odd", "level: eror"),
      [
        'mine.yaml:3: match.level is "eror" | Wanted: one of none, debug, info, notice, warning, error, fatal, panic, or a list of them.',
      ],
    ],
    [
      "a SQLSTATE that YAML reads as a number",
      signature.replace("contains: odd", "sqlstate: 25006"),
      ['mine.yaml:3: match.sqlstate is 25006 | Wanted: five characters in quotes, e.g. "25006".'],
    ],
    [
      "a signature nobody knows",
      sequence.replace("signature: ready\n", "signature: redy\n"),
      [
        "mine.yaml:5: steps[0].signature: there is no signature redy; did you mean ready? | `postmortem rules list` shows them all.",
      ],
    ],
    [
      "the id of a built-in signature",
      signature.replace("id: odd-words", "id: ready"),
      ["mine.yaml:1: id: ready is a built-in signature | Choose another id."],
    ],
    [
      "the same id twice",
      `${signature}---\n${signature}`,
      ["mine.yaml:8: id: odd-words is already the rule in mine.yaml:1 | Choose another id."],
    ],
    [
      "a step of nothing",
      sequence.replace("    signature: ready", "    ignoreCase: false"),
      [
        "mine.yaml:4: steps[0]: says nothing about the record | Give at least one of signature, contains, regex, sqlstate, level, role.",
      ],
    ],
    [
      "no window",
      sequence.replace("within: 30s\n", ""),
      [
        "mine.yaml:3: steps: more than one event must match, and nothing says how close together | Give `within`, e.g. 60s.",
      ],
    ],
    ["a window of months", sequence.replace("30s", "90d"), ["mine.yaml:7: within: 90d is more than 31 days"]],
    [
      "groups of nothing",
      sequence.replace("within: 30s", "within: 30s\ngroups: 3"),
      [
        "mine.yaml:8: groups: counts distinct instances or clients, and there is no `distinct` | Add `distinct: instance`.",
      ],
    ],
    [
      "same and distinct",
      sequence.replace("within: 30s", "within: 30s\nsame: client\ndistinct: instance"),
      [
        "mine.yaml:8: same: `same` and `distinct` exclude each other | `distinct` already says whose events one run is made of.",
      ],
    ],
    [
      "two steps of one name",
      sequence.replace("id: down", "id: up"),
      ["mine.yaml:6: steps[1].id: up is there twice | Reports name steps by their ids."],
    ],
    [
      "a count that cannot be",
      sequence.replace("signature: ready\n", "signature: ready\n    count: { min: 3, max: 2 }\n"),
      ["mine.yaml:6: steps[0].count: at least 3 and at most 2 cannot both be"],
    ],
    [
      "a client's record of an instance",
      sequence.replace("signature: shut-down }\nwithin", "signature: client-read-only }\nwithin"),
      [
        "mine.yaml:6: steps[1]: takes clients' records, which belong to no instance | Say `same: client` or `same: none`.",
      ],
    ],
    [
      "a server's record of a client, absent",
      sequence.replace("within: 30s", "within: 30s\nsame: client\nabsent: [{ id: memory, signature: out-of-memory }]"),
      [
        "mine.yaml:4: steps[0]: takes servers' records, which belong to no client | Say `same: instance` or `same: none`.",
        "mine.yaml:6: steps[1]: takes servers' records, which belong to no client | Say `same: instance` or `same: none`.",
        "mine.yaml:9: absent[0]: takes servers' records, which belong to no client | Add `anywhere: true`.",
      ],
    ],
    [
      "an absence at no time",
      sequence.replace("within: 30s", "within: 30s\nabsent: [{ id: memory, signature: out-of-memory, during: false }]"),
      ["mine.yaml:8: absent[0]: is looked for at no time | Leave `during` out, or give `before` or `after`."],
    ],
    [
      "a source that has no such signature",
      sequence.replace("signature: ready\n", "signature: ready\n    source: event\n"),
      ["mine.yaml:5: steps[0].signature: no record of that source carries this signature"],
    ],
    [
      "an example with a signature nobody knows",
      sequence.replace("at: 9s, instance: a, signature: shut-down", "at: 9s, instance: a, signature: shutdown"),
      [
        "mine.yaml:13: examples.matches[0].events[1].signature: shutdown is no built-in signature | Give the line as `text`.",
      ],
    ],
    [
      "ignoreCase without a text",
      signature.replace("contains: odd", "level: error, ignoreCase: true"),
      ["mine.yaml:3: match.ignoreCase: is only for `contains` | In a regex write both letters: [Ee]rror."],
    ],
  ])("%s", async (_, text, expected) => {
    expect(await troubles(text)).toEqual(expected);
  });

  test.each(["(a)\\1", "(?=a)b", "(?!a)b", "a{1000}", "((a{30}){30}){30}", "(", "[b-a]"])(
    "with the regex %s is refused",
    async (pattern) => {
      const [first, ...rest] = await troubles(signature.replace("contains: odd", `regex: '${pattern}'`));
      expect(first).toMatch(/^mine\.yaml:3: match\.regex: Invalid regular expression/);
      expect(rest).toEqual([]);
    },
  );
});

describe("YAML that is not data", () => {
  test.each<[string, string, string]>([
    ["an alias", "id: &a x\ntitle: *a\n", "mine.yaml:1: there is an anchor (&name), which rules do not need"],
    ["a tag", "id: !!js/function x\n", "mine.yaml:1: there is a tag (!name), which rules do not need"],
    ["a directive", "%YAML 1.1\n---\nid: x\n", "mine.yaml:1: there is a directive (%), which rules do not need"],
    [
      "a complex key",
      "id: x\n? [a]\n: b\n",
      "mine.yaml:2: there is a key that begins with `? `, which rules do not need",
    ],
    ["a key twice", "id: x\nid: y\n", 'mine.yaml:2: the key "id" is there twice'],
    ["a tab", "id:\n\t- x\n", "mine.yaml:2: not valid YAML: Tabs are not allowed as indentation"],
  ])("%s is refused with its line", async (_, text, expected) => {
    expect((await troubles(text))[0]).toBe(expected);
  });

  // yaml 2.9 needs two minutes for 1.6 kB of nested `? - `, and as long for 50,000 keys, which it compares pair by pair.
  test.each<[string, string]>([
    ["? - ", "? - ".repeat(200_000)],
    ["- ", "- ".repeat(500_000)],
    ["[", "[".repeat(1_000_000)],
    ["{? ", "{? ".repeat(300_000)],
    ["{a: ", "{a: ".repeat(250_000)],
    ["lines ever deeper", Array.from({ length: 1300 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
    ["keys, 10,000 of them", Array.from({ length: 10_000 }, (_, i) => `k${i}: v`).join("\n")],
    ["keys, 100,000 of them", Array.from({ length: 100_000 }, (_, i) => `k${i}: v`).join("\n")],
    ["documents, 10,000 of them", "---\na: b\n".repeat(10_000)],
    ["quotes without end", '"'.repeat(1_000_000)],
    ["a megabyte and one", `# ${"x".repeat(1_048_576)}`],
    ["NUL bytes", "\0".repeat(1000)],
  ])("a megabyte of %s ends with a trouble, soon", async (_, text) => {
    const began = performance.now();
    expect(await troubles(text)).not.toEqual([]);
    // Twenty times what the slowest takes here.
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  test("cut at any byte the shipped file makes troubles or rules, never an exception", async () => {
    for (let at = 0; at < shipped.length; at += 97) {
      const { rules, troubles: found } = await read(shipped.slice(0, at));
      expect(rules.length + found.length).toBeGreaterThan(0);
    }
  });

  test("with any byte changed it makes troubles or rules, never an exception", async () => {
    for (let at = 0; at < shipped.length; at += 97) {
      const broken = `${shipped.slice(0, at)}${"{}[]:-&*!|>'\"%@`\t\0"[at % 18]}${shipped.slice(at + 1)}`;
      const { rules, troubles: found } = await read(broken);
      expect(rules.length + found.length).toBeGreaterThan(0);
    }
  });
});

test("the shipped rule is a race of distinct instances", async () => {
  const rule = await sequenceOf(shipped);
  expect(rule.withinUs).toBe(60e6);
  expect([rule.key, rule.groups, rule.ordered]).toEqual(["instance", 2, true]);
  expect(rule.absent.map(({ id, beforeUs, anywhere }) => [id, beforeUs, anywhere])).toEqual([
    ["memory", 300e6, false],
    ["patching", 600e6, true],
  ]);
});
