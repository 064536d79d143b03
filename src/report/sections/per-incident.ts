import type { IncidentReport } from "../../model/index.ts";
import { period } from "../clock.ts";
import type { Block } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { heading, paragraph, phrase, words } from "../document/phrase.ts";

/** Blocks of each incident; a single incident needs no heading of its own. `none` is said when no incident has any. */
export function perIncident(
  { report, zone }: DocumentContext,
  none: string | null,
  render: (incident: IncidentReport) => readonly Block[],
): readonly Block[] {
  const many = report.incidents.length > 1;
  const blocks = report.incidents.flatMap((incident) => {
    const body = render(incident);
    if (body.length === 0 || !many) return body;
    const { start, end } = incident.window;
    return [heading(phrase`Incident ${incident.id}: ${words(period(start, end, zone))}`), ...body];
  });
  return blocks.length === 0 && none !== null ? [paragraph(words(none))] : blocks;
}

/** The first of a list when the document is brief, and how many more there are. */
export function shortened<T>(
  { brief }: DocumentContext,
  list: readonly T[],
  most: number,
): { readonly shown: readonly T[]; readonly note: readonly Block[] } {
  if (!brief || list.length <= most) return { shown: list, note: [] };
  return {
    shown: list.slice(0, most),
    note: [paragraph(words(`${list.length - most} more are in the whole report.`))],
  };
}
