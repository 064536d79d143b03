import { period } from "../clock.ts";
import type { Section } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { cited, evidenceOf, list, paragraph, phrase, table, words } from "../document/phrase.ts";
import { earlierText, novelCount, seenTitle } from "../text-asides.ts";
import { perIncident, shortened } from "./per-incident.ts";

/** What looks like trouble and is none, with why. */
export function seenSection(context: DocumentContext): Section {
  const items = context.report.instances.flatMap(({ id, seen }) =>
    seen.map(({ text, evidence }) => cited(phrase`${id}: ${text}`, evidence)),
  );
  const { shown, note } = shortened(context, items, 20);
  return { id: "seen", title: seenTitle, blocks: [...list(shown), ...note] };
}

/** The incident as steps that a recurrence shares. */
export function fingerprintSection(context: DocumentContext): Section {
  const blocks = perIncident(context, null, ({ fingerprint }) =>
    fingerprint.steps.length === 0
      ? []
      : [
          paragraph(fingerprint.steps.join(" → ")),
          paragraph(
            phrase`sha256 ${fingerprint.sha256}: equal for an incident of the same steps, whatever its times, names and counts.`,
          ),
        ],
  );
  return { id: "fingerprint", title: "Fingerprint", blocks };
}

/** Earlier cases with an incident like this one's. */
export function recurrenceSection({ report: { recurrence } }: DocumentContext): Section {
  const blocks = recurrence === null ? [] : [paragraph(recurrence.text), ...list(recurrence.cases.map(earlierText))];
  return { id: "recurrence", title: "Recurrence", blocks };
}

/** Lines that no signature explains. */
export function novelSection(context: DocumentContext): Section {
  const { shown, note } = shortened(context, context.report.novel, 10);
  const rows = shown.map((line) => [
    line.instance,
    words(line.level === "none" ? "" : line.level),
    line.template,
    words(novelCount(line)),
    evidenceOf(line.evidence),
  ]);
  const told =
    "No signature explains these, and the incident has more of them than the quiet log has. They are not part of the verdict.";
  return {
    id: "novel",
    title: "Novel lines",
    blocks:
      rows.length === 0
        ? []
        : [paragraph(words(told)), table(["Instance", "Level", "Line", "How many", "Evidence"], rows), ...note],
  };
}

/** The user's rules that fired. */
export function rulesSection(context: DocumentContext): Section {
  const { shown, note } = shortened(context, context.report.ruleFindings, 20);
  const rows = shown.map(({ rule, title, start, end, instances, evidence }) => [
    rule,
    title,
    words(period(start, end, context.zone)),
    instances.join(", "),
    evidenceOf(evidence),
  ]);
  const told = "These rules of yours fired. They are not part of the verdict.";
  return {
    id: "rules",
    title: "Your rules",
    blocks:
      rows.length === 0
        ? []
        : [paragraph(words(told)), table(["Rule", "Title", "When", "Instances", "Evidence"], rows), ...note],
  };
}
