import { rdsIdentifier } from "../history/members.ts";

/** What the text given as `--cluster` can mean. Regions and ids in lower case. */
export type Wanted =
  | { readonly kind: "name"; readonly id: string }
  | {
      readonly kind: "arn";
      readonly of: "cluster" | "instance";
      readonly id: string;
      readonly region: string;
      readonly account: string;
    }
  | {
      readonly kind: "host";
      readonly of: "writer" | "reader" | "custom" | "instance" | "proxy";
      readonly id: string;
      readonly region: string;
      readonly host: string;
    }
  /** AWS's own id of a resource: `cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ`, `db-…`. */
  | { readonly kind: "resource"; readonly of: "cluster" | "instance"; readonly id: string }
  /** Nothing that can be looked up, and why. `shown` is what of it may be printed. */
  | { readonly kind: "nothing"; readonly shown: string; readonly why: string };

const arn = /^arn:aws[a-z-]*:rds:([a-z0-9-]*):(\d*):([a-z-]+):([^:]+)/i;

// Outside of China `<id>.<mark><hash>.<region>.rds.amazonaws.com`, there `<id>.<mark><hash>.rds.<region>.amazonaws.com.cn`.
const rdsHost =
  /^([a-z](?:-?[a-z0-9]){0,62})\.(?:endpoint\.)?(cluster-(?:(?:ro|custom)-)?|proxy-)?[a-z0-9]+\.(?:([a-z0-9-]+)\.rds|rds\.([a-z0-9-]+))\.amazonaws\.com(?:\.cn)?$/;

const endpointOf = {
  "": "instance",
  "cluster-": "writer",
  "cluster-ro-": "reader",
  "cluster-custom-": "custom",
  "proxy-": "proxy",
} as const;

/** Reads an identifier, an ARN, an endpoint's host name or a connection URL; capitals do not matter. */
export function wantedOf(given: string): Wanted {
  const text = given.trim();
  const found = arn.exec(text);
  if (found !== null) return wantedArn(text, found);
  const host = hostOf(text);
  if (host !== null) {
    const parts = rdsHost.exec(host);
    if (parts !== null) {
      const of = endpointOf[(parts[2] ?? "") as keyof typeof endpointOf];
      return { kind: "host", of, id: parts[1] ?? "", region: parts[3] ?? parts[4] ?? "", host };
    }
    const why = host.endsWith(".amazonaws.com")
      ? "it is no endpoint of a cluster, an instance or a proxy"
      : "it is no endpoint of RDS; if it is a CNAME of one, give what it resolves to (dig +short CNAME NAME)";
    return { kind: "nothing", shown: host, why };
  }
  const resource = /^(cluster|db)-([A-Z0-9]{20,40})$/.exec(text);
  if (resource !== null) return { kind: "resource", of: resource[1] === "db" ? "instance" : "cluster", id: text };
  const id = rdsIdentifier(text);
  if (id !== null) return { kind: "name", id };
  // What is no identifier may be anything that was pasted, secrets too.
  const shown = /^[\w .:/-]{1,80}$/.test(text) ? text : "what was given";
  const why = "identifiers are letters, digits and single hyphens, begin with a letter and have at most 63 characters";
  return { kind: "nothing", shown, why };
}

function wantedArn(text: string, [, region = "", account = "", type = "", resource = ""]: RegExpExecArray): Wanted {
  const of = type.toLowerCase() === "cluster" ? "cluster" : type.toLowerCase() === "db" ? "instance" : null;
  const id = rdsIdentifier(resource);
  if (of === null) {
    const why = `it is the ARN of a ${type.toLowerCase()}; give that of a cluster (…:cluster:NAME) or an instance (…:db:NAME)`;
    return { kind: "nothing", shown: text.slice(0, 200), why };
  }
  if (id === null) return { kind: "nothing", shown: text.slice(0, 200), why: "the name at its end is none of RDS" };
  return { kind: "arn", of, id, region: region.toLowerCase(), account };
}

/** The host of `host`, `host:port`, `host/database` and connection URLs, whose user and password are never kept. */
function hostOf(text: string): string | null {
  const url = /^[a-z][a-z0-9+.:-]*:\/\/(?:[^/]*@)?([^/:?#@\s]+)/i.exec(text)?.[1];
  const setting = /(?:^|\s)host=([^\s,:]+)/i.exec(text)?.[1];
  const host = url ?? setting ?? /^([a-z0-9-]+(?:\.[a-z0-9-]+)+)\.?(?::\d+)?(?:\/\S*)?$/i.exec(text)?.[1];
  return host === undefined ? null : host.toLowerCase().replace(/\.$/, "");
}
