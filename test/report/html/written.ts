import type { Report } from "../../../src/model/index.ts";
import { documentContext } from "../../../src/report/document/document-context.ts";
import { type MarkedLine, sections } from "../../../src/report/index.ts";
import { renderHtml } from "../../../src/report/html/render-html.ts";

/** A report as its HTML document. */
export function written(report: Report, title = "Postmortem", marks: readonly MarkedLine[] = []): string {
  const context = documentContext(report, { displayTz: "Europe/Berlin", marks, brief: false });
  return renderHtml(context, sections(context), title);
}
