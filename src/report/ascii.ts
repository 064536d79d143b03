import { clusters } from "../text/index.ts";

/** Our own signs in ASCII, one for one, so that columns stay where they are. */
const signs: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "─": "-",
    "│": "|",
    "┬": "+",
    "┌": "+",
    "┐": "+",
    "└": "+",
    "┘": "+",
    "▓": "W",
    "░": "r",
    "▒": "o",
    "▲": "^",
    "△": "/",
    "▼": "v",
    "✕": "X",
    "█": "#",
    "━": "=",
    "┄": ".",
    "·": "-",
    "–": "-",
    "—": "-",
    "−": "-",
    "×": "x",
    "±": "~",
    "→": ">",
    "…": ".",
    "⏎": "\\",
    "▁": ".",
    "▂": ":",
    "▃": ";",
    "▄": "=",
    "╌": "_",
    "▅": "+",
    "▆": "*",
    "▇": "%",
    "═": "=",
    "†": "t",
    "▸": ">",
    "←": "<",
    "↑": "^",
    "↓": "v",
    "≥": ">",
    "␀": "0",
  }),
);

/** Escaped text in ASCII, every line as wide as before; a character of the data that has none is `?`. */
export function plainAscii(text: string): string {
  return text.replace(/[^\n\u001b\x20-\x7e]+/g, (foreign) =>
    Array.from(clusters(foreign), ({ text: sign, cells }) => signs.get(sign) ?? "?".repeat(cells)).join(""),
  );
}
