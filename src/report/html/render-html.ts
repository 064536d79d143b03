import { confidenceLevels, type Report } from "../../model/index.ts";
import type { Section } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { levelMeaning } from "../words.ts";
import { blocksMarkup } from "./block.ts";
import { lanesFigures, phaseFigures, stalenessFigure } from "./chart/figures.ts";
import { patterns } from "./chart/legend.ts";
import { evidenceSearch } from "./evidence.ts";
import { markup, type Markup } from "./markup.ts";
import { page } from "./page.ts";
import { References } from "./references.ts";
import { timelineRows, type TimelineRows } from "./timeline-rows.ts";

/**
 * A report's document as one HTML file that fetches nothing: sections in their order with a table of contents, the
 * summary first when it comes first, pictures as SVG, evidence that links back. The same input gives the same bytes.
 *
 * @param title of the document, foreign text
 */
export function renderHtml(context: DocumentContext, sections: readonly Section[], title: string): string {
  const shown = sections.filter(({ blocks }) => blocks.length > 0);
  const writing: Writing = {
    context,
    references: new References(evidenceOf(shown)),
    rows: timelineRows(context.report, shown),
  };
  // Evidence says who cites it: it is written when all else is.
  const written = new Map<Section, Markup>();
  for (const section of [...shown.filter(withoutEvidence), ...shown.filter((each) => !withoutEvidence(each))])
    written.set(section, sectionMarkup(section, writing));
  const markupOf = (section: Section): Markup => written.get(section) ?? markup``;
  const lead = shown[0]?.id === "summary" ? shown.slice(0, 1) : [];
  const rest = shown.slice(lead.length);
  const { tool, schemaVersion } = context.report;
  return page(
    title,
    markup`<a class="skip" href="#main">Skip to the report</a>
${patterns}<div class="page">
<header class="top">
<h1>${title}</h1>
${verdictLine(context.report)}${lead.map(markupOf)}</header>
${contents(rest)}<main id="main">
${rest.map(markupOf)}</main>
<footer>
<p>postmortem ${tool.version}, rules sha256 ${tool.rulesSha256.slice(0, 12)}, report schema ${schemaVersion}. This file fetches nothing and sends nothing. <a href="#main">Back to the start</a></p>
</footer>
</div>
`,
  );
}

interface Writing {
  readonly context: DocumentContext;
  readonly references: References;
  readonly rows: TimelineRows;
}

function sectionMarkup({ id, title, blocks }: Section, { context, references, rows }: Writing): Markup {
  const { report } = context;
  const own = pictures(id, report);
  const search = id === "evidence" ? evidenceSearch(evidenceOf([{ id, title, blocks }])) : null;
  const body = blocksMarkup(
    blocks,
    { context, references, section: title },
    {
      figure: id === "lanes" ? lanesFigures(report, (incident, moment) => rows.anchor(incident, moment)) : null,
      rowMark: (row) => (id === "timeline" ? rows.of(row) : null),
    },
  );
  return markup`<section id="s-${id}" aria-labelledby="h-${id}">
<h2 id="h-${id}">${title}</h2>
${own}${search}${body}</section>
`;
}

/** Pictures that stand before what they show. */
function pictures(id: Section["id"], report: Report): readonly Markup[] {
  if (id === "phases") return phaseFigures(report);
  const staleness = id === "staleness" ? stalenessFigure(report) : null;
  return staleness === null ? [] : [staleness];
}

function withoutEvidence({ blocks }: Section): boolean {
  return blocks.every(({ kind }) => kind !== "evidence");
}

function evidenceOf(sections: readonly Section[]) {
  return sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === "evidence" ? [block.evidence] : [])),
  );
}

/** Class and level, the level as filled squares too. */
function verdictLine({ verdict }: Report): Markup {
  const filled = confidenceLevels.indexOf(verdict.level);
  const squares = confidenceLevels.map(
    (_, index) =>
      markup`<rect${index <= filled ? markup` class="on"` : null} x="${index * 14 + 1}" y="1" width="9" height="9"/>`,
  );
  return markup`<p class="class"><b>${verdict.class}</b> <svg class="meter" viewBox="0 0 56 11" aria-hidden="true" focusable="false">${squares}</svg> <b>${verdict.level}</b>: ${levelMeaning[verdict.level]}</p>
`;
}

function contents(sections: readonly Section[]): Markup {
  const items = sections.map(({ id, title }) => markup`<li><a href="#s-${id}">${title}</a></li>\n`);
  return markup`<nav class="contents" aria-labelledby="h-contents"><div>
<h2 id="h-contents">Contents</h2>
<ol>
${items}</ol>
</div></nav>
`;
}
