import type { IncidentReport } from "../model/index.ts";
import { cellWidth, escapeTerminal, fenced, fit } from "../text/index.ts";
import { axisLines, axisOf } from "./axis.ts";
import { date, oneDay, span } from "./clock.ts";
import type { Context } from "./context.ts";
import { elide } from "./elide.ts";
import { laneCharacter, lanes, legendEntries, legendLines } from "./lanes.ts";
import { ledgerCells, ledgerCharacter, ledgerLabel, ledgerLegend, ledgerName } from "./ledger.ts";
import { at, links, md, table } from "./md.ts";

/** Sub-sections for each incident; a single incident needs no heading of its own. Empty without `none`. */
export function perIncident(
  { report }: Context,
  title: string,
  none: string | null,
  render: (incident: IncidentReport) => readonly string[],
): string[] {
  const many = report.incidents.length > 1;
  const parts = report.incidents.flatMap((incident) => {
    const body = render(incident);
    if (body.length === 0) return [];
    const { start, end } = incident.window;
    return many ? ["", md`### Incident ${incident.id}: ${span(start, end)}`.markdown, "", ...body] : ["", ...body];
  });
  if (parts.length === 0) return none === null ? [] : [`## ${title}`, "", none];
  return [`## ${title}`, ...parts];
}

/** The key moments. */
export function momentsSection(context: Context): string[] {
  const { zone, cite } = context;
  return perIncident(context, "What happened", "No key moment was found.", ({ moments }) => {
    if (moments.length === 0) return [];
    const withDate = !oneDay(moments.flatMap(({ time }) => time ?? []));
    const rows = moments.map(({ time, instance, text, evidence }) => [
      time === null ? "undated" : at(time, zone, withDate).replace(" UTC", ""),
      instance ?? "",
      text,
      links(evidence, cite),
    ]);
    const day = withDate ? "" : ` on ${date(moments.find(({ time }) => time !== null)?.time ?? "")}`;
    const local = zone === null ? "" : ` (${zone})`;
    return [table([md`UTC ${day + local}`.markdown, "Instance", "What", "Evidence"], rows)];
  });
}

/** States with their role and its source, and the same as a drawing. */
export function statesSection(context: Context): string[] {
  const { report, cite } = context;
  const rows = report.instances.flatMap(({ id, states }) =>
    states.map(({ state, role, roleSource, start, end, evidence }) => [
      id,
      state,
      role === "unknown" ? "unknown" : `${role} (from ${roleSource})`,
      span(start, end),
      links(evidence, cite),
    ]),
  );
  if (rows.length === 0) return ["## Instance states", "", "No instance is in the data."];
  return [
    "## Instance states",
    "",
    ...drawing(context),
    table(["Instance", "State", "Role", "When", "Evidence"], rows),
  ];
}

/** The lanes and, on the same axis, which part of it the evidence covers. */
function drawing({ report, window }: Context): string[] {
  const axis = axisOf(window, 80);
  const drawn = axis && lanes(report, axis);
  if (!axis || !drawn) return [];
  const names = [...drawn.rows.map(({ id }) => id), ...report.coverage.map((entry) => ledgerName(entry))];
  const label = Math.min(Math.max(...names.map((name) => cellWidth(escapeTerminal(name))), 9), 32);
  const row = (name: string, cells: string): string => `${fit(elide(name, label), label)}  ${cells}`;
  const [rule, labels] = axisLines(axis);
  const bars = report.coverage.map((entry) => ledgerCells(entry, axis));
  const sources = report.coverage.map((entry, index) =>
    row(ledgerLabel(entry, label), (bars[index] ?? []).map((cell) => ledgerCharacter[cell]).join("")),
  );
  const picture = [
    ...drawn.rows.map(({ id, cells }) => row(escapeTerminal(id), cells.map((cell) => laneCharacter[cell]).join(""))),
    ...(drawn.overlaps ? [row("2 writers", drawn.overlap.map((both) => (both ? "█" : " ")).join(""))] : []),
    row("UTC", rule),
    row("", labels),
    ...legendLines(legendEntries(drawn), label + 82),
    ...(sources.length === 0 ? [] : ["", row("Evidence", "which part of this each source covers"), ...sources]),
    ...(sources.length === 0 ? [] : legendLines(ledgerLegend(bars), label + 82)),
  ];
  return [fenced(picture.join("\n")), ""];
}
