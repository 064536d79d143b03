import type { ClientReport, Report } from "../model/index.ts";
import type { Citations } from "./citation.ts";
import {
  attributionText,
  clockText,
  errorCount,
  offsetText,
  oneDigit,
  poolerText,
  recoveryText,
  staleText,
} from "./client-words.ts";
import type { Context } from "./context.ts";
import { explainedClients, explanations } from "./explanations.ts";
import { cited, item, links, md, table } from "./md.ts";
import { perIncident } from "./md-timeline.ts";
import { effectText, grouped, healedText } from "./words.ts";

/** What clients went through, by kind. */
export function effectsSection(context: Context): string[] {
  return perIncident(context, "Client effects", "None is known.", ({ clientEffects }) =>
    clientEffects.length === 0
      ? []
      : [
          table(
            ["Effect", "Level", "Clients", "Evidence"],
            clientEffects.map((effect) => [
              effectText(effect),
              effect.level,
              effect.clients.join(", "),
              links(effect.evidence, context.cite),
            ]),
          ),
        ],
  );
}

/** Each client: its errors by kind, how long it was stale, how it came back, its clock; then what each rests on. */
export function clientsSection({ report, cite }: Context): string[] {
  if (report.clients.length === 0) return ["## Clients", "", "No application log is in the data."];
  const rows = report.clients.map((client) => [
    client.id,
    errorsText(client),
    `${oneDigit(client.staleSeconds)} s; ${client.stillRefusedAtEnd ? "STILL REFUSED" : `healed by: ${healedText[client.healedBy]}`}`,
    offsetText(client.clock),
    links(client.evidence, cite),
  ]);
  const told = report.clients.filter((client) => errorCount(client) > 0 || client.stillRefusedAtEnd);
  return [
    "## Clients",
    "",
    table(["Client", "Errors", "Stale", "Clock vs the database", "Evidence"], rows),
    ...told.flatMap((client) => ["", md`**${client.id}**`.markdown, "", ...details(client, report, cite)]),
  ];
}

function errorsText({ errors }: ClientReport): string {
  return Object.keys(errors)
    .sort()
    .map((kind) => `${kind} ${errors[kind] ?? 0}`)
    .join(", ");
}

function details(client: ClientReport, { incidents }: Report, cite: Citations): string[] {
  const { clock, attribution, pooler, staleness } = client;
  const lines = [item(cited(md`Clock: ${clockText(clock)}`, clock.evidence, cite))];
  for (const { instance, by, count, evidence } of attribution) {
    lines.push(item(cited(md`Errors on ${instance}: ${grouped(count)}, ${attributionText[by]}`, evidence, cite)));
  }
  if (pooler !== null) lines.push(item(cited(md`Pooler: ${poolerText(pooler)}`, pooler.evidence, cite)));
  if (staleness === null) return lines;
  const { incident, subtype, subtypeReason, evidence } = staleness;
  const after = incidents.length > 1 ? ` (after incident ${incidents[incident]?.id ?? incident})` : "";
  return [
    ...lines,
    item(cited(md`Staleness: ${staleText(staleness) + after}`, evidence, cite)),
    item(md`Sub-type: ${subtype}: ${subtypeReason}`),
    item(md`Recovery: ${recoveryText(client)}`),
  ];
}

/** Why writes were refused as read-only: each client's answers side by side. */
export function explanationsSection({ report, cite }: Context): string[] {
  const rows = explainedClients(report).map((client) => [
    client.id,
    ...explanations.map(({ key }) => {
      const { answer, text, evidence } = client.explanations[key];
      return cited(md`**${answer}**: ${text}`, evidence, cite);
    }),
  ]);
  if (rows.length === 0) return [];
  const heads = explanations.map(({ name }) => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`);
  return [
    "## Why refused as read-only",
    "",
    "The three explanations of read-only errors after a failover, client by client.",
    "",
    table(["Client", ...heads], rows),
  ];
}
