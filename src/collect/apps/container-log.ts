import type { Unit } from "../case-store.ts";
import { formerHasMore, keepFormer } from "../cloudwatch-logs/case-files.ts";
import { SETTLED_MS } from "../cloudwatch-logs/slices.ts";
import { iso } from "../iso.ts";
import { counted, oneLine } from "../words.ts";
import { appEntry, arrived, unseen } from "./gathering.ts";
import type { Gathering } from "./gathering.ts";
import { kubectlRemedy } from "./kubectl.ts";
import type { Kubectl } from "./kubectl.ts";
import type { Pod, PodContainer } from "./pods.ts";

/** Which container's log. */
export interface Wanted {
  readonly service: string;
  readonly namespace: string;
  readonly cluster: { readonly context?: string };
  readonly pod: Pod;
  readonly container: PodContainer;
  /** The pod's only container: its name is not needed in the file's. */
  readonly single: boolean;
  /** ISO 8601, whole seconds. */
  readonly since: string;
}

/** A line later than that behind what was asked for needs an explanation. */
const QUIET_MS = 60_000;

/**
 * Collects a container's log with the node's time before each line, and that of the run before it when it restarted
 * within the time asked for. Returns how many files there are.
 */
export async function collectContainer(gathering: Gathering, wanted: Wanted, kubectl: Kubectl): Promise<number> {
  const { container, since } = wanted;
  let files = 0;
  if (container.waiting === null) files += await collectRun(gathering, wanted, false, kubectl);
  const { lastEndMs, restarts } = container;
  const within = lastEndMs === null || lastEndMs >= Date.parse(since);
  if (restarts > 0 && within) files += await collectRun(gathering, wanted, true, kubectl);
  return files;
}

async function collectRun(gathering: Gathering, wanted: Wanted, previous: boolean, kubectl: Kubectl): Promise<number> {
  const { store } = gathering.context;
  const { namespace, pod, container, since } = wanted;
  const subject = `app pod ${namespace} ${pod.name} ${container.name}${previous ? " previous" : ""}`;
  if (!gathering.claims.first(subject)) return 0;
  // A restart makes another log of the same name.
  const key = `${since} ${previous ? container.lastEndMs : container.startedMs} ${container.restarts}`;
  const { kept, reused } = await store.unit(subject, key, (unit) =>
    fetchRun(gathering, wanted, previous, kubectl, unit),
  );
  arrived(gathering, kept.files, reused);
  return kept.files.length;
}

async function fetchRun(
  { context, claims }: Gathering,
  wanted: Wanted,
  previous: boolean,
  kubectl: Kubectl,
  unit: Unit,
): Promise<"final" | "again"> {
  const { aws, progress, window } = context;
  const { service, namespace, cluster, pod, container, single, since } = wanted;
  const run = previous ? ".previous" : "";
  const name = `${pod.name}${single ? "" : `.${container.name}`}${run}.log`;
  const sink = await unit.create(claims.of([service, name], `${namespace}/${pod.name}/${container.name}${run}`));
  const where = ["--namespace", namespace, "logs", "--timestamps"];
  const which = [pod.name, "-c", container.name, ...(previous ? ["--previous"] : [])];
  const fromMs = aws.nowMs();
  let head = "";
  const end = await kubectl([...where, `--since-time=${since}`, ...which], async (chunk) => {
    if (head.length < 64) head += Buffer.from(chunk).toString("latin1", 0, 64);
    await sink.write(Uint8Array.from(chunk));
    progress.bytes(chunk.length);
  });
  const subject = `${service} ${pod.name}/${container.name}${previous ? ", the run before" : ""}`;
  if (!end.ok) {
    const state = sink.bytes > 0 ? "partial" : "none";
    const reason = `${oneLine(end.message, 400)}${sink.bytes > 0 ? ` after ${counted(sink.bytes, "byte")}` : ""}`;
    const gone = /not found/i.test(end.message);
    const code = gone
      ? "GONE"
      : end.kind === "silent"
        ? "TIMEOUT"
        : /forbidden/i.test(end.message)
          ? "DENIED"
          : "REFUSED";
    const remedy = gone ? null : kubectlRemedy(end, namespace);
    unit.note(appEntry(subject, { state, code, call: "kubectl logs", reason, consequence: unseen(pod.name), remedy }));
  }
  // What the kubelet rotated away since a former run, that run still has.
  if (sink.bytes === 0 || formerHasMore(unit, sink.bytes + 1)) {
    await sink.discard();
    keepFormer(unit);
  } else {
    if (end.ok) await noteRotation(wanted, previous, firstMs(head), subject, kubectl, unit);
    const growing = !previous && window.untilMs > aws.nowMs() - SETTLED_MS;
    await sink.commit({
      declaredSize: null,
      growing,
      origin: {
        call: "kubectl logs",
        parameters: { ...cluster, namespace, pod: pod.name, container: container.name, previous, since },
      },
      acquired: { from: iso(fromMs), to: iso(aws.nowMs()), requestIds: [], attempts: 1 },
    });
  }
  return end.ok && (previous || window.untilMs <= aws.nowMs() - SETTLED_MS) ? "final" : "again";
}

/**
 * A log that begins later than asked was rotated away by the kubelet, which hands out its newest file only, unless the
 * container started later or was quiet. Whether it was quiet its very first line tells.
 */
async function noteRotation(
  { namespace, pod, container, since }: Wanted,
  previous: boolean,
  first: number,
  subject: string,
  kubectl: Kubectl,
  unit: Unit,
): Promise<void> {
  const sinceMs = Date.parse(since);
  if (Number.isNaN(first) || first <= sinceMs + QUIET_MS) return;
  const started = previous ? container.lastStartMs : container.startedMs;
  if (started !== null && started >= sinceMs) return; // it begins with its beginning
  let head = "";
  const args = ["--namespace", namespace, "logs", "--timestamps", "--limit-bytes=4096", pod.name, "-c", container.name];
  const end = await kubectl([...args, ...(previous ? ["--previous"] : [])], (chunk) => {
    if (head.length < 64) head += Buffer.from(chunk).toString("latin1", 0, 64);
  });
  const kept = firstMs(head);
  if (!end.ok || Number.isNaN(kept) || kept <= sinceMs) return;
  unit.note(
    appEntry(subject, {
      state: "partial",
      code: "ROTATED_AWAY",
      call: "kubectl logs",
      reason: `the kubelet kept only what was written since ${iso(kept)}; asked for since ${since}`,
      consequence: `what ${pod.name} wrote before ${iso(kept)} is not in its log`,
      remedy: "get the time before from wherever logs are shipped to, or from /var/log/pods on the node",
    }),
  );
}

/** The time `kubectl logs --timestamps` put before the first line, epoch ms; NaN without one. */
function firstMs(head: string): number {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?)\d*(Z|[+-]\d\d:\d\d) /.exec(head);
  return found === null ? Number.NaN : Date.parse(`${found[1]}${found[2]}`);
}
