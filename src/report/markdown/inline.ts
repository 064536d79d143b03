import type { EvidenceIds } from "../../model/index.ts";
import { codeSpan, escapeMarkdownCell } from "../../text/index.ts";
import type { Citations } from "../citation.ts";
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
  if (text.length <= most) return text;
  // Not between the halves of a surrogate pair.
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** `[aurora-1:postgresql.log:1834,1836]`: lines of one file are one citation. */
function citation(ids: EvidenceIds, { cite, linked }: InlineStyle): string {
  const groups = new Map<string, { readonly id: string; readonly lines: string[]; readonly said: boolean }>();
  for (const id of ids) {
    const evidence = cite.find(id);
    const label = cite.label(id);
    if (evidence === undefined || label === null) continue;
    const [, file = label, line = ""] = /^(.*):(\d+)$/s.exec(label) ?? [];
    const said = evidence.kind === "operator";
    const known = line === "" ? undefined : groups.get(file);
    if (known === undefined)
      groups.set(line === "" ? `${label}\n` : file, { id, lines: line === "" ? [] : [line], said });
    else if (!known.lines.includes(line)) known.lines.push(line);
  }
  return [...groups]
    .map(([file, { id, lines, said }]) => {
      const shown = codeSpan(
        `[${file.trimEnd()}${lines.length === 0 ? "" : `:${lines.toSorted((a, b) => Number(a) - Number(b)).join(",")}`}]`,
      );
      return `${linked && isAnchor(id) ? `[${shown}](#${id})` : shown}${said ? " (stated by the operator)" : ""}`;
    })
    .join(" ");
}
