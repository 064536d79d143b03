import type { Block, Inline, Table } from "../document/document.ts";
import { evidenceEntry } from "./evidence.ts";
import { inlineMarkup, isEmpty, plainText } from "./inline.ts";
import { markup, preformatted, type Markup } from "./markup.ts";
import { quoteMarkup } from "./quote.ts";
import type { Writer } from "./writer.ts";

/** What a section adds to its blocks. */
export interface Additions {
  /** What a figure draws. */
  readonly figure: Markup | null;
  /** Anchors and numbers of a table's rows; null for a row without. */
  rowMark(row: readonly Inline[]): { readonly anchor: string; readonly number: number } | null;
}

/** Blocks as HTML; evidence that follows evidence is one list. */
export function blocksMarkup(blocks: readonly Block[], writer: Writer, additions: Additions): Markup {
  let caption = writer.section;
  return markup`${blocks.map((block, index) => {
    if (block.kind === "heading") caption = `${writer.section}: ${plainText(block.text)}`;
    if (block.kind !== "evidence") return blockMarkup(block, writer, additions, caption);
    const opens = blocks[index - 1]?.kind !== "evidence" ? markup`<ol class="entries">\n` : null;
    const closes = blocks[index + 1]?.kind !== "evidence" ? markup`</ol>\n` : null;
    return markup`${opens}${evidenceEntry(block.evidence, block.provenance, writer)}${closes}`;
  })}`;
}

function blockMarkup(
  block: Exclude<Block, { kind: "evidence" }>,
  writer: Writer,
  additions: Additions,
  caption: string,
): Markup {
  switch (block.kind) {
    case "paragraph":
      return markup`<p>${inlineMarkup(block.text, writer)}</p>\n`;
    case "list":
      return markup`<ul>\n${block.items.map((item) => markup`<li>${itemMarkup(item, writer)}</li>\n`)}</ul>\n`;
    case "heading":
      return markup`<h3>${inlineMarkup(block.text, writer)}</h3>\n`;
    case "table":
      return tableMarkup(block, writer, additions, caption);
    case "quote":
      return quoteMarkup(block.text, block.gutter);
    case "commands":
      return markup`<pre class="commands" tabindex="0">${preformatted(block.text)}</pre>\n`;
    case "figure":
      return additions.figure ?? markup`<pre class="quote" tabindex="0">${preformatted(block.characters)}</pre>\n`;
    default:
      return block satisfies never;
  }
}

function tableMarkup({ head, rows }: Table, writer: Writer, additions: Additions, caption: string): Markup {
  const marks = rows.map((row) => additions.rowMark(row));
  const numbered = marks.some((mark) => mark !== null);
  const body = rows.map((row, index) => {
    const mark = marks[index] ?? null;
    const id = mark === null ? null : markup` id="${mark.anchor}"`;
    const number = numbered ? markup`<td class="number" role="cell">${mark?.number ?? ""}</td>` : null;
    const cells = row.map((cell, column) => {
      const text = isEmpty(cell) ? markup`<span class="none">–</span>` : inlineMarkup(cell, writer);
      const whole = /^[\w.-]{1,12}$/.test(plainText(cell)) ? markup` class="whole"` : null;
      return column === 0
        ? markup`<th scope="row"${whole}${role("rowheader", numbered)}>${text}</th>`
        : markup`<td${whole}${role("cell", numbered)}>${text}</td>`;
    });
    return markup`<tr${id}${role("row", numbered)}>${number}${cells}</tr>\n`;
  });
  const heads = head.map((text) => markup`<th scope="col">${text}</th>`);
  return markup`<div class="scroll" role="group" aria-label="Table: ${caption}" tabindex="0"><table class="columns-${head.length}${numbered ? " numbered" : ""}"${role("table", numbered)}>
<caption>${caption}</caption>
<thead><tr>${numbered ? markup`<th scope="col" class="number"><abbr title="Number in the picture">№</abbr></th>` : null}${heads}</tr></thead>
<tbody${role("rowgroup", numbered)}>
${body}</tbody>
</table></div>\n`;
}

/** On narrow screens a row of the timeline is no row of a table any more, but for those who hear it. */
function role(name: string, numbered: boolean): Markup | null {
  return numbered ? markup` role="${name}"` : null;
}

/** Words in front of a colon name what follows: `Impact: 214 failed writes`. */
function itemMarkup(item: Inline, writer: Writer): Markup {
  const [first, ...rest] = typeof item === "string" || "kind" in item ? [] : item;
  if (Array.isArray(first)) return itemMarkup([...(first as readonly Inline[]), ...rest], writer);
  const term = typeof first === "object" && "kind" in first && first.kind === "words" ? first.text : "";
  if (!/^[^:]{1,40}: $/.test(term)) return inlineMarkup(item, writer);
  return markup`<span class="term">${term}</span><span>${inlineMarkup(rest, writer)}</span>`;
}
