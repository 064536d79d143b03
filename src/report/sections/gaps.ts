import { date, period } from "../clock.ts";
import type { Section } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { list, paragraph, table, words } from "../document/phrase.ts";
import { gapText, ledgerName } from "../ledger.ts";
import { plural } from "../words.ts";
import { shortened } from "./per-incident.ts";

/** What the data covers, what it does not and until when that can be had. */
export function gapsSection(context: DocumentContext): Section {
  const { report, window, zone, brief } = context;
  const day = window === null ? null : date(window.start);
  // What is not whole comes first where not everything has room.
  const entries = brief
    ? report.coverage.toSorted((a, b) => Number(a.state === "full") - Number(b.state === "full"))
    : report.coverage;
  const { shown, note } = shortened(context, entries, 25);
  const rows = shown.map((entry) => {
    const { state, from, to, why } = entry;
    return [
      ledgerName(entry),
      words(state),
      words(from === null || to === null ? "" : period(from, to, zone)),
      gapText(entry, day, false) ?? why,
    ];
  });
  const head = ["Source", "Covered", "From – to", "Why, and what to fetch"];
  return {
    id: "gaps",
    title: "Coverage and gaps",
    blocks: rows.length === 0 ? [paragraph(words("No source could be dated."))] : [table(head, rows), ...note],
  };
}

/** Every problem with the evidence. */
export function problemsSection(context: DocumentContext): Section {
  const { problems } = context.report;
  const { shown, note } = shortened(context, problems, 25);
  return {
    id: "problems",
    title: "Problems with the evidence",
    blocks:
      problems.length === 0
        ? [paragraph(words("No problem with the evidence was met."))]
        : [
            paragraph(words(`${plural(problems.length, "problem")} with the evidence:`)),
            ...list(shown.map(({ text }) => text)),
            ...note,
          ],
  };
}
