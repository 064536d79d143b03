import type { EvidenceIds } from "../../model/index.ts";
import type { Inline } from "../document/document.ts";
import { markup, type Markup } from "./markup.ts";
import type { Writer } from "./writer.ts";

/** A document's text as HTML; what is foreign stays text. */
export function inlineMarkup(text: Inline, writer: Writer): Markup {
  if (typeof text === "string") return markup`${text}`;
  if (!("kind" in text)) return markup`${text.map((part) => inlineMarkup(part, writer))}`;
  switch (text.kind) {
    case "words":
      return markup`${text.text}`;
    case "strong":
      return markup`<strong>${inlineMarkup(text.text, writer)}</strong>`;
    case "citation":
      return citationMarkup(text.ids, writer);
    default:
      return text satisfies never;
  }
}

/** Whether nothing would be shown. */
export function isEmpty(text: Inline): boolean {
  if (typeof text === "string") return text === "";
  if (!("kind" in text)) return text.every(isEmpty);
  return text.kind === "citation" ? text.ids.length === 0 : isEmpty(text.text);
}

/** Links to evidence: its id, with the file and line as a title; a statement of people is marked as one. */
function citationMarkup(ids: EvidenceIds, { context: { cite }, references, section }: Writer): Markup {
  const links = ids.map((id, index) => {
    const between = index === 0 ? "" : " ";
    if (!references.has(id)) return markup`${between}<span class="cite">${id}</span>`;
    const said = cite.find(id)?.kind === "operator" ? markup` <small>(stated by the operator)</small>` : null;
    return markup`${between}<a class="cite" id="${references.add(id, section)}" href="#${id}" title="${cite.label(id) ?? id}">${id}</a>${said}`;
  });
  return markup`<span class="cites">${links}</span>`;
}
