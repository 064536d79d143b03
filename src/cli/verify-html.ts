import { evidenceHash, type Recipe } from "../report/index.ts";
import { escapeTerminal } from "../text/index.ts";
import { unresolved } from "./check-citations.ts";
import type { DocumentCase } from "./document-case.ts";
import { htmlOf } from "./html-document.ts";
import { citationRows, conclusionOf, row } from "./verify-words.ts";

/** What came of verifying an HTML report, and the lines that say so. */
export interface HtmlOutcome {
  readonly holds: boolean;
  readonly lines: readonly string[];
}

/** Characters shown of each side of a difference. */
const SHOWN = 120;

/** An HTML report against the one that the case gives: nobody writes into it, so that every byte has to be the same. */
export async function verifiedHtml(
  path: string,
  text: string,
  recipe: Recipe,
  { report, marks, made, evidence, pathOf }: DocumentCase,
): Promise<HtmlOutcome> {
  const expected = await htmlOf(report, { displayTz: recipe.zone, marks }, made);
  const { tool, verdict, evidence: cited } = report;
  const lost = unresolved(cited, evidence, pathOf);
  const same = text.replaceAll("\r\n", "\n") === expected;
  const sameTool = recipe.tool === tool.version && recipe.rules === tool.rulesSha256;
  const holds = same && lost.length === 0;
  const lines = [
    row("report", path),
    row("made by", `postmortem ${recipe.tool}${sameTool ? "" : `; this is ${tool.version} or other rules`}`),
    row(
      "evidence",
      evidenceHash(report) === recipe.evidence ? "the files it was made from" : "NOT the files it was made from",
    ),
    row("verdict", `${verdict.class} · ${verdict.level} by the case`),
    ...(same ? [row("page", "is the one that the case gives, to the byte")] : differenceLines(text, expected)),
    ...citationRows(cited.length, lost),
    conclusionOf(holds),
  ];
  return { holds, lines };
}

function differenceLines(found: string, expected: string): readonly string[] {
  let at = 0;
  while (at < found.length && found.charAt(at) === expected.charAt(at)) at++;
  const section = [...found.slice(0, at).matchAll(/<section id="s-([a-z-]+)"/g)].at(-1)?.[1] ?? "the head";
  const part = (text: string): string =>
    escapeTerminal(text.slice(Math.max(0, at - 30), at + SHOWN)).replaceAll("\n", " ");
  return [
    row("page", `DIFFERS first in ${section}, at character ${at}:`),
    `             ${part(found)}`,
    `             the case gives: ${part(expected)}`,
  ];
}
