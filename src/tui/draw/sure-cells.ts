import { cellWidth, clusters } from "../../text/index.ts";

/** Text of which every terminal makes the same cells. */
const PLAIN = /^[\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u259f]*$/;
const EMOJI_SELECTOR = "\ufe0f";

/**
 * A text in which no character is wider on one terminal than on another. Flags, skin tones, pictures by selector and
 * long Indic clusters are two cells on some and more or less on others, and everything right of them would shift: what
 * is left of them is their first character, or `�` where that says nothing.
 */
export function sureCells(text: string): string {
  if (PLAIN.test(text)) return text;
  let sure = "";
  for (const cluster of clusters(text)) sure += sureCluster(cluster.text, cluster.cells);
  return sure;
}

function sureCluster(text: string, cells: number): string {
  // A mark without a letter would lie on the neighbour.
  if (cells === 0) return "";
  let sum = 0;
  for (const character of text) sum += cellWidth(character);
  if (sum === cells && !text.includes(EMOJI_SELECTOR)) return text;
  const [first = ""] = text;
  const shown = text.includes(EMOJI_SELECTOR) && cellWidth(first) <= cells ? first : "\ufffd";
  return shown + " ".repeat(cells - cellWidth(shown));
}
