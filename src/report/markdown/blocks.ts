import { fenced } from "../../text/index.ts";
import type { Block, Inline, Section } from "../document/document.ts";
import { inlineMarkdown, type InlineStyle, isAnchor } from "./inline.ts";

/** Where the document is read: what is not rendered there is written otherwise. */
export type Flavor = "github" | "gitlab" | "plain";

export interface BlockStyle extends InlineStyle {
  readonly flavor: Flavor;
}

/** Sections that are looked up rather than read: folded where the reader can unfold them. */
const FOLDED: ReadonlySet<string> = new Set(["clients", "states", "evidence", "inventory", "novel", "fingerprint"]);

/** A section without its heading; empty when it has nothing to say. */
export function sectionMarkdown({ id, blocks }: Section, style: BlockStyle): string {
  if (blocks.length === 0) return "";
  const body = blocks.map((block) => blockMarkdown(block, style)).join("\n\n");
  if (!FOLDED.has(id) || style.flavor === "plain") return body;
  return folded(countOf(blocks), body);
}

/** The blank lines make what is inside Markdown again. */
function folded(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** What a reader unfolds, in our own words. */
function countOf(blocks: readonly Block[]): string {
  const rows = blocks.reduce((sum, block) => sum + (block.kind === "table" ? block.rows.length : 0), 0);
  const evidence = blocks.filter(({ kind }) => kind === "evidence").length;
  if (evidence > 0) return `Show ${evidence} ${evidence === 1 ? "entry" : "entries"}`;
  return rows > 0 ? `Show ${rows} ${rows === 1 ? "row" : "rows"}` : "Show";
}

/** One block; nothing in it is split over several. */
function blockMarkdown(block: Block, style: BlockStyle): string {
  const line = (part: Inline): string => inlineMarkdown(part, style);
  switch (block.kind) {
    case "paragraph":
      return line(block.text);
    case "heading":
      return `#### ${line(block.text)}`;
    case "list":
      return block.items.map((item) => `- ${line(item)}`).join("\n");
    case "table":
      return [
        tableRow(block.head),
        tableRow(block.head.map(() => "---")),
        ...block.rows.map((row) => tableRow(row.map(line))),
      ].join("\n");
    case "quote":
      return fenced(block.text, { gutter: block.gutter });
    case "commands":
      return `\`\`\`sh\n${block.text}\n\`\`\``;
    case "figure":
      return figure(block.characters, block.mermaid, style.flavor);
    case "evidence": {
      const { id, kind, source, text } = block.evidence;
      // Only a line is shown as it stands in its file; what a document states is told in our words.
      const gutter = kind !== "line" || source.line === null ? "" : String(source.line);
      return [`#### ${isAnchor(id) ? id : line(id)}`, "", line(block.provenance), "", fenced(text, { gutter })].join(
        "\n",
      );
    }
    default:
      return block satisfies never;
  }
}

function figure(characters: string, mermaid: string | null, flavor: Flavor): string {
  const drawn = fenced(characters);
  if (mermaid === null || flavor === "plain") return drawn;
  return `\`\`\`mermaid\n${mermaid}\n\`\`\`\n\n${folded("The same in characters, and what the evidence covers", drawn)}`;
}

/** A pipe table's row; an empty cell is a dash. */
function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => (cell === "" ? "–" : cell)).join(" | ")} |`;
}
