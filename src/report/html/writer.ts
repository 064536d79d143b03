import type { DocumentContext } from "../document/document-context.ts";
import type { References } from "./references.ts";

/** What writing a section takes. */
export interface Writer {
  readonly context: DocumentContext;
  readonly references: References;
  /** Title of the section that is written. */
  readonly section: string;
}
