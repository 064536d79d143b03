import type { EvidenceReport, Report } from "../model/index.ts";

/** A text of a log, which redaction has still to pass: said with the function that redacts. */
export type Unsaid = (redact: (text: string) => string) => string;

/** Evidence whose text nobody may see yet. */
export type EvidenceDraft = Omit<EvidenceReport, "text"> & { readonly text: Unsaid };

/** A report before redaction. Nothing is printed or drawn of it. */
export type DraftReport = Omit<Report, "evidence" | "redactions"> & { readonly evidence: readonly EvidenceDraft[] };
