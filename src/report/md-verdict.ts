import { localClock, span } from "./clock.ts";
import type { Context } from "./context.ts";
import { at, inline, item, md } from "./md.ts";
import { refusedClients } from "./refused.ts";
import { effectText, impactText, levelMeaning, triggerText } from "./words.ts";

/** Class, level, headline, window and the three axes. */
export function verdictSection({ report, incident, window, zone }: Context): string[] {
  const { verdict, recurrence } = report;
  const local = zone !== null && window ? ` (${localClock(window.start, zone)} – ${localClock(window.end, zone)})` : "";
  const lines = [
    "## Verdict",
    "",
    `**${verdict.class}** · **${verdict.level}** (${levelMeaning[verdict.level]})${verdict.cause === null ? "" : inline(md` – cause: ${verdict.cause}`)}`,
    "",
    inline(verdict.headline),
    "",
    item(window === null ? "Window: no dated record" : md`Window: ${span(window.start, window.end) + local}`),
  ];
  if (!incident) return lines;
  const { mechanism, clientEffects } = incident;
  return [
    ...lines,
    item(md`Trigger: ${triggerText[incident.trigger.kind]}`),
    item(md`Server mechanism: ${mechanism.class} · ${mechanism.level}`),
    item(md`Client effect: ${clientEffects.length === 0 ? "none seen" : clientEffects.map(effectText).join("; ")}`),
    item(md`Impact: ${impactText(incident)}`),
    ...(recurrence === null ? [] : [item(md`Recurrence: ${recurrence.text}`)]),
  ];
}

/** Who to restart; always there, so that its absence is never read as good news. */
export function refusedSection({ report, cite, zone }: Context): string[] {
  const refused = refusedClients(report, cite);
  const applications = report.clients.length > 0;
  return [
    "## Still refused",
    "",
    ...(refused.length > 0
      ? [
          "Restart these; they were still refused when the data ends:",
          "",
          ...refused.map(({ id, last }) =>
            item(last === null ? md`**${id}**` : md`**${id}** – last read-only error cited: ${at(last, zone, true)}`),
          ),
        ]
      : [applications ? "No client was still refused at the end of the data." : "Unknown: no client is in the data."]),
  ];
}
