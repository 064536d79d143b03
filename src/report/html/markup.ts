import { escapeHtml } from "../../text/index.ts";

/** HTML or SVG of our own making. Only {@link markup} and {@link preformatted} make it, so no data can be taken for it. */
class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}
export type { Markup };

/** What a template takes: markup as it is, everything else as text. Nothing stands for `null`. */
export type Value = string | number | Markup | null | readonly Value[];

/**
 * A template whose fixed parts are markup and whose values are escaped, in text and in quoted attributes. Not named
 * `html`: formatters would rewrite the parts of such a template, and close what another part closes.
 */
export function markup(fixed: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(fixed.reduce((text, part, index) => text + valueText(values[index - 1] ?? null) + part));
}

/** Foreign text that keeps its line feeds. */
export function preformatted(text: string): Markup {
  return new Markup(escapeHtml(text, { multiline: true }));
}

function valueText(value: Value): string {
  if (value === null) return "";
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number") return String(value);
  return value instanceof Markup ? value.toString() : value.map(valueText).join("");
}
