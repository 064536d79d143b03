import { type SectionId, sectionIds } from "../document/document.ts";

/** A template that cannot be used: the line, from 1, and why. */
export class TemplateError extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** A piece of a template, in its order. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  /** A generated section below its heading; both are left out when the section has nothing to say. */
  | { readonly kind: "section"; readonly heading: string; readonly id: SectionId };

const placeholder = /^\{\{\s*([\w-]+)\s*\}\}$/;
const headingLine = /^#{1,6}\s/;

/**
 * A template in Markdown: a line `{{timeline}}` is where the timeline stands, everything else is kept as it is. A heading
 * right above a placeholder belongs to it.
 *
 * @throws {TemplateError} where a placeholder names no section, or stands twice
 */
export function readTemplate(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  const seen = new Set<SectionId>();
  let lines: string[] = [];
  const flush = (): void => {
    const body = lines.join("\n").trim();
    if (body !== "") parts.push({ kind: "text", text: body });
    lines = [];
  };
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const name = placeholder.exec(line.trim())?.[1];
    if (name === undefined) {
      if (line.includes("{{")) throw new TemplateError(index + 1, "a placeholder needs a line of its own");
      lines.push(line);
      continue;
    }
    const id = sectionIds.find((each) => each === name);
    if (id === undefined)
      throw new TemplateError(index + 1, `{{${name}}} names no section; there are ${sectionIds.join(", ")}`);
    if (seen.has(id)) throw new TemplateError(index + 1, `{{${id}}} stands twice`);
    seen.add(id);
    const heading = headingAbove(lines);
    flush();
    parts.push({ kind: "section", heading, id });
  }
  flush();
  return parts;
}

/** Takes the heading at the end of some lines, blank ones after it included; empty for none. */
function headingAbove(lines: string[]): string {
  let at = lines.length - 1;
  while (at >= 0 && lines[at]?.trim() === "") at--;
  const heading = lines[at] ?? "";
  if (!headingLine.test(heading)) return "";
  lines.splice(at);
  return heading;
}
