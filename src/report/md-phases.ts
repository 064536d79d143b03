import type { PhaseReport } from "../model/index.ts";
import { date } from "./clock.ts";
import type { Context } from "./context.ts";
import { at, item, links, md, table } from "./md.ts";
import { perIncident } from "./md-timeline.ts";
import { downText, type PhaseClock, phaseClock, phaseLasted, phaseWhen, recoveredText } from "./phases.ts";

/** What took how long: the database's phases and, apart from them, each application's. */
export function phasesSection(context: Context): string[] {
  const { report, cite } = context;
  return perIncident(context, "Phase clock", null, (incident) => {
    const phases = phaseClock(incident);
    if (!phases) return [];
    const day = phases.oneDay ? `on ${date(incident.phases[0]?.start ?? "")}` : "";
    const rows = (list: readonly PhaseReport[]) =>
      list.map((phase) => [
        phase.client === null ? phase.name : md`${phase.client}: ${phase.name}`,
        phaseWhen(phase, phases),
        phaseLasted(phase),
        phase.source,
        links(phase.evidence, cite),
      ]);
    const part = (title: string, list: PhaseClock["database"]): string[] =>
      list.length === 0
        ? []
        : [
            "",
            table([title, md`UTC ${day}`.markdown.trim(), "Lasted ± uncertainty", "Source", "Evidence"], rows(list)),
          ];
    return [
      item(md`Database down: **${downText(incident)}**`),
      item(md`Slowest application recovery: **${recoveredText(incident, report)}**`),
      ...part("Database", phases.database),
      ...part("Application", phases.clients),
    ];
  });
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
            "The connection was lost while these were being committed: their outcome is unknown, check each in the database.",
            "",
            table(
              ["When", "Client", "Statement", "Why unknown", "Evidence"],
              inDoubt.map(({ time, client, statement, why, evidence }) => [
                at(time, zone, true),
                client,
                statement,
                why,
                links(evidence, cite),
              ]),
            ),
          ],
  );
}
