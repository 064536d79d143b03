import { LEAD_MS } from "../context.ts";
import type { AppSource } from "../context.ts";
import type { Unit } from "../case-store.ts";
import { iso } from "../iso.ts";
import { oneLine } from "../words.ts";
import { casePath } from "../store/index.ts";
import { collectContainer } from "./container-log.ts";
import { counted } from "../words.ts";
import { appEntry, arrived, unseen } from "./gathering.ts";
import type { Gathering } from "./gathering.ts";
import { kubectlRemedy } from "./kubectl.ts";
import type { Kubectl, KubectlEnd } from "./kubectl.ts";
import { podsOf, withoutSecrets } from "./pods.ts";
import type { Pod } from "./pods.ts";
import { serviceOf } from "./service-name.ts";
import { writtenSource } from "./source.ts";

/** A list of that size is no list of one selector's pods. */
const MAX_LIST_BYTES = 64 * 1024 * 1024;

/**
 * Collects the logs of pods with the local kubectl: of every container, and of the run before it where it restarted;
 * beside them `kubernetes/<namespace>-pods.json` (values of variables, arguments and annotations taken out) and
 * `kubernetes/<namespace>-events.json`. Kubernetes keeps nothing of a pod that is gone.
 */
export async function collectPods(gathering: Gathering, source: AppSource, kubectl: Kubectl): Promise<void> {
  const { store, progress, window } = gathering.context;
  const slash = source.place.indexOf("/");
  const [namespace, selector] = [source.place.slice(0, slash), source.place.slice(slash + 1)];
  const subject = source.service ?? writtenSource(source);
  progress.step(`pods of ${writtenSource(source)}`);
  const listed = await asked(kubectl, ["--namespace", namespace, "get", "pods", "-l", selector, "-o", "json"]);
  if ("ended" in listed) {
    store.note(refusal(subject, "get pods", listed.ended, namespace));
    return;
  }
  const pods = podsOf(listed.document);
  const cluster = await currentContext(kubectl);
  await saveDocument(gathering, {
    path: `kubernetes/${casePath(`${namespace}-pods.json`)}`,
    other: `kubernetes/${casePath(`${namespace}-${selector}`)}-pods.json`,
    document: withoutSecrets(listed.document),
    parameters: {
      namespace,
      selector,
      ...cluster,
      removed: "values of env, command, args, httpHeaders and annotations",
    },
    what: "pods",
  });
  await collectEvents(gathering, namespace, cluster, kubectl);
  if (pods.length === 0) {
    const reason = `no pod of namespace ${namespace} has the labels ${selector}`;
    const remedy = `kubectl get pods -n ${namespace} --show-labels shows which there are; logs of pods that are gone are wherever logs are shipped to`;
    store.note(
      appEntry(subject, {
        state: "none",
        code: "NO_PODS",
        call: "kubectl get pods",
        reason,
        consequence: unseen(subject),
        remedy,
      }),
    );
    return;
  }
  const since = iso(Math.floor((window.sinceMs - LEAD_MS) / 1_000) * 1_000);
  let files = 0;
  for (const pod of pods) {
    const service = source.service ?? serviceOf(pod.app ?? pod.name, gathering.services);
    for (const container of pod.containers) {
      const single = pod.containers.length === 1;
      files += await collectContainer(
        gathering,
        { service, namespace, cluster, pod, container, single, since },
        kubectl,
      );
    }
  }
  store.note(summary(gathering, subject, namespace, pods, files));
}

function summary({ context }: Gathering, subject: string, namespace: string, pods: readonly Pod[], files: number) {
  const askedMs = context.window.sinceMs - LEAD_MS;
  const restarted = pods.flatMap((pod) =>
    pod.containers
      .filter(({ restarts }) => restarts > 0)
      .map(({ name, restarts, lastEnd, lastEndMs }) => {
        const ended =
          lastEnd === null
            ? ""
            : `, the run before ended ${lastEndMs === null ? "" : `${iso(lastEndMs)} `}(${oneLine(lastEnd, 60)})`;
        return `${pod.name}/${name} restarted ${restarts === 1 ? "once" : `${restarts} times`}${ended}`;
      }),
  );
  const told = [
    `${counted(files, "log")} of ${counted(pods.length, "pod")} in ${namespace}`,
    ...restarted.slice(0, 10),
  ];
  if (restarted.length > 10) told.push(`${restarted.length - 10} more restarted`);
  const young = pods.filter(({ createdMs }) => createdMs !== null && createdMs > askedMs);
  const call = "kubectl logs";
  if (young.length < pods.length) return appEntry(subject, { state: "complete", call, reason: told.join("; ") });
  const first = young.reduce((least, { createdMs }) => Math.min(least, createdMs ?? least), Number.POSITIVE_INFINITY);
  return appEntry(subject, {
    state: "partial",
    code: "PODS_REPLACED",
    call,
    reason: `${told.join("; ")}; the oldest of them was created ${iso(first)}, and of pods before them Kubernetes keeps nothing`,
    consequence: `what ${subject} saw before ${iso(first)} is not known from its own log`,
    remedy: "get the logs of the pods before from wherever logs are shipped to",
  });
}

