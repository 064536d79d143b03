import type { TimeWindow } from "../analyze/index.ts";
import { readTemplate, templates, ticketMarkdown } from "../report/index.ts";
import type { AnalyzeArguments } from "./arguments.ts";
import { type DocumentCase, documentCase } from "./document-case.ts";
import { htmlOf } from "./html-document.ts";

/** What `analyze` writes beside its verdict. */
export interface AnalysisDocuments {
  /** For `--report`: nothing is left out for a limit. */
  markdown(): string;
  /** For `--html`. */
  html(): Promise<string>;
}

/** The documents of a case that was analyzed; loaded for those who want one. */
export function analysisDocuments(
  analyzed: Pick<DocumentCase, "report" | "evidence" | "pseudonyms">,
  paths: readonly string[],
  options: AnalyzeArguments,
  window: TimeWindow | null,
): AnalysisDocuments {
  const { report, marks, made } = documentCase(analyzed, paths, options, window);
  const settings = { displayTz: options.displayTz ?? null, marks };
  const fit = { template: readTemplate(templates.default), flavor: "github", most: Infinity, elsewhere: "" } as const;
  return {
    markdown: () => ticketMarkdown(report, settings, fit, made).text,
    html: () => htmlOf(report, settings, made),
  };
}
