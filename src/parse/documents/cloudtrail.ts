import type { ApiCall, LineCounts, Problem } from "../../model/index.ts";
import { callNames } from "./api-calls.ts";
import { arnType, identifierOf } from "./identifier.ts";
import { jsonInside, openJson } from "./json-document.ts";
import { type DocumentNode, field, oneLine, pointerOf, textField, textOf } from "./node.ts";
import type { Reading } from "./reading.ts";
import { timeOf } from "./time.ts";

/**
 * Reads what CloudTrail recorded: pages of LookupEvents (where an event is JSON inside of a string), files of a trail
 * (`Records`), single events, EventBridge and CloudWatch Logs envelopes. Kept are calls to RDS that change something;
 * the same event twice (pages overlap) is one.
 *
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 *
 * @param path name used in citations
 */
export function parseCloudTrail(
  bytes: Uint8Array,
  path: string,
): {
  /** Ascending. */
  readonly calls: readonly ApiCall[];
  /** Events that change nothing here: reads, snapshots, other services. */
  readonly otherEvents: number;
  readonly supplied: boolean;
  readonly problems: readonly Problem[];
  readonly counts: LineCounts;
} {
  const { reading, roots, values } = openJson(bytes, path);
  const to: Walk = { reading, calls: new Map(), others: 0 };
  for (const root of roots) walk(to, root);
  const counts = reading.finish(values, "it holds no events of CloudTrail");
  const calls = [...to.calls.values()].sort(
    (a, b) => a.us - b.us || a.exhibit.source.byteOffset - b.exhibit.source.byteOffset,
  );
  return { calls, otherEvents: to.others, supplied: reading.supplied, problems: reading.problems, counts };
}

interface Walk {
  readonly reading: Reading;
  readonly calls: Map<string, ApiCall>;
  others: number;
}

/** Each holds events: a trail's file, LookupEvents, FilterLogEvents. */
const pages = ["records", "events"];

function walk(to: Walk, node: DocumentNode): void {
  if (node.kind === "list") {
    if (node.children.length === 0) to.reading.understood(node);
    for (const child of node.children) walk(to, child);
    return;
  }
  const page = field(node, ...pages);
  if (page?.kind === "list") walk(to, page);
  else if (node.kind === "object") event(to, node, node, 0);
  else to.reading.refused(node, "an event of CloudTrail is expected here");
}

/** @param record the event itself, inside of `node`'s envelopes */
function event(to: Walk, node: DocumentNode, record: DocumentNode, depth: number): void {
  const inner = depth < 3 ? unwrap(record) : null;
  if (inner === "damaged")
    to.reading.tell(node, "its CloudTrailEvent is not valid JSON; only what stands beside it is used");
  else if (inner !== null) return event(to, node, inner, depth + 1);
  const name = textField(record, "eventname");
  if (name === null) return to.reading.refused(node, "it has no eventName");
  const from = textField(record, "eventsource");
  if (!callNames.has(name) || (from !== null && from.toLowerCase() !== "rds.amazonaws.com")) {
    to.others++;
    return to.reading.understood(node);
  }
  const us = timeOf(field(record, "eventtime"));
  if (Number.isNaN(us)) return to.reading.refused(node, `the time of this ${name} is not understood`);
  to.reading.understood(node);
  const call = callOf(to.reading, node, record, name, us);
  const id = textField(record, "eventid");
  const key = id ?? JSON.stringify([name, us, call.cluster, call.instance, call.target, call.who]);
  if (!to.calls.has(key)) to.calls.set(key, call);
}

/** The event that an envelope holds, null when the node is no envelope. */
function unwrap(node: DocumentNode): DocumentNode | "damaged" | null {
  const detail = field(node, "detail");
  if (detail?.kind === "object" && field(detail, "eventname") !== null) return detail;
  const text =
    textField(node, "cloudtrailevent") ?? (field(node, "eventname") === null ? textField(node, "message") : null);
  if (text === null) return null;
  return jsonInside(text) ?? "damaged";
}

