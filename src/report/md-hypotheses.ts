import type { Claim, HypothesisReport } from "../model/index.ts";
import { date } from "./clock.ts";
import type { Context } from "./context.ts";
import { item, links, md } from "./md.ts";
import { perIncident } from "./md-timeline.ts";
import { levelMeaning } from "./words.ts";

/** Every hypothesis with what speaks for and against it, what is missing, and why its level is not higher. */
export function hypothesesSection(context: Context): string[] {
  return perIncident(context, "Hypotheses", "None was weighed.", ({ hypotheses }) =>
    hypotheses.flatMap((hypothesis, index) => [...(index === 0 ? [] : [""]), ...block(hypothesis, index, context)]),
  );
}

function block(hypothesis: HypothesisReport, index: number, context: Context): string[] {
  const { class: name, level, caps, missing } = hypothesis;
  const claims = (label: string, list: readonly Claim[]): string[] =>
    list.length === 0
      ? [`${label}: nothing.`, ""]
      : [
          `${label}:`,
          "",
          ...list.map(({ text, evidence }) =>
            item(evidence.length === 0 ? text : md`${text} – ${links(evidence, context.cite)}`),
          ),
          "",
        ];
  const lines = [
    `**${index === 0 ? "Leading: " : ""}${name}** · ${level} (${levelMeaning[level]})`,
    "",
    ...claims("For", hypothesis.for),
    ...claims("Against", hypothesis.against),
  ];
  if (missing.length > 0) {
    lines.push("Missing:", "");
    for (const { what, decides, availableUntil } of missing) {
      const until = availableUntil === null ? "" : ` (exists until about ${date(availableUntil)})`;
      lines.push(item(md`${what + until}; it would decide: ${decides}`));
    }
    lines.push("");
  }
  if (caps.length > 0) lines.push("Not higher because:", "", ...caps.map(item), "");
  return lines.slice(0, -1);
}
