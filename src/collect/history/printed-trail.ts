import type { Event } from "@aws-sdk/client-cloudtrail";

/** The events of a file that a former run wrote, as LookupEvents answers; what is none is left out. */
export function trailEventsIn(json: unknown): readonly Event[] {
  const list = typeof json === "object" && json !== null && "Events" in json ? json.Events : null;
  return (Array.isArray(list) ? (list as readonly unknown[]) : []).flatMap((each): readonly Event[] => {
    if (typeof each !== "object" || each === null) return [];
    const event = each as Omit<Event, "EventTime"> & { readonly EventTime?: unknown };
    const time = typeof event.EventTime === "string" ? new Date(event.EventTime) : null;
    return time === null || Number.isNaN(time.getTime()) ? [] : [{ ...event, EventTime: time }];
  });
}

/** Each event once, in the order of time; of one second, in the order of their ids. Members as the AWS CLI orders them. */
export function trailInOrder(events: readonly Event[]): readonly Event[] {
  const once = new Map<string, { readonly event: Event; readonly ms: number; readonly key: string }>();
  for (const event of events) {
    const { EventId, EventName, ReadOnly, AccessKeyId, EventTime, EventSource, Username, Resources, CloudTrailEvent } =
      event;
    const ms = EventTime?.getTime() ?? Number.NaN;
    const key = EventId ?? JSON.stringify([EventName, ms, CloudTrailEvent]);
    if (once.has(key)) continue;
    const printed = {
      EventId,
      EventName,
      ReadOnly,
      AccessKeyId,
      EventTime,
      EventSource,
      Username,
      Resources,
      CloudTrailEvent,
    };
    once.set(key, { event: printed, ms: Number.isNaN(ms) ? Number.MAX_SAFE_INTEGER : ms, key });
  }
  return [...once.values()]
    .sort((a, b) => a.ms - b.ms || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ event }) => event);
}
