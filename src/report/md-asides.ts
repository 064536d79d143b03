import type { Context } from "./context.ts";
import { cited, inline, item, links, md, period, table } from "./md.ts";
import { perIncident } from "./md-timeline.ts";
import { earlierText, novelCount, seenTitle } from "./text-asides.ts";

/** What looks like trouble and is none, with why. */
export function seenSection({ report, cite }: Context): string[] {
  const items = report.instances.flatMap(({ id, seen }) =>
    seen.map(({ text, evidence }) => item(cited(md`${id}: ${text}`, evidence, cite))),
  );
  return items.length === 0 ? [] : [`## ${seenTitle}`, "", ...items];
}

/** The incident as steps that a recurrence shares. */
export function fingerprintSection(context: Context): string[] {
  return perIncident(context, "Fingerprint", null, ({ fingerprint }) =>
    fingerprint.steps.length === 0
      ? []
      : [
          inline(fingerprint.steps.join(" → ")),
          "",
          md`sha256 ${fingerprint.sha256}: equal for an incident of the same steps, whatever its times, names and counts.`
            .markdown,
        ],
  );
}

/** Earlier cases with an incident like this one's. */
export function recurrenceSection({ report: { recurrence } }: Context): string[] {
  if (recurrence === null) return [];
  const cases = recurrence.cases.map((each) => item(earlierText(each)));
  return ["## Recurrence", "", inline(recurrence.text), ...(cases.length === 0 ? [] : ["", ...cases])];
}

/** Lines that no signature explains. */
export function novelSection({ report, cite }: Context): string[] {
  if (report.novel.length === 0) return [];
  const rows = report.novel.map((line) => [
    line.instance,
    line.level === "none" ? "" : line.level,
    line.template,
    novelCount(line),
    links(line.evidence, cite),
  ]);
  return [
    "## Novel lines",
    "",
    "No signature explains these, and the incident has more of them than the quiet log has. They are not part of the verdict.",
    "",
    table(["Instance", "Level", "Line", "How many", "Evidence"], rows),
  ];
}

/** The user's rules that fired. */
export function rulesSection({ report, zone, cite }: Context): string[] {
  if (report.ruleFindings.length === 0) return [];
  const rows = report.ruleFindings.map(({ rule, title, start, end, instances, evidence }) => [
    rule,
    title,
    period(start, end, zone),
    instances.join(", "),
    links(evidence, cite),
  ]);
  return [
    "## Your rules",
    "",
    "These rules of yours fired. They are not part of the verdict.",
    "",
    table(["Rule", "Title", "When", "Instances", "Evidence"], rows),
  ];
}
