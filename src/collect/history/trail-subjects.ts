import type { Event } from "@aws-sdk/client-cloudtrail";
import type { Target } from "../context.ts";
import { parameterGroupsOf } from "./event-sources.ts";
import { rdsIdentifier, type SeenMember } from "./members.ts";

/** What an event of CloudTrail is about: every name in its request, its answer and its resources, in lower case. */
export interface TrailSubject {
  readonly names: ReadonlySet<string>;
  readonly instance: string | null;
  readonly cluster: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 12;

/** Keys whose values name a resource; an engine or a status may spell like one. */
const inAnswer = /(?:identifier|arn|source|target)s?$/i;
const inRequest = /(?:identifier|arn|source|target|parametergroup(?:name)?)s?$/i;

/** Reads what an event says about its subject; where its document is damaged, what stands beside it. Never throws. */
export function subjectOf(event: Event): TrailSubject {
  const document = parsed(event.CloudTrailEvent);
  const request = fieldsOf(document, "requestparameters");
  const answer = fieldsOf(document, "responseelements");
  const names = new Set<string>();
  for (const resource of Array.isArray(event.Resources) ? event.Resources : []) {
    if (typeof resource?.ResourceName === "string") addName(names, resource.ResourceName);
  }
  addNames(names, request, "", inRequest, 0);
  // The answer describes the whole instance: others that share a parameter group are no subject.
  for (const part of [answer, document?.["resources"]]) addNames(names, part, "", inAnswer, 0);
  // A refused call may have no request; the refusal names what it was for.
  const refusal = lookUp(document, "errormessage");
  if (typeof refusal === "string") {
    for (const [arn] of refusal.matchAll(/\barn:aws[\w-]*:rds:[^\s"',]+/gi)) addName(names, arn);
  }
  const text = (fields: Fields | null, name: string): string | null => {
    const value = lookUp(fields, name);
    return typeof value === "string" ? rdsIdentifier(value.split(":").at(-1)) : null;
  };
  return {
    names,
    instance: text(request, "dbinstanceidentifier") ?? text(answer, "dbinstanceidentifier"),
    cluster: text(request, "dbclusteridentifier") ?? text(answer, "dbclusteridentifier"),
  };
}

/** Names that make a call concern the target: itself, its members, its own parameter groups, its global cluster. */
export function ownNames(target: Target, members: readonly SeenMember[]): ReadonlySet<string> {
  const groups = parameterGroupsOf(target);
  const own = [...groups.cluster, ...groups.instance].filter((name) => !/^default[.:]/i.test(name));
  const { DbClusterResourceId: resource, GlobalClusterIdentifier: global } = target.cluster ?? {};
  const ids = [...target.members, ...members].map(({ id }) => id);
  const names = [target.id, ...ids, ...own, resource ?? "", global ?? ""];
  return new Set(names.filter((name) => name !== "").map((name) => name.toLowerCase()));
}

/** Members that calls put into the cluster, took out of it, or changed. */
export function membersOfTrail(target: Target, subjects: readonly TrailSubject[]): readonly SeenMember[] {
  if (target.kind === "instance") return [];
  const cluster = target.id.toLowerCase();
  const ids = subjects.flatMap((subject) =>
    subject.cluster === cluster && subject.instance !== null ? [subject.instance] : [],
  );
  return [...new Set(ids)].sort().map((id): SeenMember => ({ id, knownFrom: "cloudtrail" }));
}

/** Whether a call is about one of the names. A deployment that names nothing but itself may be anybody's. */
export function concerns({ names }: TrailSubject, own: ReadonlySet<string>): boolean {
  for (const name of names) if (own.has(name)) return true;
  return names.size > 0 && [...names].every((name) => /^bgd-[a-z0-9]+$/.test(name));
}

function parsed(text: string | undefined): Fields | null {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null;
  }
}

/** CloudTrail's casing of RDS's parameters is odd (`dBInstanceIdentifier`): keys are compared without case. */
function lookUp(fields: Fields | null, name: string): unknown {
  const key = Object.keys(fields ?? {}).find((each) => each.toLowerCase() === name);
  return key === undefined ? undefined : fields?.[key];
}

function fieldsOf(fields: Fields | null, name: string): Fields | null {
  const value = lookUp(fields, name);
  return typeof value === "object" && value !== null ? (value as Fields) : null;
}

function addNames(names: Set<string>, value: unknown, key: string, keys: RegExp, depth: number): void {
  if (typeof value === "string") return keys.test(key) ? addName(names, value) : undefined;
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return;
  const isList = Array.isArray(value);
  for (const [name, inner] of Object.entries(value)) addNames(names, inner, isList ? key : name, keys, depth + 1);
}

/** The name itself, or what an ARN names (`arn:aws:rds:us-east-1:123456789012:cluster:orders`). */
function addName(names: Set<string>, text: string): void {
  const name = text.startsWith("arn:") ? (text.split(":").at(-1) ?? "") : text;
  if (name !== "" && name.length <= 255) names.add(name.toLowerCase());
}
