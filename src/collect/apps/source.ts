import type { AppSource } from "../context.ts";

/** Why a text names no place of application logs, and what to write instead. */
export interface AppSourceError {
  readonly error: string;
}

/** A service's name: no `/` and no `:`, so that paths and schemes are none. */
const SERVICE = /^([A-Za-z0-9][\w.-]{0,62})=(?=\S)/;

/**
 * Reads `[SERVICE=]path or glob`, `[SERVICE=]cloudwatch:GROUP[:stream-prefix]`, `[SERVICE=]s3://bucket/prefix`,
 * `[SERVICE=]k8s:namespace/selector`. A path whose first folder has an `=` in its name is written `./year=2026/…`.
 */
export function parseAppSource(text: string): AppSource | AppSourceError {
  const service = SERVICE.exec(text)?.[1] ?? null;
  const rest = service === null ? text : text.slice(service.length + 1);
  const [, scheme, place = ""] = /^(cloudwatch:|s3:\/\/|k8s:)(.*)$/s.exec(rest) ?? [];
  if (scheme === undefined) return filesAt(service, rest);
  if (scheme === "cloudwatch:") return groupAt(service, place);
  return scheme === "k8s:" ? podsAt(service, place) : bucketAt(service, place);
}

function filesAt(service: string | null, place: string): AppSource | AppSourceError {
  if (place.trim() === "" || place.includes("\0")) return { error: "an empty path names no logs" };
  // Two letters at least: `C:\logs` is a path.
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(place)?.[1];
  if (scheme !== undefined && !place.startsWith("./"))
    return {
      error: `${scheme}: is no kind of place; there are cloudwatch:, s3://, k8s: and paths (a path with a colon begins with ./)`,
    };
  return { service, kind: "files", place };
}

function groupAt(service: string | null, place: string): AppSource | AppSourceError {
  const [group = "", prefix = "", ...more] = place.split(":");
  if (
    !/^[\w./#-]{1,512}$/.test(group) ||
    more.length > 0 ||
    /[:*]/.test(prefix) ||
    (place.includes(":") && prefix === "")
  )
    return {
      error: `cloudwatch:${place} is not cloudwatch:GROUP or cloudwatch:GROUP:stream-prefix, as in cloudwatch:/ecs/orders`,
    };
  return { service, kind: "cloudwatch", place };
}

function bucketAt(service: string | null, place: string): AppSource | AppSourceError {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/|$)/.test(place))
    return { error: `s3://${place} is not s3://bucket/prefix, as in s3://orders-logs/2026/11/21/` };
  return { service, kind: "s3", place };
}

function podsAt(service: string | null, place: string): AppSource | AppSourceError {
  // A selector is handed to kubectl as one argument; its grammar is short (labels of Kubernetes).
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\/[A-Za-z0-9][\w./=!,() -]{0,500}$/.test(place))
    return { error: `k8s:${place} is not k8s:namespace/selector, as in k8s:prod/app=orders` };
  return { service, kind: "kubernetes", place };
}

/** As it was written, for the ledger. */
export function writtenSource({ kind, place }: AppSource): string {
  const schemes = { files: "", cloudwatch: "cloudwatch:", s3: "s3://", kubernetes: "k8s:" };
  return `${schemes[kind]}${place}`;
}
