import type { ClientReport, Report } from "../../model/index.ts";
import {
  attributionText,
  clockText,
  errorCount,
  gravestFirst,
  offsetText,
  oneDigit,
  poolerText,
  recoveryText,
  staleText,
} from "../client-words.ts";
import type { Block, Inline, Section } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { cited, evidenceOf, heading, list, paragraph, phrase, strong, table, words } from "../document/phrase.ts";
import { explainedClients, explanations } from "../explanations.ts";
import { effectText, grouped, healedText } from "../words.ts";
import { perIncident, shortened } from "./per-incident.ts";

/** What clients went through, by kind. */
export function effectsSection(context: DocumentContext): Section {
  const blocks = perIncident(context, "None is known.", ({ clientEffects }) =>
    clientEffects.length === 0
      ? []
      : [
          table(
            ["Effect", "Level", "Clients", "Evidence"],
            clientEffects.map((effect) => [
              words(effectText(effect)),
              words(effect.level),
              names(effect.clients, context),
              evidenceOf(effect.evidence),
            ]),
          ),
        ],
  );
  return { id: "effects", title: "Client effects", blocks };
}

const MOST_NAMES = 8;

function names(clients: readonly string[], { brief }: DocumentContext): Inline {
  if (!brief || clients.length <= MOST_NAMES) return clients.join(", ");
  return phrase`${clients.slice(0, MOST_NAMES).join(", ")} and ${words(String(clients.length - MOST_NAMES))} more`;
}

/** How long each client was stale, against the TTL of the endpoint; the gravest first. */
export function stalenessSection(context: DocumentContext): Section {
  const { report } = context;
  const stale = gravestFirst(report.clients.filter(({ staleness }) => staleness !== null));
  if (stale.length === 0) return { id: "staleness", title: "Staleness by client", blocks: [] };
  const { shown, note } = shortened(context, stale, 15);
  const rows = shown.map((client) => [
    client.id,
    words(client.staleness === null ? "" : staleText(client.staleness)),
    words(recoveryText(client)),
    client.staleness === null ? "" : phrase`${words(client.staleness.subtype)}: ${client.staleness.subtypeReason}`,
    evidenceOf(client.staleness?.evidence ?? client.evidence),
  ]);
  const head = ["Client", "How long", "Recovery", "Kind", "Evidence"];
  return { id: "staleness", title: "Staleness by client", blocks: [table(head, rows), ...note] };
}

/** Each client: its errors by kind, how it came back, its clock; then what each rests on. */
export function clientsSection(context: DocumentContext): Section {
  const { report, brief } = context;
  if (report.clients.length === 0)
    return { id: "clients", title: "Clients", blocks: [paragraph(words("No application log is in the data."))] };
  const { shown, note } = shortened(context, brief ? gravestFirst(report.clients) : report.clients, 15);
  const rows = shown.map((client) => [
    client.id,
    errorsText(client),
    words(
      `${oneDigit(client.staleSeconds)} s; ${client.stillRefusedAtEnd ? "STILL REFUSED" : `healed by: ${healedText[client.healedBy]}`}`,
    ),
    words(offsetText(client.clock)),
    evidenceOf(client.evidence),
  ]);
  const told = brief ? [] : report.clients.filter((client) => errorCount(client) > 0 || client.stillRefusedAtEnd);
  return {
    id: "clients",
    title: "Clients",
    blocks: [
      table(["Client", "Errors", "Stale", "Clock vs the database", "Evidence"], rows),
      ...note,
      ...told.flatMap((client): Block[] => [heading(client.id), ...list(details(client, report))]),
    ],
  };
}

function errorsText({ errors }: ClientReport): string {
  return Object.keys(errors)
    .sort()
    .map((kind) => `${kind} ${errors[kind] ?? 0}`)
    .join(", ");
}

function details(client: ClientReport, { incidents }: Report): readonly Inline[] {
  const { clock, attribution, pooler, staleness } = client;
  const items = [cited(phrase`Clock: ${clockText(clock)}`, clock.evidence)];
  for (const { instance, by, count, evidence } of attribution) {
    items.push(cited(phrase`Errors on ${instance}: ${words(grouped(count))}, ${words(attributionText[by])}`, evidence));
  }
  if (pooler !== null) items.push(cited(phrase`Pooler: ${poolerText(pooler)}`, pooler.evidence));
  if (staleness === null) return items;
  const { incident, subtype, subtypeReason, evidence } = staleness;
  const after = incidents.length > 1 ? phrase` (after incident ${incidents[incident]?.id ?? String(incident)})` : "";
  return [
    ...items,
    cited(phrase`Staleness: ${words(staleText(staleness))}${after}`, evidence),
    phrase`Sub-type: ${words(subtype)}: ${subtypeReason}`,
    phrase`Recovery: ${words(recoveryText(client))}`,
  ];
}

/** Why writes were refused as read-only: each client's answers side by side. */
export function explanationsSection(context: DocumentContext): Section {
  const { shown, note } = shortened(context, explainedClients(context.report), 8);
  if (shown.length === 0) return { id: "explanations", title: "Why refused as read-only", blocks: [] };
  const rows = shown.map((client) => [
    client.id,
    ...explanations.map(({ key }) => {
      const { answer, text, evidence } = client.explanations[key];
      return cited(phrase`${strong(words(answer))}: ${text}`, evidence);
    }),
  ]);
  const heads = explanations.map(({ name }) => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`);
  return {
    id: "explanations",
    title: "Why refused as read-only",
    blocks: [
      paragraph(words("The three explanations of read-only errors after a failover, client by client.")),
      table(["Client", ...heads], rows),
      ...note,
    ],
  };
}
