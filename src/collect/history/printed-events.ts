import type { Event } from "@aws-sdk/client-rds";
import { cliTime } from "./cli-json.ts";
import { instancesIn } from "./event-sources.ts";
import type { SeenMember } from "./members.ts";

/** An RDS event as `aws rds describe-events` prints it. */
export interface PrintedEvent {
  readonly SourceIdentifier?: string;
  readonly SourceType?: string;
  readonly Message?: string;
  readonly EventCategories: readonly string[];
  /** `2026-11-21T19:11:43.446000+00:00`. */
  readonly Date?: string;
  readonly SourceArn?: string;
}

/** An answer's event; what AWS did not say stays away. */
export function printedEvent(event: Event): PrintedEvent {
  const { Date: date } = event;
  return {
    ...text("SourceIdentifier", event.SourceIdentifier),
    ...text("SourceType", event.SourceType),
    ...text("Message", event.Message),
    EventCategories: event.EventCategories ?? [],
    ...(date === undefined || Number.isNaN(date.getTime()) ? {} : { Date: cliTime(date) }),
    ...text("SourceArn", event.SourceArn),
  };
}

/** The events of a file that a former run wrote; what is none is left out. */
export function eventsIn(json: unknown): readonly PrintedEvent[] {
  const list = typeof json === "object" && json !== null && "Events" in json ? json.Events : null;
  return (Array.isArray(list) ? (list as readonly unknown[]) : []).flatMap((each) => {
    if (typeof each !== "object" || each === null) return [];
    const event = each as PrintedEvent;
    return typeof event.Message === "string" && typeof event.Date === "string" ? [event] : [];
  });
}

/** Epoch ms; after all others when it has no time. */
export function eventMs({ Date: date }: PrintedEvent): number {
  const ms = Date.parse(date ?? "");
  return Number.isNaN(ms) ? Number.MAX_SAFE_INTEGER : ms;
}

/** Each event once, in the order of time; of one millisecond, in the order of their texts. */
export function inOrder(events: readonly PrintedEvent[]): readonly PrintedEvent[] {
  const once = new Map<string, { readonly event: PrintedEvent; readonly ms: number; readonly key: string }>();
  for (const event of events) {
    const { SourceType: type, SourceIdentifier: id, Date: date, Message: message } = event;
    const key = JSON.stringify([type, id, message, date]);
    if (!once.has(key)) once.set(key, { event, ms: eventMs(event), key });
  }
  return [...once.values()]
    .sort((a, b) => a.ms - b.ms || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ event }) => event);
}

/** Instances that events of the cluster name. */
export function membersIn(events: readonly PrintedEvent[]): readonly SeenMember[] {
  const ids = events.flatMap(({ SourceType: type, Message: message }) =>
    type === "db-cluster" ? instancesIn(message ?? "") : [],
  );
  return [...new Set(ids)].sort().map((id): SeenMember => ({ id, knownFrom: "rds-events" }));
}

function text<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: string });
}
