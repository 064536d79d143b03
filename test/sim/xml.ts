/** XML as the query API writes it: bytes in, bytes out, so that a log's invalid UTF-8 reaches the wire. */

/** An element: text (escaped), bytes (escaped, not decoded), or child elements. */
export type Xml = readonly [name: string, content: XmlContent];
type XmlContent = string | number | boolean | Buffer | readonly Xml[];

/**
 * Lines of elements. The indentation always has a line break: SDK 3.1169 takes a text node of blanks alone for the whole
 * result (measured, AWS.md §2).
 */
export function renderXml(element: Xml, attributes = "", indent = ""): Buffer {
  const [name, content] = element;
  const open = attributes === "" ? name : `${name} ${attributes}`;
  if (Buffer.isBuffer(content))
    return Buffer.concat([Buffer.from(`${indent}<${open}>`), escapeBytes(content), Buffer.from(`</${name}>\n`)]);
  if (typeof content !== "object") return Buffer.from(`${indent}<${open}>${escapeText(String(content))}</${name}>\n`);
  if (content.length === 0) return Buffer.from(`${indent}<${open}/>\n`);
  const inner = content.map((child) => renderXml(child, "", `${indent}  `));
  return Buffer.concat([Buffer.from(`${indent}<${open}>\n`), ...inner, Buffer.from(`${indent}</${name}>\n`)]);
}

/** Members of a list, each in an element of that name. */
export function list(name: string, item: string, values: readonly XmlContent[]): Xml {
  return [name, values.map((value) => [item, value] as const)];
}

/** Elements of those that are not null, in order. */
export function members(values: Readonly<Record<string, string | number | boolean | null>>): readonly Xml[] {
  return Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

function escapeText(text: string): string {
  return text.replaceAll(/[&<>]/g, (char) => ENTITIES[char] ?? char);
}

/** The five entities; every other byte as it is, as latin1 keeps it. */
function escapeBytes(bytes: Buffer): Buffer {
  const text = bytes.toString("latin1").replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
  return Buffer.from(text, "latin1");
}
