/** Whether a body is the answer that was asked for. A 200 of a proxy's own makes the SDK say `{}` and no error (AWS.md §0.5). */
import { Buffer } from "node:buffer";

const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
/** XML declaration, comments and blanks are shorter than this. */
const HEAD_BYTES = 1024;

/** What is wrong with a body that has to be an XML document of that root element, or null. */
export function xmlObjection(body: Uint8Array, root: string): string | null {
  const bytes = view(body);
  if (bytes.length === 0) return "an empty body";
  const head = bytes.toString("latin1", 0, HEAD_BYTES);
  const found = /^(?:\u00EF\u00BB\u00BF)?\s*(?:<\?[^>]*\?>\s*|<!--[\s\S]*?-->\s*)*<([A-Za-z][\w.:-]*)[\s/>]/.exec(
    head,
  )?.[1];
  if (found !== root)
    return `a body that is no <${root}> but ${found === undefined ? "no XML" : `<${found.slice(0, 40)}>`}`;
  const tail = bytes.toString("latin1", Math.max(0, bytes.length - HEAD_BYTES)).trimEnd();
  return tail.endsWith(`</${root}>`) || /^[^<]*<[^<]*\/>$/.test(tail) ? null : `a body that ends before </${root}>`;
}

/** What is wrong with a body that has to be a JSON object, or null. That it parses is seen when the SDK parses it. */
export function jsonObjection(body: Uint8Array): string | null {
  const bytes = view(body);
  let from = 0;
  let to = bytes.length - 1;
  while (from <= to && SPACE.has(bytes[from] ?? 0)) from++;
  while (to > from && SPACE.has(bytes[to] ?? 0)) to--;
  if (from > to) return "an empty body";
  if (bytes[from] !== 0x7b) return "a body that is no JSON object";
  return bytes[to] === 0x7d ? null : "a body that ends in the middle of a JSON object";
}

/**
 * The same XML without blanks between elements: SDK 3.1169 takes blanks without a line break for the element's value and
 * drops what the element holds, without an error (AWS.md §4.1). Values, also those made of blanks, stay as they are.
 */
export function withoutBlanks(body: Uint8Array): Uint8Array {
  const text = view(body).toString("latin1");
  if (!/>[ \t]+</.test(text) || text.includes("<![CDATA[")) return body;
  const healed = text.replace(/>[ \t]+(?=<[^/])/g, ">").replace(/(<\/[^<>]*>|<[^<>]*\/>)[ \t]+(?=<\/)/g, "$1");
  return Buffer.from(healed, "latin1");
}

/** Whether an XML answer holds any element inside of its result. */
export function hasResult(body: Uint8Array, root: string): boolean {
  const head = view(body).toString("latin1", 0, 4 * HEAD_BYTES);
  const result = root.replace(/Response$/, "Result");
  const inside = new RegExp(`<${result}[^>]*(?<!/)>\\s*(<[^/])?`).exec(head);
  return inside?.[1] !== undefined;
}

/** The same bytes as a Buffer, not copied. */
export function view(body: Uint8Array): Buffer {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}
