import { createHash } from "node:crypto";
import type { SectionId } from "../document/document.ts";
import type { Flavor } from "./blocks.ts";

// A generated part carries its name and the hash of its text in comments, which no renderer shows: people write around
// them, and `verify` finds the parts again.

/** `<!-- postmortem:begin timeline sha256=… -->`, the text, `<!-- postmortem:end timeline -->`. */
export function marked(id: SectionId, text: string): string {
  return `<!-- postmortem:begin ${id} sha256=${hashOf(text)} -->\n\n${text}\n\n<!-- postmortem:end ${id} -->`;
}

/** Of the text without its outer blank lines and with line feeds alone: web forms add carriage returns. */
export function hashOf(text: string): string {
  return createHash("sha256").update(normal(text)).digest("hex");
}

/** Text as two copies of it are compared. */
export function normal(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(/[ \t]+$/gm, "")
    .trim();
}

/** With what a document was made: all that is needed to make it again from the case. */
export interface Recipe {
  readonly tool: string;
  readonly rules: string;
  readonly schema: string;
  /** Over the sha256 of all files, by their names. */
  readonly evidence: string;
  readonly flavor: Flavor;
  readonly detail: "full" | "brief";
  readonly zone: string | null;
  readonly clocks: "corrected" | "as-written";
  readonly since: string | null;
  readonly until: string | null;
  /** `GLOB=ZONE` as given. */
  readonly inputTz: readonly string[];
  readonly reveal: readonly string[];
  /** Rules of the user's own and other cases that must be given again, by the sha256 of what they came to. */
  readonly ownRules: string | null;
  readonly compared: string | null;
  readonly sections: readonly string[];
}

const HEAD = "<!-- postmortem:report ";
/** What `attach` puts before a comment, to find its own again. */
const TICKET = "<!-- postmortem:ticket ";

/** The recipe as a comment of one line, on top of a document. */
export function recipeComment(recipe: Recipe): string {
  // `--` and `>` would end the comment; within strings alone, where JSON has an escape for them.
  const json = JSON.stringify(recipe).replaceAll(/[<>]|(?<=-)-/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
  return `${HEAD}${json} -->`;
}

/** The recipe in a document; null when it holds none that can be read. */
export function recipeIn(text: string): unknown {
  const start = text.indexOf(HEAD);
  const end = text.indexOf(" -->", start);
  if (start === -1 || end === -1) return null;
  try {
    return JSON.parse(text.slice(start + HEAD.length, end)) as unknown;
  } catch {
    return null;
  }
}

/** A generated part as it stands in a document. */
interface MarkedPart {
  readonly id: string;
  /** The line of its first comment, from 1. */
  readonly line: number;
  readonly stated: string;
  readonly text: string;
}

/** What a document consists of. */
export interface ReadDocument {
  readonly parts: readonly MarkedPart[];
  /** Text outside of generated parts, with the line it begins on, from 1. */
  readonly human: readonly { readonly line: number; readonly text: string }[];
  /** Comments that begin or end nothing, by line. */
  readonly stray: readonly { readonly line: number; readonly text: string }[];
}

const begin = /^<!-- postmortem:begin ([a-z-]{1,40}) sha256=([0-9a-f]{64}) -->$/;
const end = /^<!-- postmortem:end ([a-z-]{1,40}) -->$/;

/** The generated parts and the text around them. Never throws. */
export function readDocument(text: string): ReadDocument {
  const parts: MarkedPart[] = [];
  const human: { line: number; text: string }[] = [];
  const stray: { line: number; text: string }[] = [];
  let open: { id: string; line: number; stated: string; lines: string[] } | null = null;
  let outside: { line: number; lines: string[] } = { line: 1, lines: [] };
  const flush = (): void => {
    const body = outside.lines.join("\n");
    if (body.trim() !== "") human.push({ line: outside.line, text: body });
  };
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    const comment = raw.trim();
    const begins = begin.exec(comment);
    const ends = end.exec(comment);
    if (open !== null) {
      if (ends?.[1] !== open.id) open.lines.push(raw);
      else {
        parts.push({ id: open.id, line: open.line, stated: open.stated, text: open.lines.join("\n") });
        open = null;
        outside = { line: line + 1, lines: [] };
      }
    } else if (begins !== null) {
      flush();
      open = { id: begins[1] ?? "", line, stated: begins[2] ?? "", lines: [] };
    } else if (comment.startsWith("<!-- postmortem:")) {
      if (!comment.startsWith(HEAD) && !comment.startsWith(TICKET)) stray.push({ line, text: comment });
    } else outside.lines.push(raw);
  }
  if (open === null) flush();
  else stray.push({ line: open.line, text: `begins ${open.id}, which does not end` });
  return { parts, human, stray };
}
