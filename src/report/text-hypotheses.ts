import type { Claim, HypothesisReport } from "../model/index.ts";
import type { Context } from "./context.ts";
import { missingItems, missingText } from "./missing.ts";
import { hang, heading, span, type Line } from "./spans.ts";
import { plural } from "./words.ts";

/** The leading hypothesis with its reasons, then the others. */
export function hypothesisLines(context: Context): Line[] {
  const [leading, ...others] = context.incident?.hypotheses ?? [];
  if (!leading) return [];
  const lines = [...heading("Leading hypothesis", `${leading.class} · ${leading.level}`), ...reasons(leading, context)];
  if (others.length === 0) return lines;
  lines.push(...heading("Others"));
  for (const other of others) {
    lines.push(...hang([span("  ")], oneLine(other), context.width));
    if (context.verbose) lines.push(...reasons(other, context));
  }
  return lines;
}

function reasons(hypothesis: HypothesisReport, context: Context): Line[] {
  const most = context.verbose ? Number.POSITIVE_INFINITY : 5;
  return [
    ...claimLines("for", "+", hypothesis.for, most, context),
    ...claimLines("against", "−", hypothesis.against, most, context),
    ...hypothesis.caps.flatMap((cap) => hang([span("  ! ", "warn")], `not higher: ${cap}`, context.width)),
  ];
}

function claimLines(name: string, sign: string, claims: readonly Claim[], most: number, context: Context): Line[] {
  const shown = claims.slice(0, most).flatMap(({ text, evidence }) => {
    const cited = context.cite.first(evidence);
    const more = evidence.length > 1 ? `, +${evidence.length - 1}` : "";
    return hang([span(`  ${sign} `, "bold")], cited === null ? text : `${text}  [${cited}${more}]`, context.width);
  });
  const rest = claims.length - Math.min(claims.length, most);
  if (rest > 0)
    shown.push([span(`    ${plural(rest, `more reason ${name}`, `more reasons ${name}`)}: --verbose`, "dim")]);
  return shown;
}

function oneLine({ class: name, level, for: pro, against, missing }: HypothesisReport): string {
  const first = against[0]?.text ?? missing[0]?.what;
  const why = against[0] ? `against: ${first}` : first === undefined ? "" : `missing: ${first}`;
  return [`${name} · ${level}`, `${pro.length} for, ${against.length} against`, why].filter(Boolean).join(" — ");
}

/** What was not there, what it would decide, until when it can be fetched; each thing once. */
export function missingLines(context: Context): Line[] {
  const items = missingItems(context.incident?.hypotheses ?? []);
  if (items.length === 0) return [];
  return [
    ...heading("What is missing"),
    ...items.flatMap((item) => hang([span("  ? ", "bold")], missingText(item), context.width)),
  ];
}
