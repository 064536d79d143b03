import type { RdsEvent } from "../../model/index.ts";

/** An event's fields, whatever envelope they came in. */
export interface EventFields {
  readonly time: unknown;
  readonly sourceIdentifier: string;
  readonly sourceType: RdsEvent["sourceType"];
  readonly message: string;
  /** `RDS-EVENT-0071`, when the envelope carries it (DescribeEvents does not). */
  readonly id: string | null;
}

/** Keys as they are compared: `Source ID`, `sourceId` and `SourceID` are one. */
type Fields = ReadonlyMap<string, unknown>;

/**
 * Reads DescribeEvents' objects, EventBridge envelopes, SNS's JSON and SNS notifications that hold either as text.
 *
 * @returns the fields, or a reason why this is no event
 */
export function fieldsOf(value: unknown, depth = 0): EventFields | string {
  const fields = normaliseKeys(value);
  if (fields === null) return "it is not an object";
  if (depth > 3) return "envelopes are nested too deeply";
  const message = fields.get("message");
  if (typeof message === "string" && (fields.has("topicarn") || fields.get("type") === "Notification")) {
    const inner = parseJson(message);
    return inner === undefined ? "the notification's Message holds no JSON" : fieldsOf(inner, depth + 1);
  }
  const sns = fields.get("sns");
  if (sns !== undefined) return fieldsOf(sns, depth + 1);
  const detail = normaliseKeys(fields.get("detail"));
  if (detail !== null) return fromEventBridge(fields, detail);
  return fromPlain(fields, fields.get("eventsource") ?? fields.get("sourcetype"));
}

function fromEventBridge(envelope: Fields, detail: Fields): EventFields | string {
  const source = envelope.get("source");
  if (typeof source === "string" && source !== "aws.rds") return `it comes from ${source}, not from aws.rds`;
  const all = new Map(detail);
  if (!all.has("date")) all.set("date", envelope.get("time"));
  const resources = envelope.get("resources");
  if (!all.has("sourcearn") && Array.isArray(resources)) all.set("sourcearn", resources[0]);
  return fromPlain(all, all.get("sourcetype") ?? envelope.get("detailtype"));
}

function fromPlain(fields: Fields, type: unknown): EventFields | string {
  const message = text(fields.get("eventmessage") ?? fields.get("message"));
  if (message === null) return "it has no message";
  const arn = text(fields.get("sourcearn"));
  const identifier = text(fields.get("sourceidentifier") ?? fields.get("sourceid")) ?? arn?.split(":").at(-1) ?? null;
  if (identifier === null) return "it names no source";
  return {
    time: fields.get("date") ?? fields.get("eventtime"),
    sourceIdentifier: identifier.replace(/^rds:/i, ""),
    sourceType: sourceType(text(type) ?? arn ?? ""),
    message,
    id: /RDS-EVENT-\d{4}/.exec(text(fields.get("eventid")) ?? "")?.[0] ?? null,
  };
}

/** From `db-instance`, `DB_INSTANCE`, `RDS DB Instance Event` or `arn:aws:rds:us-east-1:123456789012:db:orders-1`. */
function sourceType(said: string): RdsEvent["sourceType"] {
  const word = said
    .toLowerCase()
    .replaceAll(/[_ ]/g, "-")
    .replace(/^rds-/, "")
    .replace(/-event$/, "");
  const kind = word.startsWith("arn:") ? (word.split(":")[5] ?? "") : word;
  if (kind === "db-instance" || kind === "db") return "db-instance";
  if (kind === "db-cluster" || kind === "cluster") return "db-cluster";
  if (/^(?:db-param(?:eter-group)?|db-cluster-parameter-group|pg|cluster-pg)$/.test(kind)) return "db-parameter-group";
  if (kind === "db-proxy") return "db-proxy";
  if (/^(?:blue-green-deployment|deployment)$/.test(kind)) return "blue-green-deployment";
  return "other";
}

function normaliseKeys(value: unknown): Fields | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return new Map(Object.entries(value).map(([key, v]) => [key.toLowerCase().replaceAll(/[ _-]/g, ""), v] as const));
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
