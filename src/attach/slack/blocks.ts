import type { Block, Citations, Inline, Section } from "../../report/index.ts";
import { escapeTerminal } from "../../text/index.ts";
import { rowText } from "../fit/plain-text.ts";
import { type Run, runs } from "../fit/runs.ts";

/**
 * A block of Slack's Block Kit. Foreign text is the text of `rich_text` and `plain_text` elements alone, in which
 * `<!channel>`, `<@U…>` and `<https://…|…>` are what is written; `mrkdwn` is not used at all.
 * https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
 */
export interface SlackBlock {
  readonly type: "header" | "rich_text" | "context";
  readonly text?: PlainText;
  readonly elements?: readonly (RichPart | PlainText)[];
}

interface PlainText {
  readonly type: "plain_text";
  readonly text: string;
  readonly emoji: false;
}

interface RichPart {
  readonly type: "rich_text_section" | "rich_text_list" | "rich_text_preformatted";
  readonly style?: "bullet";
  readonly elements: readonly (RichText | RichPart)[];
}

interface RichText {
  readonly type: "text";
  readonly text: string;
  readonly style?: { readonly bold?: true; readonly code?: true };
}

/** Text that is shown as it is, without emoji names turned into pictures. */
export function plain(text: string): PlainText {
  return { type: "plain_text", text: escapeTerminal(text), emoji: false };
}

/** One block for each section, its title in bold first. */
export function sectionBlocks(sections: readonly Section[], cite: Citations): readonly SlackBlock[] {
  return sections.map(({ title, blocks }) => ({
    type: "rich_text",
    elements: [
      richSection([{ text: escapeTerminal(title), strong: true, code: false }]),
      ...blocks.flatMap((block) => blockParts(block, cite)),
    ],
  }));
}

function blockParts(block: Block, cite: Citations): readonly RichPart[] {
  switch (block.kind) {
    case "paragraph":
      return some(block.text, cite);
    case "heading":
      return some({ kind: "strong", text: block.text }, cite);
    case "list":
      return bullets(block.items, cite);
    case "table":
      // Slack has no tables that a telephone can show.
      return bullets(
        block.rows.map((row) => rowText(row, cite)),
        cite,
      );
    case "quote":
      return preformatted(block.text);
    case "commands":
      return preformatted(block.text);
    case "figure":
      return preformatted(block.characters);
    case "evidence":
      return [...some(block.provenance, cite), ...preformatted(block.evidence.text)];
    default:
      return block satisfies never;
  }
}

/** Empty elements are refused. */
function some(text: Inline, cite: Citations): readonly RichPart[] {
  const parts = runs(text, cite);
  return parts.length === 0 ? [] : [richSection(parts)];
}

function bullets(items: readonly Inline[], cite: Citations): readonly RichPart[] {
  const elements = items.flatMap((item) => some(item, cite));
  return elements.length === 0 ? [] : [{ type: "rich_text_list", style: "bullet", elements }];
}

function preformatted(text: string): readonly RichPart[] {
  const shown = escapeTerminal(text, { multiline: true }).trimEnd();
  return shown === "" ? [] : [{ type: "rich_text_preformatted", elements: [{ type: "text", text: shown }] }];
}

function richSection(parts: readonly Run[]): RichPart {
  const elements = parts.map(({ text, strong, code }): RichText => {
    const style = { ...(strong ? { bold: true as const } : {}), ...(code ? { code: true as const } : {}) };
    return { type: "text", text, ...(strong || code ? { style } : {}) };
  });
  return { type: "rich_text_section", elements };
}

/** Characters of all texts inside, as Slack counts a message. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + textLength(each), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) => sum + (key === "text" && typeof inner === "string" ? inner.length : textLength(inner)),
    0,
  );
}
