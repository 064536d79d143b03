import type { PhaseReport } from "../../model/index.ts";
import { at, date } from "../clock.ts";
import type { Block, Inline, Section } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { evidenceOf, list, paragraph, phrase, strong, table, words } from "../document/phrase.ts";
import { downText, type PhaseClock, phaseClock, phaseLasted, phaseWhen, recoveredText } from "../phases.ts";
import { perIncident, shortened } from "./per-incident.ts";

/** What took how long: the database's phases and, apart from them, each application's. */
export function phasesSection(context: DocumentContext): Section {
  const blocks = perIncident(context, null, (incident) => {
    const phases = phaseClock(incident);
    if (!phases) return [];
    return [
      ...list([
        phrase`Database down: ${strong(words(downText(incident)))}`,
        phrase`Slowest application recovery: ${strong(recoveredText(incident, context.report))}`,
      ]),
      ...phaseTable("Database", phases.database, phases, context),
      ...phaseTable("Application", phases.clients, phases, context),
    ];
  });
  return { id: "phases", title: "Phase clock", blocks };
}

/** The database's alone. */
export function awsPhasesSection(context: DocumentContext): Section {
  const blocks = perIncident(context, null, (incident) => {
    const phases = phaseClock(incident);
    return phases ? phaseTable("Database", phases.database, phases, context) : [];
  });
  return { id: "aws-phases", title: "Phase clock", blocks };
}

function phaseTable(
  title: string,
  all: readonly PhaseReport[],
  clock: PhaseClock,
  context: DocumentContext,
): readonly Block[] {
  const [first] = all;
  if (first === undefined) return [];
  const { shown, note } = shortened(context, all, 12);
  const day = clock.oneDay ? ` on ${date(first.start)}` : "";
  const rows = shown.map((phase): readonly Inline[] => [
    phase.client === null ? phase.name : phrase`${phase.client}: ${phase.name}`,
    words(phaseWhen(phase, clock)),
    words(phaseLasted(phase)),
    phase.source,
    evidenceOf(phase.evidence),
  ]);
  return [table([title, `UTC${day}`, "Lasted ± uncertainty", "Source", "Evidence"], rows), ...note];
}

/** Commits whose outcome nobody knows. */
export function inDoubtSection(context: DocumentContext): Section {
  const none = "No commit with an unknown outcome was found in the data supplied.";
  const blocks = perIncident(context, none, ({ inDoubt }) => {
    if (inDoubt.length === 0) return [];
    const { shown, note } = shortened(context, inDoubt, 20);
    return [
      paragraph(
        words(
          "The connection was lost while these were being committed: their outcome is unknown, check each in the database.",
        ),
      ),
      table(
        ["When", "Client", "Statement", "Why unknown", "Evidence"],
        shown.map(({ time, client, statement, why, evidence }) => [
          words(at(time, context.zone, true)),
          client,
          statement,
          why,
          evidenceOf(evidence),
        ]),
      ),
      ...note,
    ];
  });
  return { id: "in-doubt", title: "Commits in doubt", blocks };
}
