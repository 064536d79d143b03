import { cellWidth, escapeTerminal } from "../text/index.ts";
import { axisLines, axisOf } from "./axis.ts";
import { date, oneDay, stamp } from "./clock.ts";
import type { Context } from "./context.ts";
import { elide } from "./elide.ts";
import { laneCharacter, lanes, legendEntries, legendLines, type LaneCell, type Lanes } from "./lanes.ts";
import { ledgerName } from "./ledger.ts";
import { column, hang, heading, span, type Line, type Span, type Style } from "./spans.ts";
import { coverageBars, drawnSources } from "./text-coverage.ts";

const laneStyle: Readonly<Partial<Record<LaneCell, Style>>> = { crash: "alarm", starting: "warn", writer: "good" };

/** The lanes with one UTC axis, the overlap of writers, and under them which part of it the evidence covers. */
export function laneLines(context: Context): Line[] {
  const { report, window, width } = context;
  const label = labelWidth(context);
  const axis = axisOf(window, width - label - 2);
  if (window === null || !axis) return [];
  const drawn = lanes(report, axis);
  const bars = coverageBars(context, axis, label);
  if (!drawn && bars.length === 0) return [];
  const [rule, labels] = axisLines(axis);
  const row = (name: string, cells: readonly Span[]): Line => [
    column(elide(escapeTerminal(name), label), label),
    span("  "),
    ...cells,
  ];
  return [
    ...heading(drawn ? "Instances" : "Evidence", `${date(window.start)}, UTC`),
    ...(drawn?.rows ?? []).map(({ id, cells }) => row(id, runs(cells))),
    ...(drawn?.overlaps === true ? [row("2 writers", [span(overlapText(drawn), "alarm")])] : []),
    row("", [span(rule, "dim")]),
    row("", [span(labels, "dim")]),
    ...(drawn ? legendLines(legendEntries(drawn), axis.columns).map((line) => row("", [span(line, "dim")])) : []),
    ...bars,
  ];
}

/** One width for the names of lanes and of sources, so that both lie on one axis. */
function labelWidth(context: Context): number {
  const names = [
    ...context.report.instances.map(({ id }) => id),
    ...drawnSources(context).shown.map((entry) => ledgerName(entry)),
  ];
  return Math.min(Math.max(...names.map((name) => cellWidth(escapeTerminal(name))), 9), 24);
}

/** Neighbouring cells of one kind as one span. */
function runs(cells: readonly LaneCell[]): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (let i = 1; i <= cells.length; i++) {
    const cell = cells[from];
    if (cell === undefined || cells[i] === cell) continue;
    spans.push(span(laneCharacter[cell].repeat(i - from), laneStyle[cell] ?? "plain"));
    from = i;
  }
  return spans;
}

function overlapText(drawn: Lanes): string {
  return drawn.overlap.map((both) => (both ? "█" : " ")).join("");
}

/** At most 20 moments, oldest first, in UTC with the local time beside. */
export function momentLines({ incident, zone, width, cite }: Context): Line[] {
  if (!incident || incident.moments.length === 0) return [];
  const moments = incident.moments.slice(0, 20);
  const withDate = !oneDay(moments.flatMap(({ time }) => time ?? []));
  const stamps = moments.map(({ time }) => (time === null ? "undated" : stamp(time, zone, withDate)));
  const timeWidth = Math.max(...stamps.map(cellWidth));
  const names = moments.map(({ instance }) => instance ?? "");
  const nameWidth = Math.min(Math.max(...names.map((name) => cellWidth(escapeTerminal(name)))), 16);
  // Where a column of its own would squeeze the text, the instance goes in front of it.
  const inColumn = nameWidth > 0 && timeWidth + nameWidth + 4 <= width / 2;
  return [
    ...heading("Key moments", zone === null ? "UTC" : `UTC (${zone})`),
    ...moments.flatMap(({ instance, text, evidence }, index) => {
      const cited = cite.first(evidence);
      const prefix = [
        column(stamps[index] ?? "", timeWidth, "dim"),
        span("  "),
        ...(inColumn ? [column(names[index] ?? "", nameWidth), span("  ")] : []),
      ];
      const said = inColumn || instance === null ? text : `${instance}: ${text}`;
      return hang(prefix, cited === null ? said : `${said}  [${cited}]`, width);
    }),
  ];
}