/** Ids that AWS finds the call by. */
function idsOf(record: DocumentNode): readonly string[] {
  const [request, id] = [textField(record, "requestid"), textField(record, "eventid")];
  return [
    request === null ? "" : `, request ${oneLine(request, 64)}`,
    id === null ? "" : `, CloudTrail event ${oneLine(id, 64)}`,
  ];
}

function callOf(reading: Reading, node: DocumentNode, record: DocumentNode, name: string, us: number): ApiCall {
  const request = field(record, "requestparameters") ?? record;
  const answer = field(record, "responseelements") ?? record;
  const resource = textField(request, "resourceidentifier", "resourcename") ?? resourceOf(record);
  const type = arnType(resource);
  const identifier = (...names: readonly string[]): string | null => identifierOf(textField(request, ...names));
  const instance = identifier("dbinstanceidentifier") ?? (type === "db" ? identifierOf(resource) : null);
  const cluster =
    identifier("dbclusteridentifier", "targetdbclusteridentifier") ??
    (type === "cluster" ? identifierOf(resource) : null) ??
    identifierOf(textField(answer, "dbclusteridentifier"));
  const target = identifier("targetdbinstanceidentifier");
  const who = whoOf(record);
  const forceFailover = String(field(request, "forcefailover")?.value ?? "").toLowerCase() === "true";
  const error = textField(record, "errorcode");
  const text = [
    `${name}${on(instance, cluster)}${target === null ? "" : ` to ${target}`}${forceFailover ? " with failover" : ""}`,
    changesOf(request),
    who === null ? "" : ` by ${oneLine(who, 100)}`,
    error === null ? "" : `, refused: ${oneLine(error, 100)}`,
    ...idsOf(record),
  ].join("");
  const exhibit = reading.exhibit(node, "api", us, instance ?? target, text, pointerOf(node));
  return { us, name, cluster, instance, target, who, forceFailover, error, exhibit };
}

function on(instance: string | null, cluster: string | null): string {
  const subject = instance ?? cluster;
  return subject === null ? "" : ` of ${subject}`;
}

/** What a modification asked for, as far as it bears on roles, restarts and writes. */
const changes: readonly string[] = [
  "dbinstanceclass",
  "engineversion",
  "applyimmediately",
  "enablelocalwriteforwarding",
  "promotiontier",
  "dbclusterparametergroupname",
  "dbparametergroupname",
  "applyaction",
];

function changesOf(request: DocumentNode): string {
  const told = changes.flatMap((name) => {
    const found = field(request, name);
    return found === null || found.kind !== "value" ? [] : [`${found.key} ${oneLine(String(found.value), 60)}`];
  });
  return told.length === 0 ? "" : ` (${told.join(", ")})`;
}

/** LookupEvents lists what an event was about beside it: `Resources[{ResourceType, ResourceName}]`. */
function resourceOf(record: DocumentNode): string | null {
  for (const resource of field(record, "resources")?.children ?? []) {
    const name = textField(resource, "resourcename", "arn");
    const kind = /^AWS::RDS::DB(Instance|Cluster)$/.exec(textField(resource, "resourcetype", "type") ?? "")?.[1];
    if (name === null || kind === undefined) continue;
    return name.startsWith("arn:") ? name : `arn:aws:rds:::${kind === "Cluster" ? "cluster" : "db"}:${name}`;
  }
  return null;
}

/** The last part of the caller's ARN (a session's or user's name), else the user name, else the service. */
function whoOf(record: DocumentNode): string | null {
  const identity = field(record, "useridentity");
  const arn = identity === null ? null : textField(identity, "arn");
  const last = arn?.split(/[/:]/).at(-1) ?? "";
  if (last !== "") return last;
  return (identity === null ? null : textField(identity, "username", "invokedby")) ?? textOf(field(record, "username"));
}
