// Less evidence never says more.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/model/index.ts";
import { PROBABLE, rank } from "../classify/verdicts.ts";
import { fixtures, incidents } from "../golden/golden.ts";
import { claimsOf, expectEarned } from "./earned-words.ts";
import { bolder, choicesIn, eventsOf, partsOf, whole, without, withoutLines } from "./less-evidence.ts";

const names = incidents();
const choices = names.flatMap((name) => choicesIn(join(fixtures, name)).map((parts) => ({ name, parts })));
const cases = names.flatMap((name) => partsOf(name).map((part) => ({ name, part })));

/** What a report says is not there, in one text. */
function lacking(report: Report): string {
  const missing = report.incidents.flatMap((each) => each.hypotheses.flatMap((one) => one.missing));
  return JSON.stringify([missing, report.coverage.filter(({ state }) => state !== "full"), report.problems]);
}

test("fixtures hold parts to take away", () => {
  expect(cases.length).toBeGreaterThan(30);
});

describe.each(choices)("$name without $parts", ({ name, parts }) => {
  test("reaches no class more surely than the whole case does", async () => {
    const [full, less] = [await whole(name), await without(name, ...parts)];
    expect(bolder(full, less)).toEqual([]);
    if (less.verdict.class === full.verdict.class)
      expect(rank(less.verdict.level)).toBeLessThanOrEqual(rank(full.verdict.level));
  });
});

describe.each(cases)("$name without $part", ({ name, part }) => {
  test("names what is not there, where anything else names it", async () => {
    const report = await without(name, part);
    const said = lacking(report);
    if (part === "apps") expect(said).toMatch(/application logs/);
    else if (part === "rds-events.json") expect(said).toMatch(/RDS events/);
    else {
      const instance = part.replace("instances/", "");
      if (eventsOf(name).includes(`"${instance}"`)) {
        expect(said).toContain(`log of ${instance}`);
        expect(report.coverage.find(({ subject }) => subject === instance)?.state).toBe("none");
      }
    }
  });

  test("is undecided only when no class is decided", async () => {
    const { verdict, incidents: found } = await without(name, part);
    if (verdict.class !== "inconclusive") return;
    expect(verdict.level).toBe("insufficient");
    const decided = found[verdict.incident ?? 0]?.hypotheses.filter((each) => rank(each.level) >= PROBABLE) ?? [];
    expect(decided.map((each) => `${each.class} ${each.level}`)).toEqual([]);
  });
});

describe.each(cases)("$name without $part", ({ name, part }) => {
  test("keeps to the words it has earned", async () => {
    const report = await without(name, part);
    for (const claim of claimsOf(report)) expectEarned(claim, report);
  });
});

describe.each(names)("%s", (name) => {
  test("without any `ready to accept` line becomes no other class, and no surer one", async () => {
    const [full, less] = [await whole(name), await withoutLines(name, "ready to accept")];
    expect([full.verdict.class, "inconclusive"]).toContain(less.verdict.class);
    if (less.verdict.class === full.verdict.class)
      expect(rank(less.verdict.level)).toBeLessThanOrEqual(rank(full.verdict.level));
  });

  test.each(partsOf(name).filter((part) => part.startsWith("instances/")))(
    "is never strong without %s when events name it",
    async (part) => {
      const less = await without(name, part);
      const named = less.problems.some((problem) => problem.kind === "instance-not-supplied");
      if (named) expect(less.verdict.level).not.toBe("strong");
    },
  );
});
