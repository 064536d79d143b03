import type { ClientReport } from "../model/index.ts";
import type { Context } from "./context.ts";
import { at, links, table } from "./md.ts";
import { perIncident } from "./md-timeline.ts";
import { offsetText } from "./text-sources.ts";
import { effectText, healedText } from "./words.ts";

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

/** Each client: its errors by kind, how long it was stale, how it came back, its clock. */
export function clientsSection({ report, cite }: Context): string[] {
  if (report.clients.length === 0) return ["## Clients", "", "No application log is in the data."];
  const rows = report.clients.map((client) => [
    client.id,
    errorsText(client),
    `${Math.round(client.staleSeconds * 10) / 10} s; healed by: ${client.stillRefusedAtEnd ? "STILL REFUSED" : healedText[client.healedBy]}`,
    offsetText(client),
    links(client.evidence, cite),
  ]);
  return ["## Clients", "", table(["Client", "Errors", "Stale", "Clock offset", "Evidence"], rows)];
}

function errorsText({ errors }: ClientReport): string {
  return Object.keys(errors)
    .sort()
    .map((kind) => `${kind} ${errors[kind] ?? 0}`)
    .join(", ");
}

/** Commits whose outcome nobody knows. */
export function inDoubtSection(context: Context): string[] {
  const { zone, cite } = context;
  return perIncident(
    context,
    "Commits in doubt",
    "No commit with an unknown outcome was found in the data supplied.",
    ({ inDoubt }) =>
      inDoubt.length === 0
        ? []
        : [
            "The connection was lost while these were being committed: their outcome is unknown, check each.",
            "",
            table(
              ["When", "Client", "Statement", "Evidence"],
              inDoubt.map(({ time, client, statement, evidence }) => [
                at(time, zone, true),
                client,
                statement,
                links(evidence, cite),
              ]),
            ),
          ],
  );
}
