import { type Documents, type Facts, type LedgerEntry, logFileHour, SECOND_US, type Window } from "../model/index.ts";
import { CALL_DELAY_US, CALL_RETENTION_US } from "./calls.ts";
import type { Input } from "./context.ts";
import { isInstant } from "./instants.ts";
import { applicationEntries } from "./ledger-applications.ts";
import { metricEntries } from "./ledger-metrics.ts";
import { namedInstances } from "./named-instances.ts";

const DAY_US = 86_400 * SECOND_US;
/** `rds.log_retention_period` is three days unless somebody changed it; events are kept fourteen (DOMAIN §0.9, §1.5). */
const LOG_RETENTION_US = 3 * DAY_US;
const EVENT_RETENTION_US = 14 * DAY_US;
/** Events, and the last lines of a log that still grows, may be this late (DOMAIN §3.1). */
const EVENT_DELAY_US = 300 * SECOND_US;

/** Nothing covered, nothing to fetch, nothing to wait for. */
const NOTHING = {
  fromUs: Number.NaN,
  toUs: Number.NaN,
  fetch: null,
  availableUntilUs: Number.NaN,
  runAgainUs: Number.NaN,
};

/**
 * The coverage ledger: for every instance and source which part of the window is covered, why not the rest, and until when
 * that can still be fetched. `why` of a `none` is what follows "NOT AVAILABLE because". `pending` needs to know when the
 * evidence was collected: only what was collected too early to be complete is late.
 */
export function ledgerOf(input: Input, facts: Omit<Facts, "ledger">): readonly LedgerEntry[] {
  const { window } = facts;
  const missing = missingInstances(input, facts);
  const ids = [...facts.instances.map((instance) => instance.id), ...missing.map(([id]) => id)];
  return [
    ...facts.instances.map(({ coverage }) => logEntry(input, coverage, window)),
    ...missing.map(([id, by]) => missingLogEntry(input, id, by, window)),
    eventsEntry(input, window),
    ...applicationEntries(input, facts.clients, window, EVENT_DELAY_US),
    ...metricEntries(input, ids, window),
    snapshotEntry(input),
    trailEntry(input, window),
  ];
}

