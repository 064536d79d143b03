import { createHash } from "node:crypto";
import type { Report } from "../../model/index.ts";
import { sectionIds } from "../document/document.ts";
import type { DocumentOptions } from "../document/document-context.ts";
import { type FitOptions, fittingMarkdown, type FittingDocument } from "./budget.ts";
import { type Recipe, recipeComment } from "./markers.ts";

/** With what a report was analyzed, as far as the report itself does not say it. */
export type Made = Pick<Recipe, "clocks" | "since" | "until" | "inputTz" | "reveal" | "ownRules" | "compared">;

/** Settings of a case that was analyzed with none. */
export const plainlyMade: Made = {
  clocks: "corrected",
  since: null,
  until: null,
  inputTz: [],
  reveal: [],
  ownRules: null,
  compared: null,
};

/**
 * The report as Markdown by a template, with its recipe on top, within the limit of the target. The same report and
 * options give the same bytes on every machine.
 *
 * @throws {TooSmallError} when not even summary and verdict have room
 * @throws {RangeError} if `displayTz` is no time zone (a bug in the caller)
 */
export function ticketMarkdown(
  report: Report,
  options: Omit<DocumentOptions, "brief">,
  fit: FitOptions,
  made: Made,
): FittingDocument {
  const zone = options.displayTz;
  // The recipe names what has room, and takes room itself: at most what it takes with every section.
  const longest = recipeOfReport(report, made, { flavor: fit.flavor, detail: "brief", zone, sections: sectionIds });
  const most = fit.most - longest.length - 2;
  const { text, placed, left, brief } = fittingMarkdown(report, options, { ...fit, most });
  const form = { flavor: fit.flavor, detail: brief ? "brief" : "full", zone } as const;
  const recipe = recipeOfReport(report, made, { ...form, sections: placed });
  return { text: `${recipe}\n\n${text}`, placed, left, brief };
}

/** How a document of a report was made, as the comment that says so. */
export function recipeOfReport(
  report: Report,
  made: Made,
  form: Pick<Recipe, "flavor" | "detail" | "zone" | "sections">,
): string {
  const { tool, schemaVersion } = report;
  return recipeComment({
    ...made,
    tool: tool.version,
    rules: tool.rulesSha256,
    schema: schemaVersion,
    evidence: evidenceHash(report),
    ...form,
  });
}

/** One hash over the sha256 of every file, by their names; what a case was, in 64 digits. */
export function evidenceHash({ inputs }: Report): string {
  const hash = createHash("sha256");
  for (const { file, sha256 } of inputs.toSorted((a, b) => (a.file < b.file ? -1 : 1)))
    hash.update(`${sha256 ?? "-"}  ${file}\n`);
  return hash.digest("hex");
}
