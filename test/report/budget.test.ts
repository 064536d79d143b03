// A case of hundreds of pods and files against the limits of tickets: whole sections leave, nothing is cut inside.
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/model/index.ts";
import { plainlyMade, readTemplate, templates, ticketMarkdown } from "../../src/report/index.ts";
import { sample } from "./sample.ts";

/** The sample as if it were of a large fleet, with texts as long as hostile ones. */
function large(times: number, longest: number): Report {
  const many = <T>(list: readonly T[], change: (each: T, index: number) => T): readonly T[] =>
    Array.from({ length: times }, (_, index) => list.map((each) => change(each, index))).flat();
  const long = (text: string): string => `${text} ${"x".repeat(longest)}`;
  return {
    ...sample,
    inputs: many(sample.inputs, (each, n) => ({ ...each, file: `${each.file}.${n}` })),
    clients: many(sample.clients, (each, n) => ({ ...each, id: `${each.id}-${n}` })),
    coverage: many(sample.coverage, (each, n) => ({ ...each, subject: `${each.subject}-${n}`, why: long(each.why) })),
    problems: many(sample.problems, (each) => ({ ...each, text: long(each.text) })),
    novel: many(sample.novel, (each) => ({ ...each, template: long(each.template) })),
    incidents: sample.incidents.map((incident) => ({
      ...incident,
      clientEffects: incident.clientEffects.map((effect) => ({
        ...effect,
        clients: Array.from({ length: times }, (_, n) => `orders-api/pod-${n}`),
      })),
      inDoubt: many(incident.inDoubt, (each) => ({ ...each, why: long(each.why) })),
      phases: many(incident.phases, (each, n) => ({
        ...each,
        client: each.client === null ? null : `${each.client}-${n}`,
      })),
      hypotheses: incident.hypotheses.map((each) => ({
        ...each,
        for: each.for.map((claim) => ({ ...claim, text: long(claim.text) })),
      })),
    })),
    evidence: many(sample.evidence, (each, n) => (n === 0 ? each : { ...each, id: `${each.id}x${n}` })),
  };
}

const marker = /^<!-- postmortem:(begin|end) ([a-z-]+)/gm;

function expectWhole(text: string): void {
  const open: string[] = [];
  for (const [, kind, id] of text.matchAll(marker)) {
    if (kind === "begin") open.push(id ?? "");
    else expect(open.pop()).toBe(id);
  }
  expect(open).toEqual([]);
  expect((text.match(/^`{3,}/gm)?.length ?? 0) % 2).toBe(0);
  expect(text.match(/^<details>$/gm)?.length ?? 0).toBe(text.match(/^<\/details>$/gm)?.length ?? 0);
  for (const row of text.matchAll(/^\|.*$/gm)) expect(row[0]).toMatch(/\|$/);
}

describe.each([
  ["GitHub's limit", 65_536],
  ["Jira's limit", 32_767],
  ["little", 14_000],
] as const)("within %s", (_name, most) => {
  const cases: readonly (readonly [times: number, longest: number])[] = [
    [1, 10],
    [40, 100],
    [60, 20_000],
    // Once is enough of the largest.
    ...(most > 60_000 ? [[800, 100] as const] : []),
  ];
  test.each(cases)("a case %d times as large, texts of %d characters", (times, longest) => {
    const report = large(times, longest);
    const few: readonly (keyof typeof templates)[] =
      times > 40 ? ["default"] : ["default", "google-sre", "aws-support"];
    for (const template of few.map((name) => templates[name])) {
      const fit = {
        template: readTemplate(template),
        flavor: "github",
        most,
        elsewhere: " They are attached.",
      } as const;
      const { text, left, placed } = ticketMarkdown(report, { displayTz: "Asia/Kolkata", marks: [] }, fit, plainlyMade);
      expect(text.length).toBeLessThanOrEqual(most);
      expectWhole(text);
      expect(placed.length).toBeGreaterThan(1);
      expect(text.includes("They are attached.")).toBe(left.length > 0);
    }
  });
});

test("without a limit nothing is left out or cut", () => {
  const fit = { template: readTemplate(templates.default), flavor: "github", most: Infinity, elsewhere: "" } as const;
  const { text, left, brief } = ticketMarkdown(large(40, 100), { displayTz: null, marks: [] }, fit, plainlyMade);
  expect([left, brief]).toEqual([[], false]);
  expect(text).not.toContain("in the whole report");
  expectWhole(text);
});
