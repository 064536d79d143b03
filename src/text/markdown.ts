import { visible } from "./visible.ts";

// Words that no Markdown flavour reads as more than words: letters and digits joined by a hyphen, an apostrophe or,
// between digits, by `. , :`; punctuation only around them.
const plainWord =
  /^["'(“]*(?:[+−±](?=\d))?(?:[\p{L}\p{N}]+(?:[-'’][\p{L}\p{N}]+|(?<=\d)[.,:–](?=\d)\d[\p{L}\p{N}]*)*%?)?["')”]*[.,:;?!…]*["')”]*[.,;]?$/u;
const plainSign = /^[-+=–—·×≥≤±→≈]$/u;
// A commit, an issue of GitHub's short form: linked even without `#`.
const reference = /[0-9a-f]{7}|^\W*GH-\d/iu;

/**
 * Foreign text for a table cell, a list item or a paragraph, on one line. Ordinary words stay readable in the
 * source; every word that could be markup, a link, a mention or a reference (paths, `@`, `#`, `<`, `_`, …) becomes a
 * code span, in which GitHub and GitLab link and notify nothing. A pipe is an entity between code spans, since
 * renderers disagree about `\|`.
 */
export function escapeMarkdownCell(text: string): string {
  const words = visible(text).replaceAll("\n", " ⏎ ").split(" ");
  const fence = "`".repeat(longestRun(text) + 1);
  const out: string[] = [];
  let code: string[] = [];
  const flush = (): void => {
    if (code.length > 0) out.push(spannedWords(code.join(" "), fence));
    code = [];
  };
  for (const word of words) {
    if (word === "") continue;
    if (isPlain(word)) {
      flush();
      out.push(out.length === 0 ? guarded(word) : word);
    } else code.push(word);
  }
  flush();
  return out.join(" ");
}

function isPlain(word: string): boolean {
  return (plainWord.test(word) || plainSign.test(word) || word === "⏎") && !reference.test(word);
}

/** The first word must not begin a list (`1.`, `1)`, `-`, `+`) or underline a heading (`=`). */
function guarded(word: string): string {
  return /^(?:\d+[.)]|[-+=])$/.test(word) ? word.replace(/\D/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`) : word;
}

/** Foreign text as one code span, whatever it holds; a pipe is an entity between two. */
export function codeSpan(text: string): string {
  const plain = visible(text).replaceAll("\n", " ⏎ ");
  return spanned(plain, "`".repeat(longestRun(plain) + 1));
}

/** Brackets and stops around a path or a name are no part of it. */
const around = /^(?<before>[("“]*)(?<core>[\s\S]*?[^.,:;)"”])(?<after>[.,:;)"”]*)$/;

function spannedWords(text: string, fence: string): string {
  const { before = "", core = text, after = "" } = around.exec(text)?.groups ?? {};
  return before + spanned(core, fence) + after;
}

function spanned(text: string, fence: string): string {
  const spans = text.split("|").map((part) => {
    if (part === "") return "";
    const pad = part.startsWith("`") || part.endsWith("`") || part.trim() === "" ? " " : "";
    return `${fence}${pad}${part}${pad}${fence}`;
  });
  return spans.join("&#124;");
}

/**
 * A fenced code block of foreign text. The fence is longer than any run of back-ticks inside, and each line begins
 * with a gutter (`1834 │ `), so that none begins with `/` (GitLab's quick actions) or with a fence.
 *
 * @param gutter what stands before the bar of the first line; blank for the following ones
 */
export function fenced(text: string, { info = "text", gutter = "" }: FenceOptions = {}): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1, longestRun(gutter) + 1));
  const first = visible(gutter).replaceAll("\n", "⏎");
  const lines = visible(text)
    .split("\n")
    .map((line, index) => `${index === 0 ? first : " ".repeat(first.length)} │ ${line}`.trimEnd());
  return [fence + info.replaceAll(/[^a-z0-9-]/g, ""), ...lines, fence].join("\n");
}

export interface FenceOptions {
  readonly info?: string;
  readonly gutter?: string;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
}
