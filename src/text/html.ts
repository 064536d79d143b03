import { visible } from "./visible.ts";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/**
 * The only door from foreign text to HTML and SVG: the result is text between tags and inside quoted attributes alike,
 * and nothing in it acts or hides. One line (`⏎` for a line feed) unless `multiline` keeps the line feeds. It is no door
 * to a URL, a script or a style: nothing foreign goes there.
 */
export function escapeHtml(text: string, { multiline = false }: { readonly multiline?: boolean } = {}): string {
  const shown = visible(text).replaceAll(/[&<>"'`]/g, (sign) => entities[sign] ?? "");
  return multiline ? shown : shown.replaceAll("\n", "⏎");
}
