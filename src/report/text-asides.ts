import type { NovelReport, RecurrenceReport } from "../model/index.ts";
import { oneDay, stamp } from "./clock.ts";
import type { Context } from "./context.ts";
import { hang, heading, span, type Line } from "./spans.ts";
import { duration, grouped, plural } from "./words.ts";

/** What is beside the verdict without `--verbose`. */
const MOST_ASIDES = 3;
const MOST_SEEN = 4;

/** What looks like trouble and is none, with why: a verdict says what else was there. */
export function seenLines({ report, width, verbose, cite }: Context): Line[] {
  const seen = report.instances.flatMap((instance) => instance.seen.map((claim) => ({ id: instance.id, ...claim })));
  if (seen.length === 0) return [];
  const shown = verbose ? seen : seen.slice(0, MOST_SEEN);
  return [
    ...heading(seenTitle),
    ...shown.flatMap(({ id, text, evidence }) => {
      const cited = cite.first(evidence);
      const said = `${id}: ${text}`;
      return hang([span("  · ", "dim")], cited === null ? said : `${said}  [${cited}]`, width);
    }),
    ...more(seen.length - shown.length),
  ];
}

/** One title in every rendering. */
export const seenTitle = "Seen, and no part of an incident";

/** Lines that no signature explains. */
export function novelLines({ report, width, verbose, cite }: Context): Line[] {
  const { novel } = report;
  if (novel.length === 0) return [];
  const shown = verbose ? novel : novel.slice(0, MOST_ASIDES);
  return [
    ...heading("Novel lines", "known to no signature; not part of the verdict"),
    ...shown.flatMap((line) => {
      const { template, instance, level, evidence } = line;
      const cited = cite.first(evidence);
      const said = `${instance} ${level === "none" ? "" : `${level} `}(${novelCount(line)}): ${template}`;
      return hang([span("  · ", "dim")], cited === null ? said : `${said}  [${cited}]`, width);
    }),
    ...more(novel.length - shown.length),
  ];
}

/** `12 ×, never in 11 min 30 s of quiet log`: against what, so that nobody takes unexplained for new. */
export function novelCount({ inside, before, comparedSeconds }: NovelReport): string {
  if (comparedSeconds === 0) return `${grouped(inside)} ×, no quiet log to compare with`;
  const quiet = `in ${duration(Math.round(comparedSeconds) * 1000)} of quiet log`;
  return `${grouped(inside)} ×, ${before === 0 ? "never" : `${grouped(before)} ×`} ${quiet}`;
}

/** The user's rules that fired. */
export function ruleLines({ report, width, zone, verbose, cite }: Context): Line[] {
  const { ruleFindings } = report;
  if (ruleFindings.length === 0) return [];
  const shown = verbose ? ruleFindings : ruleFindings.slice(0, MOST_ASIDES);
  return [
    ...heading("Your rules", "not part of the verdict"),
    ...shown.flatMap(({ rule, title, start, end, instances, evidence }) => {
      const cited = cite.first(evidence);
      const withDate = !oneDay([start, end].flatMap((each) => each ?? []));
      const from = start === null ? "undated" : stamp(start, zone, withDate);
      const when = end === null || end === start ? from : `${from} – ${stamp(end, zone, withDate)}`;
      const said = `${rule}: ${title} — ${[when, ...instances].join(", ")}`;
      return hang([span("  · ", "dim")], cited === null ? said : `${said}  [${cited}]`, width);
    }),
    ...more(ruleFindings.length - shown.length),
  ];
}

function more(rest: number): Line[] {
  return rest > 0 ? [[span(`  … ${rest} more: --verbose`, "dim")]] : [];
}

/** The earlier cases one by one, under `--verbose`: the summary has them in a sentence. */
export function recurrenceLines({ report, incident, width, verbose }: Context): Line[] {
  if (!verbose) return [];
  const steps = incident?.fingerprint.steps ?? [];
  const lines: Line[] = [];
  if (incident && steps.length > 0) {
    lines.push(
      ...heading("Fingerprint", incident.fingerprint.sha256.slice(0, 12)),
      ...hang([span("  ")], steps.join(" → "), width),
    );
  }
  const cases = report.recurrence?.cases ?? [];
  if (cases.length === 0) return lines;
  return [
    ...lines,
    ...heading("Earlier cases"),
    ...cases.flatMap((each) => hang([span("  · ", "dim")], earlierText(each), width)),
  ];
}

/** `2026-11-12 postmortem-orders: split-writer-race · possible, same fingerprint (5 of 5 steps)`. */
export function earlierText(each: RecurrenceReport["cases"][number]): string {
  const { case: name, start, class: headline, level, match, shared } = each;
  const day = start === null ? "" : `${start.slice(0, 10)} `;
  return `${day}${name}: ${headline} · ${level}, ${match} fingerprint (${shared.steps} of ${plural(shared.of, "step")} shared)`;
}
