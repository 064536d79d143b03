import type { MissingLog, MissingSpan } from "../cloudwatch-logs/replace.ts";
import type { CollectWindow } from "../context.ts";
import { LEAD_MS } from "../context.ts";
import type { InstanceLogs, LackingLog } from "./logs-outcome.ts";
import { readLogName } from "./log-name.ts";

/**
 * What CloudWatch Logs has to fill in, by instance. A stretch that the twin of a file has (csv beside text) is not
 * missing; stretches that touch are one.
 */
export function missingLogs(window: CollectWindow, instances: readonly InstanceLogs[]): readonly MissingLog[] {
  return instances.flatMap((logs): MissingLog[] => {
    const lacking = logs.missing.filter((one) => !one.inside && !hasTwin(one, logs)).map((one) => within(one, window));
    const spans = joined(lacking.filter(({ fromMs, untilMs }) => fromMs < untilMs));
    if (spans.length === 0) return [];
    const reasons = [...new Set(lacking.map(({ why }) => why))];
    const more = reasons.length > 3 ? ` and ${reasons.length - 3} more` : "";
    return [{ instance: logs.id, why: `${reasons.slice(0, 3).join("; ")}${more}`, spans }];
  });
}

function within(one: LackingLog, { sinceMs, untilMs }: CollectWindow): LackingLog {
  return { ...one, fromMs: Math.max(one.fromMs, sinceMs - LEAD_MS), untilMs: Math.min(one.untilMs, untilMs) };
}

function hasTwin({ name }: LackingLog, { files }: InstanceLogs): boolean {
  if (name === null) return false;
  const stem = stemOf(name);
  return files.some((file) => file.whole && file.name !== name && stemOf(file.name) === stem);
}

function stemOf(name: string): string {
  return `${readLogName(name).beginsMs} ${name.replace(/(?:\.csv)?(?:\.gz)?$/i, "")}`;
}

/** In order, without overlaps; one that begins behind a cut file stays by itself. */
function joined(lacking: readonly LackingLog[]): readonly MissingSpan[] {
  const spans: MissingSpan[] = [];
  for (const { fromMs, untilMs, cutFile } of [...lacking].sort(
    (a, b) => a.fromMs - b.fromMs || a.untilMs - b.untilMs,
  )) {
    const last = spans.at(-1);
    if (last === undefined || fromMs > last.untilMs || (cutFile !== null && fromMs >= last.untilMs)) {
      spans.push({ fromMs, untilMs, ...(cutFile === null ? {} : { cutFile }) });
    } else if (untilMs > last.untilMs) {
      spans[spans.length - 1] = { ...last, untilMs };
    }
  }
  return spans;
}
