// Whether the same happened before: ordered fingerprints of other cases.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ComparedCase, comparedCase, compareCases, parsedCase } from "../../src/analyze/index.ts";
import { longestCommon } from "../../src/analyze/recurrence.ts";
import type { HeadlineClass } from "../../src/model/index.ts";
import { renderJson } from "../../src/report/index.ts";
import { judge } from "../incident.ts";
import { raceEvents, raceServers } from "../classify/stories.ts";

const STEPS = ["class: normal-failover", "trigger: rds", "old writer: stops", "target: ready", "failover: completed"];

let made = 0;

/** A case of one incident with evidence of its own. */
function caseOf(
  start: string | null,
  steps: readonly string[] = STEPS,
  evidence: readonly string[] = [`sha-${made++}`],
  headline: HeadlineClass = "normal-failover",
): ComparedCase {
  return { name: `case-${start}`, evidence, incidents: [{ start, class: headline, level: "probable", steps }] };
}

const NOW = "2026-11-21T19:00:00.000Z";
const NINE_DAYS_AGO = "2026-11-12T17:30:00.000Z";

function told(...others: readonly ComparedCase[]): string {
  return compareCases(caseOf(NOW), others).text;
}

describe("the sentence", () => {
  test.each<[string, readonly (string | null)[]]>([
    ["second time in 9 days, same fingerprint", [NINE_DAYS_AGO]],
    ["third time in 9 days, same fingerprint", ["2026-11-20T19:00:00.000Z", NINE_DAYS_AGO]],
    ["second time in 47 hours, same fingerprint", ["2026-11-19T20:00:00.000Z"]],
    ["second time in 2 days, same fingerprint", ["2026-11-19T19:00:00.000Z"]],
    ["second time in 2 hours, same fingerprint", ["2026-11-21T17:00:00.000Z"]],
    ["second time in 4 minutes, same fingerprint", ["2026-11-21T18:56:00.000Z"]],
    ["second time in 3 days, same fingerprint", ["2026-11-24T19:00:00.000Z"]],
    ["second time, same fingerprint", [null]],
  ])("%s", (sentence, starts) => {
    expect(told(...starts.map((start) => caseOf(start)))).toBe(sentence);
  });

  test("counts in words up to ten", () => {
    const numbers = [4, 9, 10, 11, 12, 13, 21, 22, 23, 24];
    const texts = numbers.map((n) => told(...Array.from({ length: n - 1 }, () => caseOf(NINE_DAYS_AGO))));
    expect(texts.map((text) => text.split(" ")[0])).toEqual(
      "fourth ninth tenth 11th 12th 13th 21st 22nd 23rd 24th".split(" "),
    );
  });

  test("says that it is the first time, and how many are only similar", () => {
    const other = caseOf(NINE_DAYS_AGO, ["class: instance-crash", "x", "y"], ["sha-a"], "instance-crash");
    const alike = caseOf(NINE_DAYS_AGO, STEPS.slice(0, 4), ["sha-b"]);
    expect(told(other)).toBe("first time among the 1 case compared");
    expect(told(other, alike)).toBe("first time among the 2 cases compared; 1 is similar");
    expect(compareCases(caseOf(NOW), [other, alike]).cases.map(({ match }) => match)).toEqual(["different", "similar"]);
  });

  test("says that there is nothing to compare", () => {
    const quiet = { ...caseOf(NOW), incidents: [] };
    expect(compareCases(quiet, [caseOf(NINE_DAYS_AGO)]).text).toBe(
      "no incident in this case that could be in the 1 case compared",
    );
    expect(told({ ...caseOf(null), incidents: [] })).toBe("first time among the 1 case compared");
    expect(told()).toBe("no other case to compare with");
  });
});

