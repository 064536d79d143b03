import { cellWidth, escapeTerminal, fit, wrap } from "../text/index.ts";

/** How a piece of text is shown. Never the only carrier of a meaning. */
export type Style = "plain" | "bold" | "dim" | "alarm" | "warn" | "good";

/** A piece of one line. Made by {@link span} alone, so nothing reaches the terminal unescaped. */
export interface Span {
  readonly text: string;
  readonly style: Style;
  readonly escaped: true;
}
export type Line = readonly Span[];

/** Foreign or own text, escaped for the terminal. */
export function span(text: string, style: Style = "plain"): Span {
  return { text: escapeTerminal(text), style, escaped: true };
}

/** A span of exactly `cells` cells. */
export function column(text: string, cells: number, style: Style = "plain"): Span {
  return { text: fit(escapeTerminal(text), cells), style, escaped: true };
}

/** Text behind a prefix, wrapped to `width`; the following lines begin below the text. */
export function hang(prefix: Line, text: string, width: number, style: Style = "plain"): Line[] {
  const indent = prefix.reduce((cells, { text: piece }) => cells + cellWidth(piece), 0);
  const lines = wrap(escapeTerminal(text), Math.max(width - indent, 20));
  return lines.map((line, index) =>
    // Two spaces before a citation must not indent it when it begins a line.
    index === 0 ? [...prefix, span(line, style)] : [span(" ".repeat(indent)), span(line.trimStart(), style)],
  );
}

/** A heading with an empty line before it. */
export function heading(text: string, note = ""): Line[] {
  return [[], note === "" ? [span(text, "bold")] : [span(text, "bold"), span(`  ${note}`, "dim")]];
}

const codes: Readonly<Record<Style, string>> = {
  plain: "",
  bold: "1",
  dim: "2",
  alarm: "1;31",
  warn: "33",
  good: "32",
};

/** Lines as text, with SGR colours only when asked. */
export function paint(lines: readonly Line[], color: boolean): string {
  const shown = lines.map((line) => {
    if (!color)
      return line
        .map(({ text }) => text)
        .join("")
        .trimEnd();
    return line.map(({ text, style }) => (codes[style] === "" ? text : `\x1b[${codes[style]}m${text}\x1b[0m`)).join("");
  });
  return `${shown.join("\n")}\n`;
}
