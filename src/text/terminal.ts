import { visible } from "./visible.ts";

/**
 * The only door from foreign text to a terminal: the result carries no escape sequence, no control character and no
 * bidi control. One line (`⏎` for a line feed) unless `multiline` keeps the line feeds.
 */
export function escapeTerminal(text: string, { multiline = false }: { readonly multiline?: boolean } = {}): string {
  const shown = visible(text);
  return multiline ? shown : shown.replaceAll("\n", "⏎");
}