describe("a match", () => {
  test("is similar only with seven of ten steps in order and the same class", () => {
    const ten = Array.from({ length: 10 }, (_, i) => `step ${i}`);
    const current = caseOf(NOW, ten);
    const match = (steps: readonly string[], headline: HeadlineClass = "normal-failover"): string | undefined =>
      compareCases(current, [caseOf(NINE_DAYS_AGO, steps, [`sha-${made++}`], headline)]).cases[0]?.match;
    expect(match(ten)).toBe("same");
    expect(match(ten.slice(3))).toBe("similar");
    expect(match(ten.slice(4))).toBe("different");
    expect(match(ten.toReversed())).toBe("different");
    expect(match(ten.slice(3), "crash-failover")).toBe("different");
    expect(match([...ten, "one more"])).toBe("similar");
  });

  test("is the best of the other's incidents, and tells its own start and class", () => {
    const other: ComparedCase = {
      name: "two",
      evidence: ["sha-two"],
      incidents: [
        { start: NOW, class: "instance-crash", level: "strong", steps: ["class: instance-crash"] },
        { start: NINE_DAYS_AGO, class: "normal-failover", level: "possible", steps: STEPS },
      ],
    };
    expect(compareCases(caseOf(NOW), [other]).cases).toEqual([
      {
        case: "two",
        start: NINE_DAYS_AGO,
        class: "normal-failover",
        level: "possible",
        match: "same",
        shared: { steps: 5, of: 5 },
      },
    ]);
  });

  test("shares the longest common subsequence, whichever comes first", () => {
    expect(longestCommon(["a", "b", "c", "d"], ["b", "x", "d"])).toBe(2);
    expect(longestCommon([], ["a"])).toBe(0);
    const steps = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 });
    fc.assert(
      fc.property(steps, steps, (a, b) => {
        const common = longestCommon(a, b);
        expect(common).toBe(longestCommon(b, a));
        expect(common).toBeLessThanOrEqual(Math.min(a.length, b.length));
        expect(longestCommon(a, a)).toBe(a.length);
        expect(longestCommon([...a, "z"], [...b, "z"])).toBe(common + 1);
      }),
      { numRuns: 200, seed: 9 },
    );
  });
});

describe("a case that is given again", () => {
  const evidence = ["sha-1", "sha-2"];

  test("is named and not counted: by its evidence, whatever it is called", () => {
    const current = caseOf(NOW, STEPS, evidence);
    const again = { ...caseOf(NOW, STEPS, evidence), name: "copy" };
    const { text, cases } = compareCases(current, [again, caseOf(NINE_DAYS_AGO)]);
    expect(text).toBe("second time in 9 days, same fingerprint; not counted, because already there: copy");
    expect(cases.map(({ case: name }) => name)).toEqual([`case-${NINE_DAYS_AGO}`]);
    expect(compareCases(current, [again]).text).toMatch(/^no other case to compare with; not counted/);
  });

  test("collected with more is the same one; a later one that shares a file is not", () => {
    const current = caseOf(NOW, STEPS, evidence);
    expect(compareCases(current, [caseOf(NOW, STEPS, ["sha-2", "sha-3"])]).cases).toEqual([]);
    expect(compareCases(current, [caseOf(NINE_DAYS_AGO, STEPS, ["sha-2", "sha-3"])]).cases).toHaveLength(1);
  });

  test("twice among the others counts once", () => {
    const other = caseOf(NINE_DAYS_AGO);
    expect(told(other, { ...other, name: "again" })).toBe(
      "second time in 9 days, same fingerprint; not counted, because already there: again",
    );
  });
});

describe("a report that was written before", () => {
  test("compares as the case it was made from", async () => {
    const report = await judge(...raceServers(), raceEvents());
    const parsed = parsedCase("report.json", renderJson(report));
    expect(parsed).toEqual({ ...comparedCase("report.json", report), name: "report.json" });
    expect(parsed?.incidents).toHaveLength(report.incidents.length);
    expect(parsed?.evidence.length).toBeGreaterThan(0);
  });

  test.each<[string, string]>([
    ["text", "not JSON"],
    ["an array", "[]"],
    ["RDS events", '{"Events":[]}'],
    ["null", "null"],
    [
      "a report without fingerprints",
      '{"verdict":{"level":"strong","incident":0},"incidents":[{"window":{"start":"x"}}],"inputs":[]}',
    ],
    [
      "a class nobody knows",
      '{"verdict":{"level":"strong","incident":null},"incidents":[{"window":{"start":"x"},"mechanism":{"class":"x","level":"strong"},"fingerprint":{"steps":[]}}],"inputs":[]}',
    ],
    [
      "keys of its prototype only",
      '{"__proto__":{"verdict":{"level":"strong","incident":null},"incidents":[],"inputs":[]}}',
    ],
  ])("%s is none", (_what, json) => {
    expect(parsedCase("x.json", json)).toBeNull();
  });
});
