import type { Report } from "../model/index.ts";
import { contextOf } from "./context.ts";
import { fingerprintSection, novelSection, recurrenceSection, rulesSection, seenSection } from "./md-asides.ts";
import { clientsSection, effectsSection, explanationsSection } from "./md-clients.ts";
import { coverageSection } from "./md-coverage.ts";
import { evidenceSection } from "./md-evidence.ts";
import { hypothesesSection } from "./md-hypotheses.ts";
import { inDoubtSection, phasesSection } from "./md-phases.ts";
import { accountingSection, checkSection, inputsSection, optionsSection } from "./md-sources.ts";
import { momentsSection, statesSection } from "./md-timeline.ts";
import { inline } from "./md.ts";
import { refusedSection, verdictSection } from "./md-verdict.ts";

interface MarkdownOptions {
  /** IANA zone shown beside UTC; null for UTC alone. */
  readonly displayTz: string | null;
}

/**
 * The whole report as Markdown: plain headings, tables of at most five columns, lists and fenced code, so that it
 * reads the same on GitHub, on GitLab and in a pager. Nothing of the data becomes markup. The same report gives the
 * same bytes on every machine.
 *
 * @throws {RangeError} if `displayTz` is no time zone (a bug in the caller, who checks options)
 */
export function renderMarkdown(report: Report, { displayTz }: MarkdownOptions): string {
  const context = contextOf(report, 100, displayTz, true);
  const sections = [
    ["# Postmortem", "", `Times are UTC${displayTz === null ? "" : `; times of ${inline(displayTz)} in brackets`}.`],
    verdictSection(context),
    refusedSection(context),
    momentsSection(context),
    statesSection(context),
    phasesSection(context),
    inDoubtSection(context),
    hypothesesSection(context),
    effectsSection(context),
    clientsSection(context),
    explanationsSection(context),
    seenSection(context),
    coverageSection(context),
    fingerprintSection(context),
    recurrenceSection(context),
    novelSection(context),
    rulesSection(context),
    evidenceSection(context),
    inputsSection(report),
    accountingSection(report),
    optionsSection(report),
    checkSection(),
  ].filter((lines) => lines.length > 0);
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}
