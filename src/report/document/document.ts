import type { EvidenceIds, EvidenceReport } from "../../model/index.ts";

/**
 * Text of a document. A plain string is foreign text: each medium escapes it. What is ours says so by its kind.
 */
export type Inline = string | Words | Strong | Code | Citation | Link | readonly Inline[];

/** Words of our own, never of the data; plain text all the same, without markup. */
export interface Words {
  readonly kind: "words";
  readonly text: string;
}

/** What is read first. */
export interface Strong {
  readonly kind: "strong";
  readonly text: Inline;
}

/** What is typed or pasted as it stands; may be foreign. */
interface Code {
  readonly kind: "code";
  readonly text: string;
}

/** Where what stands before it is written. */
interface Citation {
  readonly kind: "citation";
  readonly ids: EvidenceIds;
}

/** A page of ours to read on: both are constants of the tool, never data. */
export interface Link {
  readonly kind: "link";
  readonly title: string;
  /** https */
  readonly url: string;
}

/** A part of a section that no medium breaks in two without need. */
export type Block =
  | { readonly kind: "paragraph"; readonly text: Inline }
  | { readonly kind: "list"; readonly items: readonly Inline[] }
  | { readonly kind: "heading"; readonly text: Inline }
  | Table
  /** Foreign text as it stands, of fixed width. */
  | { readonly kind: "quote"; readonly text: string; readonly gutter: string }
  /** Shell commands of our own. */
  | { readonly kind: "commands"; readonly text: string }
  | Figure
  /** One piece of evidence with its provenance. */
  | { readonly kind: "evidence"; readonly evidence: EvidenceReport; readonly provenance: Inline };

/** Rows of cells; an empty cell is a dash. At most five columns, so that it is readable everywhere. */
export interface Table {
  readonly kind: "table";
  readonly head: readonly string[];
  readonly rows: readonly (readonly Inline[])[];
}

/** A picture. Media that draw make their own of its name; others show the characters. */
interface Figure {
  readonly kind: "figure";
  readonly name: "lanes";
  /** Drawn with characters of one cell; foreign names in it are escaped for terminals, not yet for documents. */
  readonly characters: string;
  /** The same as a Mermaid diagram of generated ids and allow-listed labels; null where it would be too large. */
  readonly mermaid: string | null;
}

/** Names of the parts that a template places; they stand in a document's markers. */
export const sectionIds = [
  "summary",
  "verdict",
  "impact",
  "refused",
  "trigger",
  "timeline",
  "lanes",
  "states",
  "phases",
  "staleness",
  "in-doubt",
  "hypotheses",
  "effects",
  "clients",
  "explanations",
  "gaps",
  "problems",
  "factors",
  "actions",
  "recurrence",
  "fingerprint",
  "seen",
  "novel",
  "rules",
  "evidence",
  "inventory",
  "accounting",
  "redactions",
  "method",
  "aws-questions",
  "aws-cluster",
  "aws-lanes",
  "aws-phases",
  "aws-calls",
  "aws-sequence",
] as const;
export type SectionId = (typeof sectionIds)[number];

/** One generated part of a document. Without blocks it has nothing to say, and its heading is left out with it. */
export interface Section {
  readonly id: SectionId;
  readonly title: string;
  readonly blocks: readonly Block[];
}
