import { words } from "../../report/index.ts";
import { contentHash, type Documents } from "../documents.ts";
import { type Chosen, mostImportant } from "../fit/most-important.ts";
import { leftText } from "../left-text.ts";
import { type AdfDocument, type AdfNode, adfNodes, adfPanel, adfParagraph } from "./adf.ts";

/**
 * Jira refuses a comment of more than 32,767 characters. Nobody says which: those of the text, or those of the document
 * that is stored. The document is the longer one, so it is held to that.
 * https://jira.atlassian.com/browse/JRACLOUD-68949
 */
export const COMMENT_LIMIT = 32_767;
/** Jira adds to a document what its editor would (ids, layouts): that needs room, too. */
const ROOM = 30_000;

/** A comment as it is sent. */
export interface CommentDocument {
  readonly document: AdfDocument;
  /** Its last line: which case, and which content. */
  readonly marker: string;
}

/** How the last line of a comment of this case begins. */
export function commentMarker(ofCase: string): string {
  return `postmortem:ticket ${ofCase} `;
}

/** What has room, what has not, the files' names, and by what it is found again. */
export function commentDocument({ brief, cite, caseId }: Documents, files: readonly string[]): CommentDocument {
  const attached = files.length === 0 ? "" : `The whole report is attached: ${files.join(", ")}.`;
  const made = (chosen: Chosen): readonly AdfNode[] => {
    const lines = [attached, leftText(chosen)].filter((text) => text !== "").map(words);
    return [...adfNodes(chosen.kept, cite), ...(lines.length === 0 ? [] : [adfPanel("info", lines, cite)])];
  };
  const content = made(mostImportant(brief, (chosen) => JSON.stringify(made(chosen)).length <= ROOM));
  const marker = commentMarker(caseId) + contentHash(JSON.stringify(content));
  return { document: { version: 1, type: "doc", content: [...content, adfParagraph(words(marker), cite)] }, marker };
}
