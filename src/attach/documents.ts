import { createHash } from "node:crypto";
import type { Citations, Section, SectionId } from "../report/index.ts";

/** A report, ready to be sent. */
export interface Documents {
  /** Of `caseId`: by it, one's own earlier comment is found. */
  readonly caseId: string;
  /** `split-writer-race (strong)`: words of our own. */
  readonly title: string;
  /** The whole report by its template, for targets that take Markdown. */
  readonly ticket: (fit: TicketFit) => TicketText;
  /** All sections, whole, in the order of the document. */
  readonly sections: readonly Section[];
  /** The same with long lists cut to their gravest, for targets of a few thousand characters. */
  readonly brief: readonly Section[];
  readonly cite: Citations;
  /** Sections as Markdown in which foreign text is text: what a ticket goes on with. */
  readonly markdown: (sections: readonly Section[], flavor: TicketFit["flavor"]) => string;
  /** The whole report, for targets that take files; the most readable first. */
  readonly files: readonly ReportFile[];
  /** What was taken out of the text, by class. */
  readonly redactions: readonly { readonly class: string; readonly count: number; readonly distinct: number }[];
}

/** How large, and for whom. */
interface TicketFit {
  readonly flavor: "github" | "gitlab";
  /** Characters, as UTF-16 counts them. */
  readonly most: number;
  /** Where sections are that have no room, in our words: ` They are in …`. */
  readonly elsewhere: string;
}

interface TicketText {
  readonly text: string;
  /** Sections that are in it. */
  readonly placed: readonly SectionId[];
  /** Sections that have no room in it. */
  readonly left: readonly SectionId[];
  /** Those in it are the brief ones. */
  readonly brief: boolean;
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
