import type { Block, Citations, Inline, Section } from "../../report/index.ts";
import { escapeTerminal } from "../../text/index.ts";
import { textOf } from "./runs.ts";

/** Sections as text without any markup, for media that show text as it is. */
export function plainText(sections: readonly Section[], cite: Citations): string {
  return sections
    .map(({ title, blocks }) =>
      [escapeTerminal(title).toUpperCase(), ...blocks.map((block) => blockText(block, cite))].join("\n"),
    )
    .join("\n\n");
}

function blockText(block: Block, cite: Citations): string {
  switch (block.kind) {
    case "paragraph":
      return textOf(block.text, cite);
    case "heading":
      return `${textOf(block.text, cite)}:`;
    case "list":
      return block.items.map((item) => `- ${textOf(item, cite)}`).join("\n");
    case "table":
      return block.rows.map((row) => `- ${rowText(row, cite)}`).join("\n");
    case "evidence":
      return `- ${textOf(block.provenance, cite)}\n${quoted(block.evidence.text)}`;
    case "quote":
      return quoted(block.text);
    case "commands":
      return quoted(block.text);
    case "figure":
      return quoted(block.characters);
    default:
      return block satisfies never;
  }
}

/** Cells of a row on one line; empty ones say nothing. */
export function rowText(row: readonly Inline[], cite: Citations): string {
  return row
    .map((cell) => textOf(cell, cite))
    .filter((cell) => cell !== "")
    .join(" · ");
}

function quoted(text: string): string {
  return escapeTerminal(text, { multiline: true })
    .split("\n")
    .map((line) => `  | ${line}`.trimEnd())
    .join("\n");
}
