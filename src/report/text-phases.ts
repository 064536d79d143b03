import type { PhaseReport } from "../model/index.ts";
import { cellWidth, escapeTerminal } from "../text/index.ts";
import { date, oneDay, stamp } from "./clock.ts";
import type { Context } from "./context.ts";
import { elide } from "./elide.ts";
import { downText, type PhaseClock, phaseClock, phaseLasted, phaseWhen, recoveredText } from "./phases.ts";
import { column, hang, heading, span, type Line } from "./spans.ts";

/** What took how long: the database's phases and, apart from them, each application's. */
export function phaseLines(context: Context): Line[] {
  const { incident, report, width, verbose } = context;
  const phases = incident === null ? null : phaseClock(incident);
  if (!incident || !phases) return [];
  const shown = verbose ? phases.clients : phases.clients.slice(0, 3);
  const rest = phases.clients.length - shown.length;
  const day = phases.oneDay ? `${date(incident.phases[0]?.start ?? "")}, ` : "";
  const figure = (name: string, text: string): Line[] => hang([column(name, 30, "bold")], text, width);
  return [
    ...heading("Phase clock", `${day}UTC, ± uncertainty of both ends`),
    ...figure("Database down", downText(incident)),
    ...figure("Slowest application recovery", recoveredText(incident, report)),
    ...rows([...phases.database, ...shown], phases, context),
    ...(rest > 0 ? [[span(`    … ${rest} more, faster: --verbose`, "dim")]] : []),
  ];
}

function rows(shown: readonly PhaseReport[], phases: PhaseClock, { width, cite, verbose }: Context): Line[] {
  const common = commonName(shown);
  const names = shown.map(({ client, name }) =>
    client === null ? escapeTerminal(name) : `${common === null ? "" : "  "}${escapeTerminal(client)}`,
  );
  const when = shown.map((phase) => phaseWhen(phase, phases));
  const lasted = shown.map(phaseLasted);
  const whenWidth = Math.max(...when.map(cellWidth));
  const lastedWidth = Math.max(...lasted.map(cellWidth));
  const longest = Math.max(...names.map(cellWidth));
  // What the times leave, and what they leave beside a source of 24 cells.
  const left = width - whenWidth - lastedWidth - 6;
  const beside = left - 26;
  const nameWidth = Math.min(longest, Math.max(beside, 28));
  const firstClient = shown.findIndex(({ client }) => client !== null);
  return shown.flatMap(({ client, name, source, evidence }, index) => {
    const cited = verbose ? cite.first(evidence) : null;
    const note = client === null || common !== null ? source : `${name}: ${source}`;
    const label = [span("  "), column(elide(names[index] ?? "", nameWidth), nameWidth), span("  ")];
    const time = column(when[index] ?? "", whenWidth);
    const length = column(lasted[index] ?? "", lastedWidth);
    const indent = span(" ".repeat(nameWidth + 4));
    const above = common !== null && index === firstClient ? hang([span("  ")], common, width) : [];
    const lines =
      nameWidth <= beside
        ? hang([...label, time, span("  "), length, span("  ")], note, width)
        : nameWidth <= left
          ? [[...label, time, span("  "), length], ...hang([indent], note, width, "dim")]
          : [[...label, length], ...hang([indent], `${when[index] ?? ""}: ${note}`, width)];
    return [...above, ...lines, ...(cited === null ? [] : hang([indent], `[${cited}]`, width, "dim"))];
  });
}

/** The phase of every client, when it is the same: said once above them. */
function commonName(shown: readonly PhaseReport[]): string | null {
  const names = new Set(shown.flatMap(({ client, name }) => (client === null ? [] : [name])));
  const [name] = names;
  return names.size === 1 && name !== undefined ? name : null;
}

/** Commits whose outcome nobody knows, each to be checked by hand. */
export function inDoubtLines({ incident, width, zone, verbose, cite }: Context): Line[] {
  if (!incident || incident.inDoubt.length === 0) return [];
  const shown = verbose ? incident.inDoubt : incident.inDoubt.slice(0, 5);
  const rest = incident.inDoubt.length - shown.length;
  const withDate = !oneDay(shown.flatMap(({ time }) => time ?? []));
  return [
    ...heading("Commits in doubt", "outcome unknown: check each"),
    ...shown.flatMap(({ client, time, statement, why, evidence }) => {
      const cited = cite.first(evidence);
      const at = time === null ? "undated" : stamp(time, zone, withDate);
      const said = `${client}: ${statement}${why === "" ? "" : ` — ${why}`}`;
      return hang([span(`  ${at}  `, "dim")], cited === null ? said : `${said}  [${cited}]`, width);
    }),
    ...(rest > 0 ? [[span(`  … ${rest} more with unknown outcome: --verbose`, "dim")]] : []),
  ];
}
