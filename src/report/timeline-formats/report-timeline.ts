import type { EvidenceIds, Instant, Report } from "../../model/index.ts";
import { type Citations, citations } from "../citation.ts";
import { instantUs } from "./instant-us.ts";

/** What a row of the report's timeline is, in the order of rows of the same instant. */
const rowKinds = ["phase", "state", "moment", "in-doubt", "evidence"] as const;

/** One dated thing of a report. Texts are as the report has them: redacted, not escaped for any medium. */
export interface TimelineRow {
  readonly time: Instant;
  /** Where it lasts; null for what is of one moment. */
  readonly end: Instant | null;
  readonly uncertaintyMs: number | null;
  readonly kind: (typeof rowKinds)[number];
  /** Id of the incident; null for what is of the whole case. */
  readonly incident: string | null;
  readonly instance: string | null;
  readonly client: string | null;
  readonly text: string;
  /** Ids into `Report.evidence`; for evidence its own. */
  readonly evidence: EvidenceIds;
  /** Where the first of them stands: `aurora-1:postgresql.log:1834`; null when none has a place. */
  readonly citation: string | null;
}

/** Everything dated in a report, each thing once, by time: phases, states, key moments, commits in doubt, evidence. */
export function reportTimeline(report: Report): readonly TimelineRow[] {
  const cite = citations(report);
  const rows = [...incidentRows(report), ...stateRows(report), ...evidenceRows(report)];
  return rows
    .map((row) => ({ row: { ...row, citation: firstLabel(row.evidence, cite) }, us: instantUs(row.time) }))
    .map((each, index) => ({ ...each, index }))
    .toSorted((a, b) => a.us - b.us || rowKinds.indexOf(a.row.kind) - rowKinds.indexOf(b.row.kind) || a.index - b.index)
    .map(({ row }) => row);
}

function firstLabel(ids: EvidenceIds, cite: Citations): string | null {
  for (const id of ids) {
    const label = cite.label(id);
    if (label !== null) return label;
  }
  return null;
}

type Uncited = Omit<TimelineRow, "citation">;

const nothing = { end: null, uncertaintyMs: null, incident: null, instance: null, client: null } as const;

function incidentRows({ incidents }: Report): Uncited[] {
  return incidents.flatMap(({ id: incident, phases, moments, inDoubt }) => [
    ...phases.map(({ name, client, start, end, uncertaintyMs, source, evidence }): Uncited => {
      const text = `${name} (by ${source})`;
      return { ...nothing, kind: "phase", incident, time: start, end, uncertaintyMs, client, text, evidence };
    }),
    ...moments.flatMap(({ time, instance, text, evidence }): Uncited[] =>
      time === null ? [] : [{ ...nothing, kind: "moment", incident, time, instance, text, evidence }],
    ),
    ...inDoubt.flatMap(({ client, time, statement, why, evidence }): Uncited[] =>
      time === null
        ? []
        : [{ ...nothing, kind: "in-doubt", incident, time, client, text: `${statement}: ${why}`, evidence }],
    ),
  ]);
}

function stateRows({ instances }: Report): Uncited[] {
  return instances.flatMap(({ id, states }) =>
    states.map(({ state, role, roleSource, start, end, evidence }): Uncited => {
      const text = `${state}, ${role === "unknown" ? "role unknown" : `${role} (by ${roleSource})`}`;
      return { ...nothing, kind: "state", time: start, end, instance: id, text, evidence };
    }),
  );
}

function evidenceRows({ evidence }: Report): Uncited[] {
  return evidence.flatMap(({ id, time, instance, text, count }): Uncited[] => {
    const whole = count > 1 ? `${text} (one of ${count})` : text;
    return time === null ? [] : [{ ...nothing, kind: "evidence", time, instance, text: whole, evidence: [id] }];
  });
}
