import { cellWidth, clusters, fit } from "../text/index.ts";

/**
 * Escaped text in at most `cells` cells, its middle replaced by `…`: names of pods and of instances differ at their
 * end.
 */
export function elide(text: string, cells: number): string {
  if (cellWidth(text) <= cells) return text;
  const characters = Array.from(clusters(text), (cluster) => cluster.text);
  let tail = "";
  for (const character of characters.toReversed()) {
    if (cellWidth(character + tail) > Math.floor((cells - 1) / 2)) break;
    tail = character + tail;
  }
  return `${fit(text, cells - cellWidth(tail)).trimEnd()}${tail}`;
}
