// The words of every medium, over every fixture.
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/model/index.ts";
import { renderJson, renderText } from "../../src/report/index.ts";
import { incidents } from "../golden/golden.ts";
import { markdown } from "../report/markdown.ts";
import { claimsOf, expectEarned, quotable } from "./earned-words.ts";
import { whole } from "./less-evidence.ts";

describe.each(incidents())("%s", (name) => {
  test("claims nothing that a gate has not earned", async () => {
    const report = await whole(name);
    for (const claim of claimsOf(report)) expectEarned(claim, report);
  });

  test.each([
    ["text", (report: Report) => renderText(report, { width: 100, color: false, displayTz: null, verbose: true })],
    ["Markdown", (report: Report) => markdown(report)],
    ["JSON", (report: Report) => renderJson(report)],
  ] as const)("says nothing forbidden in %s", async (_medium, render) => {
    const report = await whole(name);
    expectEarned(render(report), report, quotable(report));
  });
});

test("the verb of a headline is that of its level", async () => {
  const reports = await Promise.all(incidents().map(whole));
  for (const { verdict } of reports) {
    if (verdict.level === "strong") expect(verdict.headline).not.toMatch(/most likely|is consistent with/i);
    if (verdict.level === "possible") expect(verdict.headline).not.toMatch(/the evidence shows|most likely/i);
  }
});
