import type {
  ClientEffectReport,
  ClientReport,
  Confidence,
  IncidentReport,
  Report,
  TriggerKind,
} from "../model/index.ts";

/** What a level means, with the verb it allows (never "confirmed": that word belongs to AWS). */
export const levelMeaning: Readonly<Record<Confidence, string>> = {
  strong: "the evidence shows it",
  probable: "most likely",
  possible: "consistent with the evidence, which does not show it",
  insufficient: "cannot be decided from this evidence",
};

/** Who or what started it. */
export const triggerText: Readonly<Record<TriggerKind, string>> = {
  customer: "failover asked for by the customer",
  rds: "started by RDS",
  crash: "a crash",
  maintenance: "maintenance, modification or reboot",
  none: "none seen",
  unknown: "unknown",
};

/** How a client came back. */
export const healedText: Readonly<Record<ClientReport["healedBy"], string>> = {
  restart: "restart",
  itself: "itself",
  "max-lifetime": "connection max lifetime",
  unknown: "unknown",
  "not-needed": "–",
};

/** `endpoint-staleness (pooled)`, or the sentence for an effect that is no class. */
export function effectText(effect: ClientEffectReport): string {
  switch (effect.class) {
    case "transport-burst":
      return "burst of broken connections, as every failover makes";
    case "none-seen":
      return "none seen";
    case "no-application-logs":
      return "unknown: no application logs";
    default:
      return effect.subtype === null ? effect.class : `${effect.class} (${effect.subtype})`;
  }
}

/** The incident the verdict speaks of; the gravest when the verdict names none. */
export function leadingIncident(report: Report): IncidentReport | null {
  return report.incidents[report.verdict.incident ?? 0] ?? null;
}

/** Failed writes, clients and durations, as far as there are any. */
export function impactText({ impact, inDoubt }: IncidentReport): string {
  const parts = [plural(impact.failedWrites, "failed write"), plural(impact.clients, "client")];
  if (impact.databaseDownMs > 0) parts.push(`database down ${duration(impact.databaseDownMs)}`);
  if (impact.slowestClientRecoveredMs > 0) {
    parts.push(`last client error after ${duration(impact.slowestClientRecoveredMs)}`);
  }
  if (inDoubt.length > 0) parts.push(`${plural(inDoubt.length, "commit")} with unknown outcome`);
  return parts.join(", ");
}

/** `5 errors`, `1 error`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** `1 234 567`: digits in groups, the same in every locale. */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+(?!\d))/g, " ");
}

/** `340 ms`, `12.5 s`, `4 min 05 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
  return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, "0")} min`;
}
