import { cellWidth, clusters } from "./width.ts";

/** Exactly `cells` terminal cells: cut with `…` or filled with spaces. Wide characters are never halved. */
export function fit(text: string, cells: number): string {
  if (cells <= 0) return "";
  const width = cellWidth(text);
  if (width <= cells) return text + " ".repeat(cells - width);
  let kept = "";
  let used = 0;
  for (const cluster of clusters(text)) {
    if (used + cluster.cells > cells - 1) break;
    kept += cluster.text;
    used += cluster.cells;
  }
  return `${kept}…${" ".repeat(cells - 1 - used)}`;
}

/** Lines of at most `cells` cells (at least 2), broken at spaces, inside a word only when it does not fit a line. */
export function wrap(text: string, cells: number): string[] {
  const room = Math.max(cells, 2);
  const lines: string[] = [];
  let line: string | null = null;
  for (const word of text.split(" ")) {
    if (line !== null && cellWidth(line) + 1 + cellWidth(word) <= room) {
      line += ` ${word}`;
      continue;
    }
    if (line !== null) lines.push(line);
    const parts = pieces(word, room);
    line = parts.pop() ?? "";
    lines.push(...parts);
  }
  return [...lines, line ?? ""];
}

/** The word itself, or, when it is longer than a line, parts that fit. */
function pieces(word: string, room: number): string[] {
  if (cellWidth(word) <= room) return [word];
  const parts: string[] = [];
  let part = "";
  let used = 0;
  for (const cluster of clusters(word)) {
    if (used + cluster.cells > room) {
      parts.push(part);
      part = "";
      used = 0;
    }
    part += cluster.text;
    used += cluster.cells;
  }
  parts.push(part);
  return parts;
}