/** Which cluster was asked: the name of kubectl's context, where it has one. */
async function currentContext(kubectl: Kubectl): Promise<{ readonly context?: string }> {
  let name = "";
  const end = await kubectl(["config", "current-context"], (chunk) => {
    name += Buffer.from(chunk).toString("utf8");
  });
  return end.ok && name.trim() !== "" ? { context: oneLine(name) } : {};
}

async function collectEvents(
  gathering: Gathering,
  namespace: string,
  cluster: { readonly context?: string },
  kubectl: Kubectl,
): Promise<void> {
  const path = `kubernetes/${casePath(`${namespace}-events.json`)}`;
  if (!gathering.claims.free(path)) return; // another selector of the same namespace
  const listed = await asked(kubectl, ["--namespace", namespace, "get", "events", "-o", "json"]);
  if ("ended" in listed) {
    gathering.claims.taken(path);
    const entry = refusal(`events of namespace ${namespace}`, "get events", listed.ended, namespace);
    gathering.context.store.note({
      ...entry,
      consequence: "restarts, evictions and failed probes of the last hour are not known",
    });
    return;
  }
  const { document } = listed;
  await saveDocument(gathering, { path, other: path, document, parameters: { namespace, ...cluster }, what: "events" });
}

/** Written once a case: Kubernetes forgets events after an hour, and pods when they go; the first look is the best. */
async function saveDocument(
  gathering: Gathering,
  {
    path,
    other,
    document,
    parameters,
    what,
  }: {
    readonly path: string;
    readonly other: string;
    readonly document: unknown;
    readonly parameters: Readonly<Record<string, string>>;
    readonly what: "pods" | "events";
  },
): Promise<void> {
  const { store, aws, window } = gathering.context;
  const about = `kubernetes ${what} ${parameters["namespace"]}/${parameters["selector"] ?? ""}`;
  if (!gathering.claims.first(about)) return;
  const at = iso(aws.nowMs());
  const write = async (unit: Unit): Promise<"final"> => {
    const sink = await unit.create(gathering.claims.free(path) ? path : other);
    await sink.write(Buffer.from(`${JSON.stringify(document, null, 1)}\n`));
    const origin = { call: `kubectl get ${what}`, parameters };
    await sink.commit({
      declaredSize: null,
      growing: false,
      origin,
      acquired: { from: at, to: at, requestIds: [], attempts: 1 },
    });
    return "final";
  };
  const { kept, reused } = await store.unit(about, `${window.sinceMs} ${window.untilMs}`, write);
  arrived(gathering, kept.files, reused);
}

function refusal(subject: string, what: string, end: KubectlEnd & { readonly ok: false }, namespace: string) {
  return appEntry(subject, {
    state: "none",
    code: { missing: "NO_KUBECTL", silent: "TIMEOUT", refused: /forbidden/i.test(end.message) ? "DENIED" : "REFUSED" }[
      end.kind
    ],
    call: `kubectl ${what}`,
    reason: oneLine(end.message, 400),
    consequence: unseen(subject),
    remedy: kubectlRemedy(end, namespace),
  });
}

async function asked(
  kubectl: Kubectl,
  args: readonly string[],
): Promise<{ readonly document: unknown } | { readonly ended: KubectlEnd & { readonly ok: false } }> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const end = await kubectl(args, (chunk) => {
    bytes += chunk.length;
    if (bytes <= MAX_LIST_BYTES) chunks.push(chunk);
  });
  if (!end.ok) return { ended: end };
  try {
    if (bytes > MAX_LIST_BYTES) throw new RangeError(`${bytes} bytes`);
    return { document: JSON.parse(Buffer.concat(chunks).toString("utf8")) };
  } catch (error) {
    const message = `the answer of kubectl ${args.slice(2, 4).join(" ")} is no JSON document: ${(error as Error).message}`;
    return { ended: { ok: false, kind: "refused", message } };
  }
}
