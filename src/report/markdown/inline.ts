import type { EvidenceIds } from "../../model/index.ts";
import { codeSpan, cut, escapeMarkdownCell } from "../../text/index.ts";
import type { Citations } from "../citation.ts";
import { citationGroups } from "../citation-groups.ts";
import type { Inline } from "../document/document.ts";

/** How text is written. */
export interface InlineStyle {
  readonly cite: Citations;
  /** Citations link to the evidence section of the same document. */
  readonly linked: boolean;
  /** Foreign text is cut behind so many characters; a document without limits cuts none. */
  readonly mostText: number;
}

const anchor = /^[a-z][\w-]{0,39}$/;

/** Whether an evidence id can be a heading and the link to it. */
export function isAnchor(id: string): boolean {
  return anchor.test(id);
}

/** One line of Markdown. Foreign text is escaped, ours is not. */
export function inlineMarkdown(part: Inline, style: InlineStyle): string {
  if (typeof part === "string") return escapeMarkdownCell(clipped(part, style.mostText));
  if (!("kind" in part)) return part.map((each) => inlineMarkdown(each, style)).join("");
  switch (part.kind) {
    case "words":
      return part.text;
    case "strong": {
      const text = inlineMarkdown(part.text, style).trim();
      return text === "" ? "" : `**${text}**`;
    }
    case "code":
      return codeSpan(part.text);
    case "citation":
      return citation(part.ids, style);
    case "link":
      return `[${part.title}](${part.url})`;
    default:
      return part satisfies never;
  }
}

function clipped(text: string, most: number): string {
  return text.length <= most ? text : `${cut(text, most - 1)}…`;
}

/** `[aurora-1:postgresql.log:1834,1836]`: lines of one file are one citation. */
function citation(ids: EvidenceIds, { cite, linked }: InlineStyle): string {
  return citationGroups(ids, cite)
    .map(({ label, id, saidByOperator }) => {
      const shown = codeSpan(label);
      const link = linked && isAnchor(id) ? `[${shown}](#${id})` : shown;
      return link + (saidByOperator ? " (stated by the operator)" : "");
    })
    .join(" ");
}
