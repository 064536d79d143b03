import type { ClientReport, Report, StalenessReport } from "../model/index.ts";
import { cellWidth, escapeTerminal } from "../text/index.ts";
import {
  attributionText,
  clockText,
  errorCount,
  gravestFirst,
  offsetText,
  oneDigit,
  poolerText,
  recoveryText,
  staleText,
} from "./client-words.ts";
import type { Context } from "./context.ts";
import { elide } from "./elide.ts";
import { column, hang, heading, span, type Line } from "./spans.ts";
import { grouped, healedText } from "./words.ts";

/** Clients that had errors: how many, how long stale, how they came back, their clock. */
export function clientLines(context: Context): Line[] {
  const { report, width, verbose } = context;
  const affected = report.clients.filter((client) => errorCount(client) > 0 || client.stillRefusedAtEnd);
  if (affected.length === 0) return [];
  const shown = verbose ? affected : affected.slice(0, 12);
  const stale = gravestFirst(affected.filter(({ staleness }) => staleness !== null));
  return [
    ...heading("Clients"),
    ...table(shown, width),
    ...(affected.length > shown.length ? [[span(`… ${affected.length - shown.length} more: --verbose`, "dim")]] : []),
    ...(verbose
      ? shown.flatMap((client) => details(client, context))
      : stale.slice(0, 2).flatMap((client) => inShort(client, context))),
    ...(verbose || stale.length <= 2 ? [] : [[span(`  … ${stale.length - 2} more stale: --verbose`, "dim")]]),
  ];
}

function healed(client: ClientReport): string {
  return client.stillRefusedAtEnd ? "STILL REFUSED" : healedText[client.healedBy];
}

function table(shown: readonly ClientReport[], width: number): Line[] {
  const healedWidth = Math.max(...shown.map((client) => healed(client).length), 9);
  const clockWidth = Math.max(...shown.map(({ clock }) => cellWidth(offsetText(clock))), 5);
  const longest = Math.max(...shown.map(({ id }) => cellWidth(escapeTerminal(id))), 6);
  const withClock = width - healedWidth - clockWidth - 21 >= Math.min(longest, 16);
  const name = Math.min(longest, width - healedWidth - (withClock ? clockWidth : 0) - 21);
  const row = (cells: readonly string[], style: "dim" | "plain", alarm = false): Line => [
    column(elide(escapeTerminal(cells[0] ?? ""), name), name, style),
    span((cells[1] ?? "").padStart(8), style),
    span((cells[2] ?? "").padStart(9), style),
    span("  "),
    column(cells[3] ?? "", healedWidth, alarm ? "alarm" : style),
    ...(withClock ? [span("  "), column(cells[4] ?? "", clockWidth, style)] : []),
  ];
  return [
    row(["client", "errors", "stale s", "healed by", "clock"], "dim"),
    ...shown.map((client) =>
      row(
        [
          client.id,
          String(errorCount(client)),
          oneDigit(client.staleSeconds),
          healed(client),
          offsetText(client.clock),
        ],
        "plain",
        client.stillRefusedAtEnd,
      ),
    ),
  ];
}

/** How stale a client was, in a sentence. */
function inShort(client: ClientReport, { report, width, cite }: Context): Line[] {
  const { staleness, id } = client;
  if (staleness === null) return [];
  const cited = cite.first(staleness.evidence);
  const text = `${staleText(staleness)}${afterText(staleness, report)}; ${staleness.subtype}; ${recoveryText(client)}`;
  return hang([span("  ")], `${id}: ${text}${cited === null ? "" : `  [${cited}]`}`, width);
}

/** Which incident it was after, where there are several. */
function afterText({ incident }: StalenessReport, { incidents }: Report): string {
  return incidents.length > 1 ? ` (after incident ${incidents[incident]?.id ?? incident})` : "";
}

function details(client: ClientReport, { report, width, cite }: Context): Line[] {
  const { staleness, pooler } = client;
  const said = (name: string, text: string, evidence: readonly string[]): Line[] => {
    const cited = cite.first(evidence);
    return hang([column(`    ${name}`, 16, "dim")], cited === null ? text : `${text}  [${cited}]`, width);
  };
  return [
    ...hang([span("  ")], client.id, width, "bold"),
    ...said("clock", clockText(client.clock), client.clock.evidence),
    ...client.attribution.flatMap(({ instance, by, count, evidence }) =>
      said("errors on", `${instance}: ${grouped(count)}, ${attributionText[by]}`, evidence),
    ),
    ...(pooler === null ? [] : said("pooler", poolerText(pooler), pooler.evidence)),
    ...(staleness === null
      ? []
      : [
          ...said("stale", staleText(staleness) + afterText(staleness, report), staleness.evidence),
          ...said("sub-type", `${staleness.subtype}: ${staleness.subtypeReason}`, []),
          ...said("recovery", recoveryText(client), []),
        ]),
  ];
}
