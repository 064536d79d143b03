import type { IncidentReport, PhaseReport } from "../../../model/index.ts";
import { date, millis } from "../../clock.ts";
import { phaseClock, phaseLasted, phaseWhen, type PhaseClock } from "../../phases.ts";
import { markup, type Markup } from "../markup.ts";
import type { Extent } from "./extent.ts";
import type { Picture } from "./picture.ts";
import type { Row } from "./rows.ts";
import { at, axisTicks, bar, type TimeAxis, timeAxis } from "./time-axis.ts";

const MIDDLE = 10;

/** The phases of an incident as bars, the database's and the clients' apart; null when there is none. */
export function phasesPicture(incident: IncidentReport, { startMs, endMs }: Extent): Picture | null {
  const phases = phaseClock(incident);
  if (!phases) return null;
  return {
    id: "phases",
    title: "How long each phase lasted",
    description: `${[...phases.database, ...phases.clients].map((phase) => `${nameOf(phase)}: ${phaseWhen(phase, phases)}, ${phaseLasted(phase)}.`).join(" ")} Whiskers show the uncertainty of an end.`,
    unit: `UTC, ${date(new Date(startMs).toISOString())}`,
    rows: (width) => rowsOf(phases, timeAxis(startMs, endMs, width)),
    behind: (width, { height }) => axisTicks(timeAxis(startMs, endMs, width), height),
    before: () => markup``,
  };
}

function rowsOf({ database, clients }: PhaseClock, axis: TimeAxis): readonly Row[] {
  const named = (name: string, phases: readonly PhaseReport[]): readonly Row[] =>
    phases.length === 0
      ? []
      : [
          { label: name, value: "", height: 22, heading: true, drawn: null },
          ...phases.map((phase) => ({
            label: nameOf(phase),
            value: phaseLasted(phase),
            height: 20,
            heading: false,
            drawn: phaseBar(phase, axis),
          })),
        ];
  return [...named("Database", database), ...named("Applications, until they write again", clients)];
}

function phaseBar({ start, end, uncertaintyMs }: PhaseReport, axis: TimeAxis): Markup {
  const [from, to] = [millis(start), millis(end)];
  const cap = markup`<line class="cap" y1="${MIDDLE - 3.5}" y2="${MIDDLE + 3.5}"/>`;
  const whisker = markup`${bar(axis, { from: to - uncertaintyMs, to: to + uncertaintyMs, y: MIDDLE - 0.5, height: 1, name: "whisker" })}${at(axis, to - uncertaintyMs, cap)}${at(axis, to + uncertaintyMs, cap)}`;
  if (from === to) return markup`${whisker}${at(axis, to, markup`<circle class="phase" cy="${MIDDLE}" r="3.5"/>`)}`;
  return markup`${bar(axis, { from, to, y: MIDDLE - 4.5, height: 9, name: "phase", least: 1.5 })}${whisker}`;
}

function nameOf({ client, name }: PhaseReport): string {
  return client === null ? name.replaceAll("-", " ") : client;
}
