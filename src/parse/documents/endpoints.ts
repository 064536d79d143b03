import type { EndpointRecord, LineCounts, Problem } from "../../model/index.ts";
import { identifierOf, rdsHost } from "./identifier.ts";
import { openJson } from "./json-document.ts";
import { type DocumentNode, field, numberOf, oneLine, textField, textOf } from "./node.ts";
import type { Reading } from "./reading.ts";
import { timeOf } from "./time.ts";

/**
 * Reads how endpoints resolved when the evidence was collected: a list of them, an object by name, or the answer of
 * DescribeDBClusterEndpoints (which knows no CNAME).
 *
 * @param path name used in citations
 */
export function parseEndpoints(
  bytes: Uint8Array,
  path: string,
): {
  readonly endpoints: readonly EndpointRecord[];
  readonly supplied: boolean;
  readonly problems: readonly Problem[];
  readonly counts: LineCounts;
} {
  const { reading, roots, values } = openJson(bytes, path);
  const endpoints: EndpointRecord[] = [];
  for (const root of roots) collect(reading, root, Number.NaN, endpoints);
  const counts = reading.finish(values, "it holds no endpoints");
  return { endpoints, supplied: reading.supplied, problems: reading.problems, counts };
}

const nameKeys = ["name", "endpoint", "host", "hostname", "address", "dns"];

function collect(reading: Reading, node: DocumentNode, above: number, to: EndpointRecord[]): void {
  if (node.kind === "list") {
    if (node.children.length === 0) reading.understood(node);
    for (const child of node.children) collect(reading, child, above, to);
    return;
  }
  if (node.kind === "value") return reading.refused(node, "an endpoint is expected here");
  const us = momentOf(node, above);
  const list = field(node, "endpoints", "dbclusterendpoints", "records", "instances");
  if (list !== null && list.kind !== "value") return collect(reading, list, us, to);
  const name = textField(node, ...nameKeys);
  const keyName = typeof node.key === "string" && /[.-]/.test(node.key) ? node.key : null;
  if (name !== null || keyName !== null) return record(reading, node, name ?? keyName ?? "", us, to);
  const inner = node.children.filter((child) => child.kind === "object");
  if (inner.length === 0) reading.refused(node, "it has no name");
  for (const child of inner) {
    // `{"writer": {"cname": …}}`: the key is all the name there is.
    if (textField(child, ...nameKeys) === null && field(child, "endpoints") === null)
      record(reading, child, String(child.key), us, to);
    else collect(reading, child, us, to);
  }
}

const targetKeys = ["cname", "cnames", "target", "targets", "pointsto", "instance"];
const ttlKeys = ["ttl", "ttlseconds", "ttlsec"];
const addressKeys = ["addresses", "ips", "ip", "a", "ipaddress", "ipaddresses"];
const kindKeys = ["type", "kind", "endpointtype", "role"];
/** What makes an object with a name an endpoint. */
const telling = [...targetKeys, ...ttlKeys, ...addressKeys, ...kindKeys];

function record(reading: Reading, node: DocumentNode, written: string, above: number, to: EndpointRecord[]): void {
  if (rdsHost(written) === null && field(node, ...telling) === null) {
    return reading.refused(
      node,
      "it says nothing of an endpoint: neither what it points to nor a TTL, address or type",
    );
  }
  const us = momentOf(node, above);
  const name = oneLine(written, 255).replace(/\.$/, "");
  const own = rdsHost(name);
  const target = targetOf(node);
  const instance = target ?? (own?.kind === "instance" ? own.id : null);
  const ttl = numberOf(field(node, ...ttlKeys));
  if (ttl !== null && (ttl < 0 || ttl > 604_800)) reading.tell(node, "its TTL is no number of seconds of a week");
  const ttlSeconds = ttl !== null && ttl >= 0 && ttl <= 604_800 ? ttl : null;
  const addresses = textsOf(field(node, ...addressKeys));
  const kind = kindOf(textField(node, ...kindKeys) ?? name, own?.kind);
  reading.understood(node);
  const text = [
    `${name} pointed to ${instance ?? (addresses.length === 0 ? "nothing known" : oneLine(addresses.join(", ")))}`,
    ...(ttlSeconds === null ? [] : [`TTL ${ttlSeconds} s`]),
  ].join(", ");
  const exhibit = reading.exhibit(node, "api", us, instance, text);
  to.push({ us, name, kind, instance, ttlSeconds, addresses, exhibit });
}

/** When it was resolved: as it says, or as what it stands in says. */
function momentOf(node: DocumentNode, above: number): number {
  const us = timeOf(field(node, "time", "at", "collectedat", "collected", "resolvedat", "date", "timestamp"));
  return Number.isNaN(us) ? above : us;
}

/** The instance of the last name in the chain of CNAMEs. */
function targetOf(node: DocumentNode): string | null {
  const chain = textsOf(field(node, ...targetKeys));
  for (const name of chain.toReversed()) {
    const host = rdsHost(name);
    if (host?.kind === "instance") return host.id;
    const id = host === null ? identifierOf(name) : null;
    if (id !== null) return id;
  }
  return null;
}

/** By the word that was written, else by the shape of the name. */
function kindOf(
  written: string,
  byName: "writer" | "reader" | "custom" | "instance" | undefined,
): EndpointRecord["kind"] {
  const word = /^(?:cluster[-_ ]?)?(writer|reader|custom|instance)(?:[-_ ]?endpoint)?$/i
    .exec(written)?.[1]
    ?.toLowerCase();
  if (word === "writer" || word === "reader" || word === "custom" || word === "instance") return word;
  return /^cluster$/i.test(written) ? "writer" : (byName ?? "unknown");
}

function textsOf(node: DocumentNode | null): readonly string[] {
  const values = node?.kind === "list" ? node.children : node === null ? [] : [node];
  return values.flatMap((value) => textOf(value) ?? []).slice(0, 100);
}
