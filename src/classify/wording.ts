import {
  type Confidence,
  epochUs,
  formatClock,
  formatUtc,
  logFileHour,
  type MissingItem,
  SECOND_US,
} from "../model/index.ts";
import type { Scene } from "./scene.ts";

/** The verb of a sentence by its level (CLASSIFY §8). */
export const shows: Readonly<Record<Confidence, string>> = {
  strong: "the evidence shows",
  probable: "most likely",
  possible: "is consistent with, but does not show",
  insufficient: "cannot be decided",
};

/** `19:11:58`; `an unknown time` when undated. */
export function clock(us: number): string {
  return Number.isFinite(us) ? formatClock(epochUs(Math.round(us))) : "an unknown time";
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Retention AWS applies when nobody changed it: log files three days, events fourteen. */
const LOG_RETENTION_US = 3 * 86_400 * SECOND_US;
const EVENT_RETENTION_US = 14 * 86_400 * SECOND_US;

/** A missing item that is no file of an instance; `separates` is filled in when all hypotheses are known. */
const ofTheCluster = { availableUntil: null, instance: null, files: null, separates: [] } as const;

/** The log of an instance that was not supplied: which files, until when. */
export function missingLog(scene: Scene, instance: string, decides: string): MissingItem {
  const { startUs, endUs } = rangeOf(scene);
  // A role ("the old writer") or "the cluster's other instance(s)" names no instance.
  const named = /^\S+(?: \(|$)/.test(instance) ? (instance.split(" ")[0] ?? instance) : null;
  if (!Number.isFinite(startUs)) {
    const files = "error/postgresql.log.* around the incident";
    return { ...ofTheCluster, what: `log of ${instance} (${files})`, decides, instance: named, files };
  }
  const files = `error/postgresql.log.${logFileHour(startUs)}* … error/postgresql.log.${logFileHour(endUs)}*`;
  return {
    what: `log of ${instance}: ${files}`,
    decides,
    availableUntil: formatUtc(epochUs(Math.round(endUs + LOG_RETENTION_US)), "second"),
    instance: named,
    files,
    separates: [],
  };
}

/** RDS events that were not supplied. */
export function missingEvents(scene: Scene, decides: string): MissingItem {
  const { startUs, endUs } = rangeOf(scene);
  if (!Number.isFinite(startUs))
    return { ...ofTheCluster, what: "RDS events of the cluster and its instances", decides };
  return {
    ...ofTheCluster,
    what: `RDS events ${clock(startUs)}–${clock(endUs)} UTC of the cluster and each instance`,
    decides,
    availableUntil: formatUtc(epochUs(Math.round(endUs + EVENT_RETENTION_US)), "second"),
  };
}

/** CloudWatch keeps one-minute points fifteen days (DOMAIN §4.4). */
const METRIC_RETENTION_US = 15 * 86_400 * SECOND_US;

export function missingMetrics(scene: Scene, decides: string, metrics = "FreeableMemory and SwapUsage"): MissingItem {
  const { endUs } = rangeOf(scene);
  return {
    ...ofTheCluster,
    what: `CloudWatch metrics ${metrics} of each instance, 1-minute`,
    decides,
    availableUntil: Number.isFinite(endUs)
      ? formatUtc(epochUs(Math.round(endUs + METRIC_RETENTION_US)), "second")
      : null,
  };
}

export function missingForwarding(): MissingItem {
  return {
    ...ofTheCluster,
    what: "LocalWriteForwardingStatus of the cluster (describe-db-clusters)",
    decides: "whether a reader may legitimately have run writes",
  };
}

/** How the logs of applications are asked for. */
export const APPLICATION_LOGS = "application logs";

export function missingClients(): MissingItem {
  return {
    ...ofTheCluster,
    what: APPLICATION_LOGS,
    decides: "who was refused, for how long, and what healed it",
  };
}

function rangeOf(scene: Scene): { readonly startUs: number; readonly endUs: number } {
  const { failover } = scene;
  if (failover !== null) return { startUs: failover.t0Us - 120 * SECOND_US, endUs: failover.t1Us + 600 * SECOND_US };
  if (Number.isFinite(scene.startUs))
    return { startUs: scene.startUs - 120 * SECOND_US, endUs: scene.endUs + 120 * SECOND_US };
  const { window } = scene.facts;
  return window === null ? { startUs: Number.NaN, endUs: Number.NaN } : { startUs: window.start, endUs: window.end };
}

/** Caps lower a level; each says why. */
export class Caps {
  private readonly entries: { readonly level: Confidence; readonly text: string }[] = [];

  cap(condition: boolean, level: Confidence, text: string): void {
    if (condition) this.entries.push({ level, text });
  }

  /** `level` lowered by every cap that applies, and the texts of those that bind. */
  apply(level: Confidence): { readonly level: Confidence; readonly caps: readonly string[] } {
    const order: readonly Confidence[] = ["insufficient", "possible", "probable", "strong"];
    let result = level;
    for (const entry of this.entries) if (order.indexOf(entry.level) < order.indexOf(result)) result = entry.level;
    return { level: result, caps: this.entries.map((entry) => `${entry.text}: at most ${entry.level}`) };
  }
}
