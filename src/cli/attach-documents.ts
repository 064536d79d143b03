import { caseId, type Documents } from "../attach/index.ts";
import {
  documentContext,
  renderJson,
  sections,
  sectionsMarkdown,
  type TemplatePart,
  ticketMarkdown,
} from "../report/index.ts";
import type { DocumentCase } from "./document-case.ts";

/** How documents are made. */
export interface AttachedForm {
  readonly template: readonly TemplatePart[];
  /** IANA zone; null for UTC alone. */
  readonly displayTz: string | null;
  /** The report as one HTML file. */
  readonly html: string;
}

/** What is sent of a case. */
export function attachDocuments(
  { report, marks, made }: Pick<DocumentCase, "report" | "marks" | "made">,
  caseName: string,
  { template, displayTz, html }: AttachedForm,
): Documents {
  const settings = { displayTz, marks };
  const whole = documentContext(report, { ...settings, brief: false });
  const unlimited = { template, flavor: "plain", most: Number.POSITIVE_INFINITY, elsewhere: "" } as const;
  return {
    caseId: caseId(caseName),
    title: `${report.verdict.class} (${report.verdict.level})`,
    ticket: (fit) => ticketMarkdown(report, settings, { ...fit, template }, made),
    sections: sections(whole),
    brief: sections(documentContext(report, { ...settings, brief: true })),
    cite: whole.cite,
    markdown: (some, flavor) => sectionsMarkdown(whole, some, flavor),
    files: [
      { name: "report.html", mediaType: "text/html", content: bytes(html) },
      {
        name: "report.md",
        mediaType: "text/markdown",
        content: bytes(ticketMarkdown(report, settings, unlimited, made).text),
      },
      { name: "report.json", mediaType: "application/json", content: bytes(renderJson(report)) },
    ],
    redactions: report.redactions,
  };
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
