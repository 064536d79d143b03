import type { Claim, EvidenceIds, EvidenceReport, HypothesisReport, IncidentReport } from "../../model/index.ts";
import {
  effectText,
  impactText,
  leadingIncident,
  levelMeaning,
  missingItems,
  missingText,
  refusedClients,
  seenTitle,
  triggerText,
} from "../../report/index.ts";
import type { ViewCase } from "../case.ts";
import type { Style } from "../styled.ts";
import { citationsOf } from "./findings.ts";

/** One line of thought in the verdict panel; a heading cannot be moved onto. */
export interface VerdictItem {
  readonly heading: boolean;
  /** `+` for, `−` against, `!` a cap, `?` missing; so that no meaning is in the colour alone. */
  readonly sign: string;
  /** Hostile until escaped. */
  readonly text: string;
  readonly style: Style;
  readonly evidence: EvidenceIds;
}

const made = new WeakMap<ViewCase["report"], readonly VerdictItem[]>();

/** The verdict from the headline to the near misses. */
export function verdictItems(viewCase: ViewCase): readonly VerdictItem[] {
  const known = made.get(viewCase.report);
  if (known !== undefined) return known;
  const incident = leadingIncident(viewCase.report);
  const items = [
    ...headline(viewCase),
    ...(incident === null ? [] : axes(incident)),
    ...(incident === null ? [] : leading(incident)),
    ...change(incident),
    ...nearMisses(viewCase, incident),
  ];
  made.set(viewCase.report, items);
  return items;
}

function heading(text: string): VerdictItem {
  return { heading: true, sign: "", text, style: "title", evidence: [] };
}

function line(sign: string, text: string, style: Style = "plain", evidence: EvidenceIds = []): VerdictItem {
  return { heading: false, sign, text, style, evidence };
}

function headline(viewCase: ViewCase): VerdictItem[] {
  const { report } = viewCase;
  const { class: name, cause, level, headline: text } = report.verdict;
  const title = [name.toUpperCase(), ...(cause === null ? [] : [`(${cause})`])].join(" ");
  const refused = refusedClients(report, citationsOf(viewCase)).map(({ id }) => {
    const evidence = report.clients.find((client) => client.id === id)?.evidence ?? [];
    return line("!", `STILL REFUSED — restart: ${id}`, "bad", evidence.toReversed());
  });
  return [
    heading(`${title} · ${level}`),
    line("", text),
    line("", `${level}: ${levelMeaning[level]}`, "dim"),
    ...refused,
  ];
}

function axes(incident: IncidentReport): VerdictItem[] {
  const { trigger, mechanism, clientEffects } = incident;
  return [
    heading("Axes"),
    line("", `Trigger: ${triggerText[trigger.kind]}`, "plain", trigger.evidence),
    line("", `Server mechanism: ${mechanism.class} · ${mechanism.level}`),
    ...clientEffects.map((effect) => {
      const who = effect.clients.length === 0 ? "" : `: ${effect.clients.join(", ")}`;
      return line("", `Client effect: ${effectText(effect)} · ${effect.level}${who}`, "plain", effect.evidence);
    }),
    line("", `Impact: ${impactText(incident)}`),
  ];
}

function leading({ hypotheses }: IncidentReport): VerdictItem[] {
  const [first] = hypotheses;
  return first === undefined ? [] : [heading(`Why ${first.class} · ${first.level}`), ...reasons(first)];
}

function reasons({ for: pro, against, caps }: HypothesisReport): VerdictItem[] {
  return [
    ...claims("+", pro),
    ...claims("−", against),
    ...caps.map((cap) => line("!", `not higher: ${cap}`, "warning")),
  ];
}

function claims(sign: string, said: readonly Claim[]): VerdictItem[] {
  return said.map(({ text, evidence }) => line(sign, text, "plain", evidence));
}

/** What is missing, of all hypotheses, and what keeps the leading one from a higher level. */
function change(incident: IncidentReport | null): VerdictItem[] {
  const missing = missingItems(incident?.hypotheses ?? []).map((item) => line("?", missingText(item), "unknown"));
  const caps = (incident?.hypotheses[0]?.caps ?? []).map((cap) => line("!", cap, "warning"));
  return missing.length + caps.length === 0 ? [] : [heading("What would change this"), ...missing, ...caps];
}

function nearMisses({ report }: ViewCase, incident: IncidentReport | null): VerdictItem[] {
  const others = (incident?.hypotheses ?? [])
    .slice(1)
    .flatMap((other) => [
      line("~", `${other.class} · ${other.level}: ${other.for.length} for, ${other.against.length} against`, "notice"),
      ...reasons(other),
    ]);
  const rules = report.ruleFindings.map(({ rule, title, evidence }) =>
    line("~", `${rule}: ${title}`, "plain", evidence),
  );
  const seen = report.instances.flatMap(({ id, seen: notes }) =>
    notes.map(({ text, evidence }) => line("·", `${id}: ${text}`, "plain", evidence)),
  );
  return [
    ...(others.length > 0 ? [heading("Near misses: other hypotheses"), ...others] : []),
    ...(rules.length > 0 ? [heading("Your rules, not part of the verdict"), ...rules] : []),
    ...(seen.length > 0 ? [heading(seenTitle), ...seen] : []),
  ];
}

/** What an item rests on. */
export function evidenceOf(viewCase: ViewCase, { evidence }: VerdictItem): EvidenceReport[] {
  const cite = citationsOf(viewCase);
  return evidence.flatMap((id) => cite.find(id) ?? []);
}

/** The next item that can be moved onto, the same at the ends. */
export function nextItem(items: readonly VerdictItem[], at: number, by: number): number {
  const places = items.flatMap(({ heading: head }, index) => (head ? [] : [index]));
  const here = places.findLastIndex((place) => place <= at);
  return places[Math.min(Math.max(here + by, 0), places.length - 1)] ?? 0;
}
