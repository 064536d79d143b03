import type {
  Claim,
  ClientReport,
  Confidence,
  EvidenceIds,
  HeadlineClass,
  IncidentReport,
  Report,
  StalenessSubtype,
  TriggerKind,
} from "../../model/index.ts";
import { oneDigit } from "../client-words.ts";
import { grouped, plural } from "../words.ts";

/** As many ids as a claim cites. */
const MOST_CITED = 5;
/** Names in a sentence; the others are counted. */
const MOST_NAMED = 3;

/** The first few ids of several lists, each once. */
export function cited(...lists: readonly EvidenceIds[]): EvidenceIds {
  return [...new Set(lists.flat())].slice(0, MOST_CITED);
}

/** `a, b, c and 4 more`. */
export function names(list: readonly string[]): string {
  const more = list.length - MOST_NAMED;
  const shown = list.slice(0, MOST_NAMED).join(", ");
  return more > 0 ? `${shown} and ${grouped(more)} more` : shown;
}

/** A class this report blames, with the level it gives it. */
export interface Blamed {
  readonly class: HeadlineClass;
  readonly level: Confidence;
  readonly evidence: EvidenceIds;
}

/** The verdict, the mechanisms and the client effects that are more than undecidable, the verdict first. */
export function blamed(report: Report): readonly Blamed[] {
  const { verdict, incidents } = report;
  const found: Blamed[] = [];
  const add = (each: HeadlineClass, level: Confidence, evidence: EvidenceIds): void => {
    if (level === "insufficient" || found.some((known) => known.class === each)) return;
    found.push({ class: each, level, evidence });
  };
  const leading = verdict.incident === null ? undefined : incidents[verdict.incident];
  add(verdict.class, verdict.level, leading === undefined ? [] : forClass(leading, verdict.class));
  for (const incident of incidents) {
    add(incident.mechanism.class, incident.mechanism.level, forClass(incident, incident.mechanism.class));
    for (const effect of incident.clientEffects) {
      const { class: named } = effect;
      if (named === "transport-burst" || named === "none-seen" || named === "no-application-logs") continue;
      add(named, effect.level, cited(effect.evidence, forClass(incident, named)));
    }
  }
  return found;
}

function forClass(incident: IncidentReport, named: HeadlineClass): EvidenceIds {
  const hypothesis = incident.hypotheses.find((each) => each.class === named);
  return citedEach(hypothesis?.for ?? []);
}

/** The first of these classes that the report blames, as a claim: `split-writer-race is probable`. */
export function blames(report: Report, ...classes: readonly HeadlineClass[]): Claim | null {
  const found = blamed(report).find((each) => classes.includes(each.class));
  return found === undefined ? null : { text: `${found.class} is ${found.level}`, evidence: found.evidence };
}

/** Incidents that this kind started. */
export function triggeredBy(report: Report, ...kinds: readonly TriggerKind[]): readonly IncidentReport[] {
  return report.incidents.filter(({ trigger }) => kinds.includes(trigger.kind));
}

/** A client that an incident's effect calls stale. */
export interface StaleClient {
  readonly subtype: StalenessSubtype;
  readonly level: Confidence;
  /** Null when the effect names no client: then only servers' logs tell of it. */
  readonly client: ClientReport | null;
  readonly evidence: EvidenceIds;
}

/** Every stale client of the incidents, with its own sub-type where it has one. */
export function staleClients(report: Report): readonly StaleClient[] {
  const byId = new Map(report.clients.map((client) => [client.id, client]));
  return report.incidents.flatMap(({ clientEffects }) =>
    clientEffects
      .filter((effect) => effect.class === "endpoint-staleness" && effect.level !== "insufficient")
      .flatMap(({ subtype, level, clients, evidence }): StaleClient[] => {
        const whole = { subtype: subtype ?? ("undetermined" as const), level, client: null, evidence };
        if (clients.length === 0) return [whole];
        return clients.map((id) => {
          const client = byId.get(id);
          if (client === undefined) return whole;
          const own = cited(client.staleness?.evidence ?? [], client.evidence, evidence);
          return { subtype: client.staleness?.subtype ?? whole.subtype, level, client, evidence: own };
        });
      }),
  );
}

/** The clients of several findings, each once. */
export function clientsOf(found: readonly StaleClient[]): readonly ClientReport[] {
  const clients = found.flatMap(({ client }) => (client === null ? [] : [client]));
  return [...new Map(clients.map((client) => [client.id, client])).values()];
}

/** `2 clients (a, b)`. */
export function clientsText(clients: readonly ClientReport[]): string {
  return `${plural(clients.length, "client")} (${names(clients.map(({ id }) => id))})`;
}

/** `for up to 29.2 s`, by the client that was stale longest. */
export function longestText(clients: readonly ClientReport[]): string {
  return `for up to ${oneDigit(Math.max(0, ...clients.map(({ staleSeconds }) => staleSeconds)))} s`;
}

/** Evidence of several findings: one of each before the second of any. */
export function citedEach(found: readonly { readonly evidence: EvidenceIds }[]): EvidenceIds {
  return cited(
    found.flatMap(({ evidence }) => evidence.slice(0, 1)),
    ...found.map(({ evidence }) => evidence),
  );
}

/** Stale clients of these sub-types in one sentence; null when there are none. */
export function staleness(
  report: Report,
  subtypes: readonly StalenessSubtype[],
  which: (client: ClientReport | null) => boolean = () => true,
): Claim | null {
  const found = staleClients(report).filter(({ subtype, client }) => subtypes.includes(subtype) && which(client));
  const [first] = found;
  if (first === undefined) return null;
  const kinds = [...new Set(found.map(({ subtype }) => subtype))].join(", ");
  const clients = clientsOf(found);
  const who =
    clients.length === 0
      ? "sessions went on being refused on the old writer"
      : `${clientsText(clients)} went on writing to the old writer, ${longestText(clients)}`;
  return { text: `endpoint-staleness (${kinds}) is ${first.level}: ${who}`, evidence: citedEach(found) };
}