/** Instances that something names and whose log was not supplied, with what names them; sorted. */
function missingInstances(
  input: Input,
  facts: Omit<Facts, "ledger">,
): readonly (readonly [string, readonly string[]])[] {
  const logged = facts.instances.map((instance) => instance.id);
  const named = new Map([...namedInstances(input.events, input.documents)].map(([id, by]) => [id, [...by]]));
  const add = (id: string, by: string): void => {
    const known = named.get(id) ?? [];
    named.set(id, known.includes(by) ? known : [...known, by]);
  };
  for (const { target, oldWriter, endWriter, started } of facts.failovers) {
    const called = started.some((cite) => "exhibit" in cite && cite.exhibit.kind === "api");
    for (const id of [target, oldWriter, endWriter])
      if (id !== null && !named.has(id)) add(id, called ? "CloudTrail" : "the operator");
  }
  for (const client of facts.clients) for (const each of client.attributions) add(each.instance, "application logs");
  return [...named].filter(([id]) => !logged.includes(id)).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function logEntry(
  { documents }: Input,
  { instance, state, fromUs, toUs, why }: Facts["instances"][number]["coverage"],
  window: Window | null,
): LedgerEntry {
  const growing = [...documents.growing.values()].includes(instance);
  const base = { ...NOTHING, subject: instance, source: "postgresql-log", fromUs, toUs, why } as const;
  if (growing && window !== null && !Number.isNaN(fromUs)) {
    const late = "a file of it was still growing when it was collected";
    return {
      ...base,
      state: "pending",
      why: state === "full" ? late : `${late}; ${why}`,
      ...logsToFetch(toUs, window.end),
      runAgainUs: window.end + EVENT_DELAY_US,
    };
  }
  if (state === "full" || window === null) return { ...base, state };
  // What is missing lies before or after what is there, or, for a silence or an excerpt, somewhere inside.
  const late = fromUs > window.start + 60 * SECOND_US;
  const early = toUs < window.end - 60 * SECOND_US;
  const outside = fromUs > window.end || toUs < window.start;
  const startUs = early && !late && !outside ? toUs : window.start;
  const endUs = late && !early && !outside ? fromUs : window.end;
  return { ...base, state, ...logsToFetch(startUs, endUs) };
}

function missingLogEntry(
  { documents }: Input,
  instance: string,
  by: readonly string[],
  window: Window | null,
): LedgerEntry {
  const not = lost(documents, "postgresql-log", instance) ?? "its log was not supplied";
  const why = `${not}; ${list(by)} ${by.length === 1 && !by[0]?.endsWith("s") ? "names" : "name"} this instance`;
  const base = { ...NOTHING, subject: instance, source: "postgresql-log", state: "none", why } as const;
  return window === null ? base : { ...base, ...logsToFetch(window.start, window.end) };
}

/** The files RDS opened in those hours, and until when it keeps them. */
function logsToFetch(startUs: number, endUs: number): Pick<LedgerEntry, "fetch" | "availableUntilUs"> {
  const names = new Set([startUs, endUs].map((us) => `error/postgresql.log.${logFileHour(us)}*`));
  return { fetch: [...names].join(" … "), availableUntilUs: endUs + LOG_RETENTION_US };
}

function eventsEntry({ events, eventsSupplied, documents }: Input, window: Window | null): LedgerEntry {
  const base = { ...NOTHING, subject: "rds-events", source: "rds-events" } as const;
  const fetch = "aws rds describe-events for the cluster and each instance";
  if (!eventsSupplied)
    return {
      ...base,
      state: "none",
      why: lost(documents, "rds-events") ?? "no RDS events were supplied",
      fetch,
      availableUntilUs: window === null ? Number.NaN : window.end + EVENT_RETENTION_US,
    };
  const why = `${events.length} events; RDS emits them on a best effort basis, so a missing one proves nothing`;
  const again = againAfter(documents.collectedUs, window, EVENT_DELAY_US);
  if (again === null || window === null) return { ...base, state: "full", why };
  return {
    ...base,
    state: "pending",
    why: `${why}; they were collected within five minutes of the window's end, and events come up to five minutes late`,
    fetch,
    availableUntilUs: window.end + EVENT_RETENTION_US,
    runAgainUs: again,
  };
}

function snapshotEntry({ documents }: Input): LedgerEntry {
  const { snapshots } = documents;
  const base = { ...NOTHING, subject: "cluster-snapshot", source: "cluster-snapshot" } as const;
  if (snapshots.length === 0)
    return {
      ...base,
      state: "none",
      why: lost(documents, "cluster-snapshot") ?? "no snapshot of the cluster was supplied",
      fetch: "aws rds describe-db-clusters and describe-db-instances, which tell the state of now",
    };
  const times = snapshots.map((snapshot) => snapshot.us).filter((us) => isInstant(us));
  const undated = times.length < snapshots.length;
  const why = "a snapshot tells one moment, not what was before or after";
  if (times.length === 0) return { ...base, state: "partial", why: `${why}; when it was taken is not told` };
  return {
    ...base,
    state: "partial",
    fromUs: Math.min(...times),
    toUs: Math.max(...times),
    why: undated ? `${why}; when one was taken is not told` : why,
  };
}

function trailEntry({ documents }: Input, window: Window | null): LedgerEntry {
  const base = { ...NOTHING, subject: "cloudtrail", source: "cloudtrail" } as const;
  const fetch =
    "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventSource,AttributeValue=rds.amazonaws.com";
  const availableUntilUs = window === null ? Number.NaN : window.end + CALL_RETENTION_US;
  if (!documents.callsSupplied)
    return {
      ...base,
      state: "none",
      why: lost(documents, "cloudtrail") ?? "no CloudTrail events were supplied",
      fetch,
      availableUntilUs,
    };
  const calls = documents.calls.length;
  const why = `${calls} management call${calls === 1 ? "" : "s"}; automatic failovers leave none`;
  const again = againAfter(documents.collectedUs, window, CALL_DELAY_US);
  if (again === null) return { ...base, state: "full", why };
  return {
    ...base,
    state: "pending",
    why: `${why}; they were collected within fifteen minutes of the window's end, and CloudTrail is up to fifteen minutes late`,
    fetch,
    availableUntilUs,
    runAgainUs: again,
  };
}

/** Why the collector did not get it, in its words; null when its ledger says nothing of it. */
function lost({ notCollected }: Documents, source: string, subject: string | null = null): string | null {
  const entry = notCollected.find(
    (each) => each.source === source && each.state === "none" && (subject === null || each.subject === subject),
  );
  return entry === undefined ? null : `not collected: ${entry.reason}`;
}

/** When something that comes late is complete, if it was collected before; null when it was not, or nobody tells. */
function againAfter(collectedUs: number, window: Window | null, delayUs: number): number | null {
  if (window === null) return null;
  return collectedUs < window.end + delayUs ? window.end + delayUs : null;
}

/** `a, b and c`. */
function list(words: readonly string[]): string {
  const last = words.at(-1) ?? "nothing";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
