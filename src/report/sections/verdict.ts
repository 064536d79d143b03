import type { EvidenceIds, EvidenceReport, IncidentReport } from "../../model/index.ts";
import { at, millis, period } from "../clock.ts";
import type { Block, Inline, Section } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { cited, evidenceOf, heading, list, paragraph, phrase, strong, words } from "../document/phrase.ts";
import { missingItems, missingText } from "../missing.ts";
import { downText, recoveredText } from "../phases.ts";
import { refusedClients } from "../refused.ts";
import { duration, effectText, grouped, impactText, levelMeaning, plural, triggerText } from "../words.ts";
import { shortened } from "./per-incident.ts";

/** What a director reads in a minute. */
export function summarySection(context: DocumentContext): Section {
  const { report, incident, window, zone } = context;
  const { verdict } = report;
  const items: Inline[] = [];
  if (window !== null) {
    const length = duration(millis(window.end) - millis(window.start));
    items.push(phrase`When: ${words(period(window.start, window.end, zone))}, ${words(length)}`);
  }
  if (incident !== null) {
    items.push(phrase`Impact: ${words(impactText(incident))}`);
    const { kind, who } = incident.trigger;
    items.push(phrase`Trigger: ${words(triggerText[kind])}${who === null ? "" : phrase`, by ${who}`}`);
  }
  items.push(phrase`Now: ${nowText(context)}`);
  items.push(
    phrase`How sure: ${strong(words(verdict.level))} – ${words(levelMeaning[verdict.level])}${capText(incident)}`,
  );
  if (report.recurrence !== null) items.push(phrase`Recurrence: ${report.recurrence.text}`);
  return { id: "summary", title: "Summary", blocks: [paragraph(strong(verdict.headline)), ...list(items)] };
}

function nowText({ report, cite }: DocumentContext): Inline {
  if (report.clients.length === 0) return words("unknown: no client is in the data");
  const refused = refusedClients(report, cite);
  if (refused.length === 0) return words("no client was still refused at the end of the data");
  return strong(words(`${plural(refused.length, "client")} still refused at the end of the data: restart them`));
}

function capText(incident: IncidentReport | null): Inline {
  const cap = incident?.hypotheses[0]?.caps[0];
  return cap === undefined ? "" : phrase`; not higher because: ${cap}`;
}

/** Class, level and axes, and what would change them. */
export function verdictSection(context: DocumentContext): Section {
  const { report, incident } = context;
  const { verdict } = report;
  const cause: Inline = verdict.cause === null ? "" : phrase` – cause: ${verdict.cause}`;
  const said = phrase`${strong(words(verdict.class))} · ${strong(words(verdict.level))} (${words(levelMeaning[verdict.level])})${cause}`;
  if (incident === null) return { id: "verdict", title: "Verdict", blocks: [paragraph(said)] };
  const { mechanism, clientEffects } = incident;
  const effects = clientEffects.length === 0 ? "none seen" : clientEffects.map(effectText).join("; ");
  return {
    id: "verdict",
    title: "Verdict",
    blocks: [
      paragraph(said),
      ...list([
        phrase`Server mechanism: ${words(`${mechanism.class} · ${mechanism.level}`)}`,
        phrase`Client effect: ${words(effects)}`,
      ]),
      ...change(context, incident),
    ],
  };
}

/** What keeps the level down, what speaks against it, and what is missing to decide it. */
function change(context: DocumentContext, incident: IncidentReport): readonly Block[] {
  const leading = incident.hypotheses[0];
  if (leading === undefined) return [];
  const missing = shortened(context, missingItems(incident.hypotheses), 8);
  const items: Inline[] = [
    ...leading.caps.map((cap) => phrase`Not higher because: ${cap}`),
    ...leading.against.map(({ text, evidence }) => cited(phrase`Against it: ${text}`, evidence)),
    ...missing.shown.map((item) => phrase`Missing: ${missingText(item)}`),
  ];
  return items.length === 0 ? [] : [heading(words("What would change it")), ...list(items), ...missing.note];
}

/** Some of the evidence of several things. */
function ids(lists: readonly EvidenceIds[]): EvidenceIds {
  return [...new Set(lists.flat())].slice(0, 5);
}

/** The numbers, each with where it is read. */
export function impactSection(context: DocumentContext): Section {
  const { report, incident } = context;
  if (incident === null) return { id: "impact", title: "Impact", blocks: [] };
  const { impact, inDoubt, phases } = incident;
  const hit = report.clients.filter(({ errors }) => Object.values(errors).some((count) => count > 0));
  const down = phases.filter(({ name, client }) => client === null && name === "database-down");
  const items = [
    cited(phrase`Failed writes: ${strong(words(grouped(impact.failedWrites)))}`, ids(hit.map((each) => each.evidence))),
    phrase`Clients hit: ${strong(words(grouped(impact.clients)))}`,
    cited(phrase`Database down: ${strong(words(downText(incident)))}`, ids(down.map((each) => each.evidence))),
    phrase`Slowest application recovery: ${strong(recoveredText(incident, report))}`,
    cited(
      phrase`Commits with unknown outcome: ${strong(words(grouped(inDoubt.length)))}`,
      ids(inDoubt.map((each) => each.evidence)),
    ),
  ];
  return { id: "impact", title: "Impact", blocks: list(items) };
}

/** Who to restart; always there, so that its absence is never read as good news. */
export function refusedSection(context: DocumentContext): Section {
  const { report, cite, zone } = context;
  const refused = shortened(context, refusedClients(report, cite), 30);
  const none =
    report.clients.length > 0
      ? "No client was still refused at the end of the data."
      : "Unknown: no client is in the data.";
  const blocks =
    refused.shown.length === 0
      ? [paragraph(words(none))]
      : [
          paragraph(words("Restart these; they were still refused when the data ends:")),
          ...list(
            refused.shown.map(({ id, last }) =>
              last === null
                ? strong(id)
                : phrase`${strong(id)} – last read-only error cited: ${words(at(last, zone, true))}`,
            ),
          ),
          ...refused.note,
        ];
  return { id: "refused", title: "Still refused", blocks };
}

/** What started it, in the words of the sources, and who. */
export function triggerSection({ incident, cite }: DocumentContext): Section {
  if (incident === null) return { id: "trigger", title: "Trigger", blocks: [] };
  const { kind, who, evidence } = incident.trigger;
  const told = evidence.flatMap((id) => cite.find(id) ?? []).filter((each) => each.kind !== "line");
  return {
    id: "trigger",
    title: "Trigger",
    blocks: [
      paragraph(cited(strong(words(triggerText[kind])), evidence)),
      ...list(told.map((each) => phrase`${words(teller[each.kind])}: ${each.text} ${evidenceOf([each.id])}`)),
      paragraph(
        who === null
          ? words("Who: not known; no CloudTrail call that names somebody is in the evidence.")
          : phrase`Who: ${strong(who)}, by CloudTrail.`,
      ),
    ],
  };
}

const teller: Readonly<Record<EvidenceReport["kind"], string>> = {
  line: "a log",
  event: "RDS events",
  metric: "metrics",
  api: "AWS API",
  operator: "the operator",
  absence: "nothing",
};
