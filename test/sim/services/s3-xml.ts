import type { SimAnswer } from "../service.ts";

/** An element: its name and its text or children; `undefined` leaves it out. */
export type XmlNode = readonly [name: string, content: string | number | boolean | readonly XmlNode[] | undefined];

/** An XML document as S3 writes it: without a line break between elements. */
export function xmlDocument(root: string, content: XmlNode[1], namespace = true): string {
  const xmlns = namespace ? ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"' : "";
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${xmlns}>${inside(content)}</${root}>`;
}

export function xmlAnswer(status: number, document: string, headers: Readonly<Record<string, string>> = {}): SimAnswer {
  return { status, headers: { "content-type": "application/xml", ...headers }, body: Buffer.from(document) };
}

function element([name, content]: XmlNode): string {
  return content === undefined ? "" : `<${name}>${inside(content)}</${name}>`;
}

function inside(content: XmlNode[1]): string {
  return typeof content === "object" ? content.map(element).join("") : escape(String(content ?? ""));
}

/** Control characters too become references, which XML 1.0 forbids: what `encoding-type=url` is there for. */
function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll(/[\x00-\x1f]/g, (char) => `&#x${char.charCodeAt(0).toString(16)};`);
}
