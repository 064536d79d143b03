import { z } from "zod";
import { SimError, type SimService } from "../service.ts";
import type { TrailEvent } from "../world.ts";
import { action, epochSeconds, jsonService } from "./json.ts";
import { openToken, sealToken } from "./token.ts";

const attributeKeys = [
  "EventId",
  "EventName",
  "ReadOnly",
  "Username",
  "ResourceType",
  "ResourceName",
  "EventSource",
  "AccessKeyId",
] as const;

/**
 * LookupEvents: management events of the last 90 days, newest first, both ends inclusive. CloudTrail keeps whole
 * seconds. A token wants the parameters it was made for (API reference).
 */
const lookupEvents = action(
  z.strictObject({
    LookupAttributes: z
      .array(z.strictObject({ AttributeKey: z.enum(attributeKeys), AttributeValue: z.string().min(1).max(2000) }))
      .max(1)
      .optional(),
    StartTime: epochSeconds.optional(),
    EndTime: epochSeconds.optional(),
    MaxResults: z.int().min(1).max(50).default(50),
    NextToken: z.string().optional(),
  }),
  (input, world) => {
    const {
      StartTime: startMs = 0,
      EndTime: endMs = Number.MAX_SAFE_INTEGER,
      LookupAttributes: attributes = [],
    } = input;
    if (startMs > endMs) {
      throw new SimError("InvalidTimeRangeException", "The start time must be before the end time.");
    }
    const [attribute] = attributes;
    const about = ["LookupEvents", attribute ?? null, startMs, endMs];
    const position = input.NextToken === undefined ? [0] : openToken(about, input.NextToken);
    if (position === null) throw new SimError("InvalidNextTokenException", "Invalid NextToken");
    const oldestMs = world.now() - 90 * 86_400_000;
    const found = world.trail
      .filter((event) => event.ms >= oldestMs && event.ms <= world.now())
      .filter((event) => wholeSeconds(event) * 1000 >= startMs && wholeSeconds(event) * 1000 <= endMs)
      .filter(
        (event) => attribute === undefined || values(event, attribute.AttributeKey).includes(attribute.AttributeValue),
      )
      .sort((a, b) => b.ms - a.ms);
    const [start = 0] = position;
    const end = start + input.MaxResults;
    return {
      Events: found.slice(start, end).map((event) => described(event)),
      NextToken: end < found.length ? sealToken(about, [end]) : undefined,
    };
  },
);

/** CloudTrail's event history. Its two calls a second are the server's matter. */
export const cloudtrail: SimService = jsonService(
  {
    signingName: "cloudtrail",
    targets: ["CloudTrail_20131101", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"],
    version: "1.1",
    iamPrefix: "cloudtrail",
    invalid: ({ kind, why, member }) => {
      if (kind === "type") return new SimError("SerializationException", `${member}: ${why}`);
      if (member.startsWith("LookupAttributes"))
        return new SimError("InvalidLookupAttributesException", `${member}: ${why}`);
      if (member === "MaxResults") return new SimError("InvalidMaxResultsException", `${member}: ${why}`);
      return new SimError("ValidationException", `1 validation error detected: '${member}': ${why}`);
    },
  },
  { LookupEvents: lookupEvents },
);

function described(event: TrailEvent): object {
  const [readOnly] = values(event, "ReadOnly");
  const [accessKeyId] = values(event, "AccessKeyId");
  return {
    EventId: event.id,
    EventName: event.name,
    ...(readOnly === undefined ? {} : { ReadOnly: readOnly }),
    ...(accessKeyId === undefined ? {} : { AccessKeyId: accessKeyId }),
    EventTime: wholeSeconds(event),
    EventSource: event.source,
    Username: event.user,
    Resources: event.resources.map(({ type, name }) => ({ ResourceType: type, ResourceName: name })),
    CloudTrailEvent: JSON.stringify(event.document), // a string, not an object
  };
}

/** What an event has for an attribute; ReadOnly and AccessKeyId are known from the document only. */
function values(event: TrailEvent, key: (typeof attributeKeys)[number]): string[] {
  switch (key) {
    case "EventId":
      return [event.id];
    case "EventName":
      return [event.name];
    case "EventSource":
      return [event.source];
    case "Username":
      return [event.user];
    case "ResourceType":
      return event.resources.map((resource) => resource.type);
    case "ResourceName":
      return event.resources.map((resource) => resource.name);
    case "ReadOnly": {
      const { readOnly } = event.document;
      return typeof readOnly === "boolean" ? [String(readOnly)] : [];
    }
    default: {
      const identity = event.document["userIdentity"] as { readonly accessKeyId?: unknown } | null | undefined;
      return typeof identity?.accessKeyId === "string" ? [identity.accessKeyId] : [];
    }
  }
}

function wholeSeconds(event: TrailEvent): number {
  return Math.floor(event.ms / 1000);
}
