import { cellWidth } from "../text/index.ts";
import { localClock, span as timeSpan, stamp } from "./clock.ts";
import type { Context } from "./context.ts";
import { column, hang, span, type Line } from "./spans.ts";
import { refusedClients } from "./refused.ts";
import { effectText, impactText, levelMeaning, plural, triggerText } from "./words.ts";

/** Who is still refused when the data ends: the one thing to act on now. */
export function refusedLines(context: Context): Line[] {
  const refused = refusedClients(context.report, context.cite);
  if (refused.length === 0) return [];
  const most = context.verbose ? refused.length : 12;
  const names = refused
    .slice(0, most)
    .map(({ id, last }) => (last === null ? id : `${id} (last read-only error ${stamp(last, context.zone)})`));
  if (refused.length > most) names.push(`and ${refused.length - most} more (--verbose)`);
  return [...hang([span("STILL REFUSED — restart these: ", "alarm")], names.join(", "), context.width, "alarm"), []];
}

/** Class, level, headline and window in a box. */
export function verdictBox(context: Context): Line[] {
  const { report, width } = context;
  const { verdict } = report;
  const inner = width - 4;
  const title = [verdict.class.toUpperCase(), ...(verdict.cause === null ? [] : [`(${verdict.cause})`])].join(" ");
  const body: Line[] = [
    ...hang([], `${title} · ${verdict.level} – ${levelMeaning[verdict.level]}`, inner, "bold"),
    ...hang([], verdict.headline, inner),
    ...windowText(context).flatMap((text) => hang([], text, inner, "dim")),
  ];
  return [
    [span(`┌${"─".repeat(width - 2)}┐`)],
    ...body.map((line): Line => {
      const used = line.reduce((cells, { text }) => cells + cellWidth(text), 0);
      return [span("│ "), ...line, column("", inner - used), span(" │")];
    }),
    [span(`└${"─".repeat(width - 2)}┘`)],
  ];
}

function windowText({ window, zone }: Context): string[] {
  if (window === null) return ["no dated record: no window"];
  const { start, end } = window;
  const local = zone === null ? [] : [`${localClock(start, zone)} – ${localClock(end, zone)} ${zone}`];
  return [timeSpan(start, end), ...local];
}

/** Trigger, server mechanism and client effect, one line each: several labels are true at once. */
export function axesLines({ incident, width, report }: Context): Line[] {
  if (!incident) return [];
  const { mechanism } = incident;
  const axis = (name: string, text: string): Line[] => hang([column(name, 18, "bold")], text, width);
  const effects = incident.clientEffects.map((effect) => {
    const level = effect.class === "none-seen" || effect.class === "no-application-logs" ? "" : ` · ${effect.level}`;
    return `${effectText(effect)}${level}${effect.clients.length === 0 ? "" : `: ${some(effect.clients, 4)}`}`;
  });
  const others = report.incidents.length - 1;
  return [
    ...axis("Trigger", triggerText[incident.trigger.kind]),
    ...axis("Server mechanism", `${mechanism.class} · ${mechanism.level}`),
    ...axis("Client effect", effects.length === 0 ? "none seen" : effects.join("; ")),
    ...axis("Impact", impactText(incident)),
    ...(report.recurrence === null ? [] : axis("Recurrence", report.recurrence.text)),
    ...(others > 0 ? axis("", `${plural(others, "further incident")}: see the report (--report)`) : []),
  ];
}

function some(names: readonly string[], most: number): string {
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(", ")} and ${rest} more` : names.join(", ");
}
