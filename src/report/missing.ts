import type { HypothesisReport, MissingItem } from "../model/index.ts";
import { untilText } from "./ledger.ts";

/** What all hypotheses miss, each thing once, as the first of them tells it. */
export function missingItems(hypotheses: readonly HypothesisReport[]): MissingItem[] {
  const items = new Map<string, MissingItem>();
  for (const item of hypotheses.flatMap(({ missing }) => missing)) {
    const key = JSON.stringify([item.what, item.instance, item.files]);
    if (!items.has(key)) items.set(key, item);
  }
  return [...items.values()];
}

/** `log of aurora-3 (postgresql.log.… – …; kept until about …) — separates A from B; would decide: …`. */
export function missingText({ what, decides, availableUntil, instance, files, separates }: MissingItem): string {
  const where = instance === null || what.includes(instance) ? what : `${what} of ${instance}`;
  const details = [files, availableUntil === null ? null : untilText(availableUntil)].filter((part) => part !== null);
  const bracket = details.length === 0 ? "" : ` (${details.join("; ")})`;
  const reasons = [separatesText(separates), decides === "" ? null : `would decide: ${decides}`].filter(
    (part) => part !== null,
  );
  return `${where}${bracket}${reasons.length === 0 ? "" : ` — ${reasons.join("; ")}`}`;
}

/** `separates A from B and C`. */
function separatesText([first, ...others]: MissingItem["separates"]): string | null {
  if (first === undefined) return null;
  const last = others.at(-1);
  if (last === undefined) return `bears on ${first}`;
  return `separates ${first} from ${[others.slice(0, -1).join(", "), last].filter(Boolean).join(" and ")}`;
}
