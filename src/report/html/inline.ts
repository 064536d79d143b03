import type { EvidenceIds } from "../../model/index.ts";
import type { Inline, Link } from "../document/document.ts";
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
    case "code":
      return markup`<code>${text.text}</code>`;
    case "link":
      return linkMarkup(text);
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
  if (text.kind === "citation") return text.ids.length === 0;
  return text.kind === "link" ? false : isEmpty(text.text);
}

/** The text alone, for a caption. */
export function plainText(text: Inline): string {
  if (typeof text === "string") return text;
  if (!("kind" in text)) return text.map(plainText).join("");
  if (text.kind === "citation") return "";
  return text.kind === "link" ? text.title : plainText(text.text);
}

/** A page of ours: followed by a click alone, and not told where from. What is no such address is only named. */
function linkMarkup({ title, url }: Link): Markup {
  if (!/^https:\/\/[\w.-]+(?:\/[\w.~%#?=&:+,@/-]*)?$/.test(url)) return markup`${title}`;
  return markup`<a href="${url}" rel="noreferrer">${title}</a>`;
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
