import type { Block, Citations, Inline, Section } from "../../report/index.ts";
import { escapeTerminal } from "../../text/index.ts";
import { type Run, runs } from "../fit/runs.ts";

/**
 * A node of the Atlassian Document Format. Foreign text is the text of text nodes alone: there it neither mentions nor
 * links, and no macro runs.
 * https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
 */
export interface AdfNode {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, string | number>>;
  readonly content?: readonly AdfNode[];
  readonly text?: string;
  readonly marks?: readonly { readonly type: "strong" | "code" }[];
}

/** A whole document of it. */
export interface AdfDocument {
  readonly version: 1;
  readonly type: "doc";
  readonly content: readonly AdfNode[];
}

/** Sections as nodes that stand at the top of a document. */
export function adfNodes(sections: readonly Section[], cite: Citations): readonly AdfNode[] {
  return sections.flatMap(({ title, blocks }) => [
    adfHeading(2, title, cite),
    ...blocks.flatMap((block) => blockNodes(block, cite)),
  ]);
}

/** A paragraph; nothing in it may be empty. */
export function adfParagraph(text: Inline, cite: Citations): AdfNode {
  return { type: "paragraph", content: runs(text, cite).map(textNode) };
}

/** What is read first, on a coloured ground. */
export function adfPanel(panelType: "info" | "note" | "warning", lines: readonly Inline[], cite: Citations): AdfNode {
  return { type: "panel", attrs: { panelType }, content: lines.map((line) => adfParagraph(line, cite)) };
}

function adfHeading(level: 2 | 3, text: Inline, cite: Citations): AdfNode {
  // Marks are not for headings.
  const content = runs(text, cite).map((run) => ({ type: "text", text: run.text }));
  return { type: "heading", attrs: { level }, content };
}

function blockNodes(block: Block, cite: Citations): readonly AdfNode[] {
  switch (block.kind) {
    case "paragraph":
      return [adfParagraph(block.text, cite)];
    case "heading":
      return [adfHeading(3, block.text, cite)];
    case "list":
      return block.items.length === 0 ? [] : [bulletList(block.items, cite)];
    case "table":
      return block.rows.length === 0 ? [] : [table(block.head, block.rows, cite)];
    case "quote":
      return codeBlock(block.text, block.gutter);
    case "commands":
      return codeBlock(block.text, "");
    case "figure":
      return codeBlock(block.characters, "");
    case "evidence": {
      const { evidence, provenance } = block;
      const line = evidence.kind === "line" && evidence.source.line !== null ? String(evidence.source.line) : "";
      return [adfParagraph(provenance, cite), ...codeBlock(evidence.text, line)];
    }
    default:
      return block satisfies never;
  }
}

function bulletList(items: readonly Inline[], cite: Citations): AdfNode {
  return {
    type: "bulletList",
    content: items.map((item) => ({ type: "listItem", content: [adfParagraph(item, cite)] })),
  };
}

function table(head: readonly string[], rows: readonly (readonly Inline[])[], cite: Citations): AdfNode {
  const row = (type: "tableHeader" | "tableCell", cells: readonly Inline[]): AdfNode => ({
    type: "tableRow",
    content: cells.map((cell) => ({ type, content: [adfParagraph(cell, cite)] })),
  });
  return { type: "table", content: [row("tableHeader", head), ...rows.map((cells) => row("tableCell", cells))] };
}

function codeBlock(text: string, gutter: string): readonly AdfNode[] {
  const shown = escapeTerminal(text, { multiline: true });
  const before = gutter === "" ? "" : `${escapeTerminal(gutter)} │ `;
  const whole = before + shown.replaceAll("\n", `\n${" ".repeat(before.length)}`);
  // A text node of no text is refused.
  return whole.trim() === "" ? [] : [{ type: "codeBlock", content: [{ type: "text", text: whole }] }];
}

function textNode({ text, strong, code }: Run): AdfNode {
  // A text node has `code` or `strong`, not both.
  const type = code ? "code" : strong ? "strong" : null;
  return { type: "text", text, ...(type === null ? {} : { marks: [{ type }] }) };
}
