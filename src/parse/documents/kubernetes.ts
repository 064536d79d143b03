import type { ContainerEnd, LineCounts, Problem } from "../../model/index.ts";
import { openJson } from "./json-document.ts";
import { type DocumentNode, field, numberOf, oneLine, textField } from "./node.ts";
import type { Reading } from "./reading.ts";
import { timeOf } from "./time.ts";

/**
 * Reads `kubectl get pods -o json` and `kubectl get events -o json`: which runs of containers ended, and when. A pod tells
 * the last end of each container that runs again; an event `Killing` tells one each, also of a pod that is gone.
 *
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodStatus
 *
 * @param path name used in citations
 */
export function parseKubernetes(
  bytes: Uint8Array,
  path: string,
): {
  /** Ascending. */
  readonly ends: readonly ContainerEnd[];
  readonly problems: readonly Problem[];
  readonly counts: LineCounts;
} {
  const { reading, roots, values } = openJson(bytes, path);
  const ends = roots.flatMap((root) => endsIn(reading, root));
  const counts = reading.finish(values, "it holds no pods or events of Kubernetes");
  ends.sort((a, b) => a.us - b.us || a.exhibit.source.byteOffset - b.exhibit.source.byteOffset);
  return { ends, problems: reading.problems, counts };
}

function endsIn(reading: Reading, node: DocumentNode): readonly ContainerEnd[] {
  const items = node.kind === "object" ? field(node, "items") : node;
  if (items?.kind === "list") {
    if (items.children.length === 0 || items !== node) reading.understood(node);
    return items.children.flatMap((item) => endsOf(reading, item));
  }
  return endsOf(reading, node);
}

function endsOf(reading: Reading, item: DocumentNode): readonly ContainerEnd[] {
  const about = field(item, "involvedobject", "regarding");
  const pod = podOf(field(item, "metadata"));
  const status = field(item, "status");
  if (about !== null) return endsOfEvent(reading, item, about);
  if (pod !== null && status?.kind === "object") return endsOfPod(reading, item, pod, status);
  reading.refused(item, "it is neither a pod nor an event of Kubernetes");
  return [];
}

interface Pod {
  readonly name: string;
  readonly namespace: string | null;
}

/** Null for names that Kubernetes does not allow. */
function podOf(node: DocumentNode | null): Pod | null {
  const name = node === null ? null : textField(node, "name");
  if (node === null || name === null || !/^[a-z0-9][a-z0-9.-]{0,252}$/.test(name)) return null;
  return { name, namespace: textField(node, "namespace") };
}

/** Of every container that runs again, how its run before ended. */
function endsOfPod(
  reading: Reading,
  item: DocumentNode,
  { name: pod, namespace }: Pod,
  status: DocumentNode,
): readonly ContainerEnd[] {
  reading.understood(item);
  const containers = field(status, "containerstatuses")?.children ?? [];
  return containers.flatMap((node): readonly ContainerEnd[] => {
    const container = textField(node, "name");
    const ended = inner(inner(node, "laststate"), "terminated");
    const running = inner(inner(node, "state"), "running");
    if (container === null || ended === null || running === null) return [];
    const at = field(ended, "finishedat");
    const us = timeOf(at);
    if (Number.isNaN(us)) {
      reading.tell(ended, "when the run ended is not told (finishedAt)");
      return [];
    }
    const code = numberOf(field(ended, "exitcode"));
    const why = [textField(ended, "reason"), code === null ? null : `exit code ${code}`].filter(Boolean).join(", ");
    const count = numberOf(field(node, "restartcount"));
    const again = textField(running, "startedat");
    const text = [
      `Kubernetes: a run of container ${oneLine(container, 63)} of pod ${pod} ended ${textField(ended, "finishedat") ?? ""}`,
      ...(why === "" ? [] : [`(${oneLine(why, 80)})`]),
      ...(again === null ? [] : [`and the next began ${oneLine(again, 40)}`]),
      ...(count === null ? [] : [`(restartCount ${count})`]),
    ].join(" ");
    const exhibit = reading.exhibit(node, "api", us, null, text);
    return [{ us, pod, namespace, container, whole: containers.length === 1, exhibit }];
  });
}

function inner(node: DocumentNode | null, name: string): DocumentNode | null {
  const found = node === null ? null : field(node, name);
  return found?.kind === "object" ? found : null;
}

/** `Killing`: kubelet stops a container, because its pod goes or because a probe failed. Other events tell no end. */
function endsOfEvent(reading: Reading, item: DocumentNode, about: DocumentNode): readonly ContainerEnd[] {
  reading.understood(item);
  const pod = podOf(about);
  if (textField(item, "reason") !== "Killing" || pod === null) return [];
  const container = /^spec\.containers\{([a-z0-9-]{1,63})\}$/.exec(textField(about, "fieldpath") ?? "")?.[1];
  if (container === undefined) return [];
  const series = inner(item, "series");
  const last = field(item, "lasttimestamp") ?? (series === null ? null : field(series, "lastobservedtime"));
  const times = [timeOf(field(item, "firsttimestamp", "eventtime")), timeOf(last)].filter((us) => !Number.isNaN(us));
  if (times.length === 0) reading.tell(item, "when it was is not told");
  const said = oneLine(textField(item, "message", "note") ?? "Killing", 160);
  const text = `Kubernetes event Killing of pod ${pod.name}: ${said}`;
  // kubelet's words where the pod itself goes; a failed probe ends one container.
  const whole = said.startsWith("Stopping container");
  return [...new Set(times)].map((us) => {
    const exhibit = reading.exhibit(item, "api", us, null, text);
    return { us, pod: pod.name, namespace: pod.namespace, container, whole, exhibit };
  });
}
