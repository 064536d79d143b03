import type { IncidentReport, Instant } from "../../model/index.ts";
import { cellWidth, escapeTerminal, fit } from "../../text/index.ts";
import { axisLines, axisOf } from "../axis.ts";
import { at, date, millis, oneDay, period } from "../clock.ts";
import type { Block, Inline, Section } from "../document/document.ts";
import type { DocumentContext, MarkedLine } from "../document/document-context.ts";
import { evidenceOf, paragraph, phrase, strong, table, words } from "../document/phrase.ts";
import { elide } from "../elide.ts";
import { laneCharacter, lanes, legendEntries, legendLines } from "../lanes.ts";
import { ledgerCells, ledgerCharacter, ledgerLabel, ledgerLegend, ledgerName } from "../ledger.ts";
import { laneDiagram } from "./mermaid.ts";
import { perIncident, shortened } from "./per-incident.ts";

/** A row of the timeline: a key moment, or what an engineer marked. */
interface Row {
  readonly time: Instant | null;
  readonly where: string;
  readonly what: Inline;
  readonly ids: readonly string[];
}

/** The key moments, with the engineer's marks among them. */
export function timelineSection(context: DocumentContext): Section {
  const { report, marks } = context;
  const leading = report.verdict.incident ?? 0;
  const blocks = perIncident(context, null, (incident) => {
    const own = report.incidents.indexOf(incident) === leading ? marks : [];
    return tableOf(rowsOf(incident, own), context);
  });
  if (blocks.length > 0) return { id: "timeline", title: "Timeline", blocks };
  const marked = tableOf(rowsOf(null, marks), context);
  const none = paragraph(words("No key moment was found."));
  return { id: "timeline", title: "Timeline", blocks: marked.length === 0 ? [none] : marked };
}

/** Marks stand behind the moments of their time; those without one at the end. */
function rowsOf(incident: IncidentReport | null, marks: readonly MarkedLine[]): readonly Row[] {
  const moments = (incident?.moments ?? []).map(({ time, instance, text, evidence }): Row => ({
    time,
    where: instance ?? "",
    what: text,
    ids: evidence,
  }));
  const marked = marks.map(({ evidence, comment }): Row => ({
    time: evidence.time,
    where: evidence.instance ?? "",
    what: comment === "" ? phrase`★ marked: ${evidence.text}` : phrase`★ ${strong(comment)}: ${evidence.text}`,
    ids: [evidence.id],
  }));
  const rows = [...moments];
  for (const mark of marked) {
    const { time } = mark;
    const after = time === null ? -1 : rows.findIndex((row) => row.time !== null && millis(row.time) > millis(time));
    rows.splice(after === -1 ? rows.length : after, 0, mark);
  }
  return rows;
}

function tableOf(rows: readonly Row[], context: DocumentContext): readonly Block[] {
  if (rows.length === 0) return [];
  const { zone } = context;
  const withDate = !oneDay(rows.flatMap(({ time }) => time ?? []));
  const first = rows.find(({ time }) => time !== null)?.time ?? null;
  const day = withDate || first === null ? "" : ` on ${date(first)}`;
  const { shown, note } = shortened(context, rows, 40);
  return [
    table(
      [`UTC${day}${zone === null ? "" : ` (${zone})`}`, "Where", "What", "Evidence"],
      shown.map(({ time, where, what, ids }) => [
        words(time === null ? "undated" : at(time, zone, withDate).replace(" UTC", "")),
        where,
        what,
        evidenceOf(ids),
      ]),
    ),
    ...note,
  ];
}

/** Lanes of the instances and, on the same axis, which part of it the evidence covers. */
export function lanesSection(context: DocumentContext): Section {
  return { id: "lanes", title: "Instances and evidence in time", blocks: lanesFigure(context) };
}

/** The same without the applications: they are the customer's. */
export function awsLanesSection(context: DocumentContext): Section {
  const coverage = context.report.coverage.filter(({ source }) => source !== "application-log");
  const blocks = lanesFigure({ ...context, report: { ...context.report, coverage } });
  return { id: "aws-lanes", title: "Instances in time", blocks };
}

function lanesFigure(context: DocumentContext): readonly Block[] {
  const characters = drawing(context);
  if (characters === null) return [paragraph(words("No instance is in the data."))];
  return [{ kind: "figure", name: "lanes", characters, mermaid: laneDiagram(context) }];
}

/** States with their role and its source. */
export function statesSection(context: DocumentContext): Section {
  const rows = context.report.instances.flatMap(({ id, states }) =>
    states.map(({ state, role, roleSource, start, end, evidence }) => [
      id,
      words(state),
      words(role === "unknown" ? "unknown" : `${role} (from ${roleSource})`),
      words(period(start, end, context.zone)),
      evidenceOf(evidence),
    ]),
  );
  const { shown, note } = shortened(context, rows, 40);
  const head = ["Instance", "State", "Role", "When", "Evidence"];
  return { id: "states", title: "Instance states", blocks: rows.length === 0 ? [] : [table(head, shown), ...note] };
}

const COLUMNS = 80;
/** Sources in a brief drawing. */
const MOST_SOURCES = 16;

function drawing({ report, window, brief }: DocumentContext): string | null {
  const axis = axisOf(window, COLUMNS);
  const drawn = axis && lanes(report, axis);
  if (!axis || !drawn) return null;
  const coverage = brief ? report.coverage.slice(0, MOST_SOURCES) : report.coverage;
  const names = [...drawn.rows.map(({ id }) => id), ...coverage.map((entry) => ledgerName(entry))];
  const label = Math.min(Math.max(...names.map((name) => cellWidth(escapeTerminal(name))), 9), 32);
  const row = (name: string, cells: string): string => `${fit(elide(name, label), label)}  ${cells}`;
  const [rule, labels] = axisLines(axis);
  const bars = coverage.map((entry) => ledgerCells(entry, axis));
  const sources = coverage.map((entry, index) =>
    row(ledgerLabel(entry, label), (bars[index] ?? []).map((cell) => ledgerCharacter[cell]).join("")),
  );
  const left = report.coverage.length - coverage.length;
  return [
    ...drawn.rows.map(({ id, cells }) => row(escapeTerminal(id), cells.map((cell) => laneCharacter[cell]).join(""))),
    ...(drawn.overlaps ? [row("2 writers", drawn.overlap.map((both) => (both ? "█" : " ")).join(""))] : []),
    row("UTC", rule),
    row("", labels),
    ...legendLines(legendEntries(drawn), label + COLUMNS + 2),
    ...(sources.length === 0 ? [] : ["", row("Evidence", "which part of this each source covers"), ...sources]),
    ...(left > 0 ? [row("", `${left} more sources are in the whole report`)] : []),
    ...(sources.length === 0 ? [] : legendLines(ledgerLegend(bars), label + COLUMNS + 2)),
  ].join("\n");
}
