import { createHash } from "node:crypto";
import type { Citations, Section } from "../report/index.ts";

/** A report, ready to be sent. */
export interface Documents {
  /** Of `caseId`: by it, one's own earlier comment is found. */
  readonly caseId: string;
  /** `split-writer-race (strong)`: words of our own. */
  readonly title: string;
  /** In the order of the document. */
  readonly sections: readonly Section[];
  readonly cite: Citations;
  /** Sections as Markdown in which foreign text is text; without budget: what is sent is cut here, by whole sections. */
  readonly markdown: (sections: readonly Section[], flavor: "github" | "gitlab") => string;
  /** The whole report, for targets that take files; the most readable first. */
  readonly files: readonly ReportFile[];
  /** What was taken out of the text, by class. */
  readonly redactions: readonly { readonly class: string; readonly count: number; readonly distinct: number }[];
}

/** A file that is attached. */
export interface ReportFile {
  /** `report.html`. */
  readonly name: string;
  readonly mediaType: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** Twelve hexadecimal digits that stand for a case, by its name: evidence that is added later leaves them as they are. */
export function caseId(name: string): string {
  return createHash("sha256").update(`postmortem case ${name}`).digest("hex").slice(0, 12);
}

/** `report-4f0c….html`: one's own case and content are in it, so that the same file is not sent twice. */
export function attachedName({ name, content }: ReportFile, ofCase: string): string {
  const dot = name.lastIndexOf(".");
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  return `${name.slice(0, dot)}-${ofCase}-${hash}${name.slice(dot)}`;
}

/** Sixteen hexadecimal digits of a text. */
export function contentHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
