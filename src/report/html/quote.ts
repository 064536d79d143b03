import { markup, preformatted, type Markup } from "./markup.ts";

/** Text as it stands, with what stands in front of its first line beside it. */
export function quoteMarkup(text: string, gutter: string): Markup {
  const front = gutter === "" ? null : markup`<span class="gutter">${gutter}</span> `;
  return markup`<pre class="quote">${front}${preformatted(text)}</pre>\n`;
}
