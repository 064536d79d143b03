import { objectOf } from "../json.ts";

const pods =
  "kubernetes.pod.name kubernetes.pod_name kubernetes_pod_name k8s.pod.name k8s_pod_name resource.labels.pod_name pod_name podname pod @logstream logstreamname logstream log_stream".split(
    " ",
  );
const containers =
  "kubernetes.container.name kubernetes.container_name kubernetes_container_name k8s.container.name resource.labels.container_name container_name containername container".split(
    " ",
  );
const services = "service service.name service_name servicename app application job".split(" ");
const hosts = "host hostname host.name host_name _sourcehost instance instance_id computer node node_name".split(" ");
const lengthLimit = 200;

/** Columns each of whose values is one process's output. */
export const oneWriterColumns: readonly string[] = [...pods, ...containers];

/** The column in which Grafana and Loki keep what tells streams apart. */
export const labelsColumn = "labels";

/**
 * Who wrote a row, as far as it says: the pod (or log stream) and its container, else service and host.
 *
 * @param value the first of the named columns (lower case) that has a value, "" for none
 */
export function writerOf(value: (names: readonly string[]) => string, own: readonly string[]): string | null {
  const stream = own.length === 0 ? "" : value(own);
  const pod = value(pods);
  const container = value(containers);
  if (stream !== "") return named([stream]);
  if (pod !== "") return named([pod, container]);
  if (container !== "") return named([value(services), container]);
  return named([value(services), value(hosts)]);
}

function named(parts: readonly string[]): string | null {
  const names = parts.map((part) => part.replace(/^[\s/]+|[\s/]+$/g, "").slice(0, lengthLimit)).filter((part) => part);
  return names.length === 0 ? null : names.join("/");
}

/** Labels of a Loki stream, as JSON or as a selector: `{app="orders", pod="a"}`; empty when they are neither. */
export function labelsOf(text: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  const trimmed = text.trim().slice(0, 10_000);
  if (!trimmed.startsWith("{")) return labels;
  for (const [name, value] of Object.entries(jsonOf(trimmed) ?? {}))
    if (typeof value === "string") labels.set(name.toLowerCase(), value);
  if (labels.size === 0)
    for (const [, name = "", value = ""] of trimmed.matchAll(/([\w.]{1,100})="([^"\\]{0,500})"/g))
      labels.set(name.toLowerCase(), value);
  return labels;
}

function jsonOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return null; // a selector, or labels cut off
  }
}
