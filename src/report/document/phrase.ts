import type { EvidenceIds } from "../../model/index.ts";
import type { Block, Inline, Strong, Table, Words } from "./document.ts";

/** A template whose fixed parts are our words and whose values are foreign text, or parts of a document. */
export function phrase(fixed: TemplateStringsArray, ...values: readonly Inline[]): Inline {
  return fixed.flatMap((text, index) => {
    const value = values[index];
    return [...(text === "" ? [] : [words(text)]), ...(value === undefined ? [] : [value])];
  });
}

/** Words of our own; never call it with what stands in the data. */
export function words(text: string): Words {
  return { kind: "words", text };
}

export function strong(text: Inline): Strong {
  return { kind: "strong", text };
}

/** Text in which back-ticks enclose what is typed or pasted; everything else stays foreign. */
export function withCode(text: string): Inline {
  return text.split("`").map((part, index) => (index % 2 === 0 ? part : { kind: "code", text: part }));
}

/** Parts with a separator of our own between them. */
export function joined(parts: readonly Inline[], separator: string): Inline {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [words(separator), part]));
}

/** The evidence alone, for a column of its own. */
export function evidenceOf(ids: EvidenceIds): Inline {
  return { kind: "citation", ids };
}

/** Text with its evidence behind it. */
export function cited(text: Inline, ids: EvidenceIds): Inline {
  return ids.length === 0 ? text : [text, words(" "), evidenceOf(ids)];
}

export function paragraph(text: Inline): Block {
  return { kind: "paragraph", text };
}

/** Nothing for no items. */
export function list(items: readonly Inline[]): readonly Block[] {
  return items.length === 0 ? [] : [{ kind: "list", items }];
}

export function heading(text: Inline): Block {
  return { kind: "heading", text };
}

export function table(head: readonly string[], rows: readonly (readonly Inline[])[]): Table {
  return { kind: "table", head, rows };
}
