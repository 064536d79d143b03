import type { IncidentReport } from "../model/index.ts";
import { cellWidth, escapeTerminal, fenced, fit } from "../text/index.ts";
import { axisLines } from "./axis.ts";
import { date, oneDay, span } from "./clock.ts";
import type { Context } from "./context.ts";
import { laneCharacter, lanes, legendLines } from "./lanes.ts";
import { at, links, md, table } from "./md.ts";

/** Sub-sections for each incident; a single incident needs no heading of its own. */
export function perIncident(
  { report }: Context,
  title: string,
  none: string,
  render: (incident: IncidentReport) => readonly string[],
): string[] {
  const many = report.incidents.length > 1;
  const parts = report.incidents.flatMap((incident) => {
    const body = render(incident);
    if (body.length === 0) return [];
    const { start, end } = incident.window;
    return many ? ["", md`### Incident ${incident.id}: ${span(start, end)}`.markdown, "", ...body] : ["", ...body];
  });
  return [`## ${title}`, ...(parts.length === 0 ? ["", none] : parts)];
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

function drawing({ report, incident }: Context): string[] {
  const start = incident?.window.start ?? report.window.start;
  const end = incident?.window.end ?? report.window.end;
  if (start === null || end === null) return [];
  const drawn = lanes(report, { start, end }, 80);
  if (!drawn) return [];
  const names = drawn.rows.map(({ id }) => escapeTerminal(id));
  const label = Math.min(Math.max(...names.map(cellWidth), 9), 24);
  const row = (name: string, cells: string): string => `${fit(name, label)}  ${cells}`;
  const [rule, labels] = axisLines(drawn);
  const picture = [
    ...drawn.rows.map(({ cells }, index) => row(names[index] ?? "", cells.map((cell) => laneCharacter[cell]).join(""))),
    ...(drawn.overlaps ? [row("2 writers", drawn.overlap.map((both) => (both ? "█" : " ")).join(""))] : []),
    row("UTC", rule),
    row("", labels),
    ...legendLines(drawn, label + 82),
  ];
  return [fenced(picture.join("\n")), ""];
}

/** What lasted, with the uncertainty of its ends. */
export function phasesSection(context: Context): string[] {
  return perIncident(context, "Phases", "No phase could be told apart.", ({ phases }) =>
    phases.length === 0
      ? []
      : [
          table(
            ["Phase", "When", "Uncertainty", "Evidence"],
            phases.map(({ name, start, end, uncertaintyMs, evidence }) => [
              name,
              span(start, end),
              `± ${uncertaintyMs} ms`,
              links(evidence, context.cite),
            ]),
          ),
        ],
  );
}
