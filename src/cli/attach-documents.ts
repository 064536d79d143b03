import { caseId, type Documents } from "../attach/index.ts";
import type { Report } from "../model/index.ts";
import {
  documentContext,
  plainlyMade,
  readTemplate,
  renderJson,
  sections,
  sectionsMarkdown,
  templates,
  ticketMarkdown,
} from "../report/index.ts";
import type { AttachArguments } from "./program.ts";

/** What is sent of a report. */
export function attachDocuments(report: Report, caseName: string, options: AttachArguments): Promise<Documents> {
  const settings = { displayTz: options.displayTz ?? null, marks: [] };
  const whole = documentContext(report, { ...settings, brief: false });
  const brief = documentContext(report, { ...settings, brief: true });
  const template = readTemplate(templates.default);
  const made = { ...plainlyMade, inputTz: options.inputTz.map(({ glob, zone }) => `${glob}=${zone}`) };
  const markdown = ticketMarkdown(
    report,
    settings,
    { template, flavor: "plain", most: Number.POSITIVE_INFINITY, elsewhere: "" },
    made,
  ).text;
  return Promise.resolve({
    caseId: caseId(caseName),
    title: `${report.verdict.class} (${report.verdict.level})`,
    ticket: (fit) => ticketMarkdown(report, settings, { ...fit, template }, made),
    sections: sections(whole),
    brief: sections(brief),
    cite: whole.cite,
    markdown: (some, flavor) => sectionsMarkdown(whole, some, flavor),
    files: [
      { name: "report.md", mediaType: "text/markdown", content: bytes(markdown) },
      { name: "report.json", mediaType: "application/json", content: bytes(renderJson(report)) },
    ],
    redactions: [],
  });
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
