import type { Claim, HypothesisReport } from "../model/index.ts";
import type { Context } from "./context.ts";
import { cited, item } from "./md.ts";
import { perIncident } from "./md-timeline.ts";
import { missingText } from "./missing.ts";
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
      : [`${label}:`, "", ...list.map(({ text, evidence }) => item(cited(text, evidence, context.cite))), ""];
  const lines = [
    `**${index === 0 ? "Leading: " : ""}${name}** · ${level} (${levelMeaning[level]})`,
    "",
    ...claims("For", hypothesis.for),
    ...claims("Against", hypothesis.against),
  ];
  if (missing.length > 0) {
    lines.push("Missing:", "");
    lines.push(...missing.map((each) => item(missingText(each))));
    lines.push("");
  }
  if (caps.length > 0) lines.push("Not higher because:", "", ...caps.map(item), "");
  return lines.slice(0, -1);
}
