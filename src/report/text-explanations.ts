import { cellWidth, escapeTerminal } from "../text/index.ts";
import type { Context } from "./context.ts";
import { elide } from "./elide.ts";
import { explainedClients, explanations, type ExplainedClient } from "./explanations.ts";
import { column, hang, heading, span, type Line } from "./spans.ts";

/** Why writes were refused as read-only: each client's answers side by side, then what they rest on. */
export function explanationLines(context: Context): Line[] {
  const clients = explainedClients(context.report);
  if (clients.length === 0) return [];
  const { width, verbose } = context;
  const shown = verbose ? clients : clients.slice(0, 12);
  const reasoned = verbose ? clients : clients.slice(0, 1);
  const left = clients.length - shown.length;
  return [
    ...heading("Why refused as read-only", "the three explanations"),
    ...answers(shown, width),
    ...(left > 0 ? [[span(`… ${left} more: --verbose`, "dim")]] : []),
    ...reasoned.flatMap((client) => reasons(client, context)),
    ...(reasoned.length < shown.length ? [[span("  reasons for the others: --verbose", "dim")]] : []),
  ];
}

function answers(shown: readonly ExplainedClient[], width: number): Line[] {
  const longest = Math.max(...shown.map(({ id }) => cellWidth(escapeTerminal(id))), 6);
  const name = Math.min(longest, width - columns);
  if (name < Math.min(longest, 16)) return shown.flatMap((client) => inWords(client, width));
  const head = explanations.map((each) => span(`  ${each.name}`, "dim"));
  return [[column("client", name, "dim"), ...head], ...shown.map((client) => row(client, name))];
}

/** Cells of the three answers. */
const columns = explanations.reduce((sum, { name }) => sum + name.length + 2, 0);

function inWords(client: ExplainedClient, width: number): Line[] {
  const said = explanations.map(({ key, name }) => `${name}: ${client.explanations[key].answer}`);
  return hang([span("  ")], `${client.id} — ${said.join(", ")}`, width);
}

function row(client: ExplainedClient, name: number): Line {
  return [
    column(elide(escapeTerminal(client.id), name), name),
    ...explanations.flatMap(({ key, name: title }) => {
      const { answer } = client.explanations[key];
      return [span("  "), column(answer, title.length, answer === "yes" ? "bold" : "plain")];
    }),
  ];
}

function reasons(client: ExplainedClient, { width, cite }: Context): Line[] {
  return [
    ...hang([span("  ")], client.id, width, "bold"),
    ...explanations.flatMap(({ key, name }) => {
      const { answer, text, evidence } = client.explanations[key];
      const cited = cite.first(evidence);
      const more = evidence.length > 1 ? `, +${evidence.length - 1}` : "";
      const said = `${answer} — ${text}${cited === null ? "" : `  [${cited}${more}]`}`;
      return hang([column(`    ${name}`, 25, "dim")], said, width);
    }),
  ];
}
