import type { Change, Destination, Documents, Plan } from "../attach/index.ts";

/** Where it goes and what will be done, in a few lines. */
export function planText({ recipient, visibility }: Destination, { redactions }: Documents, plan: Plan): string {
  return [
    `to       ${recipient}`,
    `read by  ${visibility}`,
    ...plan.changes.map((change) => `${change.action.padEnd(8)} ${change.what}, ${sizeText(change)}`),
    `redacted ${redactedText(redactions)}`,
  ].join("\n");
}

/** The same with everything that would be sent, exactly as it would be. */
export function preview(destination: Destination, documents: Documents, plan: Plan): string {
  const payloads = plan.changes.flatMap(({ what, payload }) =>
    payload === null ? [] : ["", `----- ${what} -----`, payload],
  );
  return [planText(destination, documents, plan), ...payloads].join("\n");
}

function sizeText({ size, unit, limit }: Change): string {
  return `${size} ${unit}${limit === null ? "" : ` of ${limit}`}`;
}

function redactedText(redactions: Documents["redactions"]): string {
  if (redactions.length === 0) return "SQL literals, parameters, passwords, tokens and e-mail addresses";
  return redactions.map(({ class: of, count, distinct }) => `${of} ${count} (${distinct} distinct)`).join(", ");
}
