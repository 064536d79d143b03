/** A container of a pod, as far as it matters for its log. Times are epoch ms, null where Kubernetes says none. */
export interface PodContainer {
  readonly name: string;
  readonly startedMs: number | null;
  readonly restarts: number;
  /** Why the run before this one ended, in Kubernetes' words: `OOMKilled, exit code 137`. */
  readonly lastEnd: string | null;
  readonly lastStartMs: number | null;
  readonly lastEndMs: number | null;
  /** It has never run: there is no log. */
  readonly waiting: string | null;
}

export interface Pod {
  readonly name: string;
  readonly app: string | null;
  readonly createdMs: number | null;
  readonly containers: readonly PodContainer[];
}

type Json = Readonly<Record<string, unknown>>;

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function msOf(value: unknown): number | null {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

/** The pods of `kubectl get pods -o json`; what has another shape is none. Names are checked: they become arguments. */
export function podsOf(document: unknown): readonly Pod[] {
  return listOf(objectOf(document)["items"]).flatMap((item): readonly Pod[] => {
    const pod = objectOf(item);
    const metadata = objectOf(pod["metadata"]);
    const name = textOf(metadata["name"]);
    if (name === null || !/^[a-z0-9][a-z0-9.-]{0,252}$/.test(name)) return [];
    const labels = objectOf(metadata["labels"]);
    const app = textOf(labels["app.kubernetes.io/name"]) ?? textOf(labels["app"]) ?? textOf(labels["k8s-app"]);
    const spec = objectOf(pod["spec"]);
    const status = objectOf(pod["status"]);
    const states = [...listOf(status["initContainerStatuses"]), ...listOf(status["containerStatuses"])].map(objectOf);
    const containers = [...listOf(spec["initContainers"]), ...listOf(spec["containers"])].flatMap((each) => {
      const container = textOf(objectOf(each)["name"]);
      if (container === null || !/^[a-z0-9][a-z0-9-]{0,62}$/.test(container)) return [];
      return containerOf(container, states.find((state) => state["name"] === container) ?? {});
    });
    return [{ name, app, createdMs: msOf(metadata["creationTimestamp"]), containers }];
  });
}

function containerOf(name: string, status: Json): PodContainer {
  const state = objectOf(status["state"]);
  const current = objectOf(state["running"] ?? state["terminated"]);
  const last = objectOf(objectOf(status["lastState"])["terminated"]);
  const waiting = textOf(objectOf(state["waiting"])["reason"]);
  const { restartCount } = status;
  const restarts = typeof restartCount === "number" ? restartCount : 0;
  const ended =
    last["exitCode"] === undefined
      ? null
      : `${textOf(last["reason"]) ?? "ended"}, exit code ${Number(last["exitCode"])}`;
  return {
    name,
    startedMs: msOf(current["startedAt"]),
    restarts,
    lastEnd: ended,
    lastStartMs: msOf(last["startedAt"]),
    lastEndMs: msOf(last["finishedAt"]),
    waiting: restarts === 0 ? waiting : null,
  };
}

/** Stands for what was taken out. */
const REDACTED = "REDACTED";

/** Members of a pod's description that hold what people pass to programs: passwords and tokens among it. */
const passed = new Set(["args", "command", "httpHeaders"]);

/**
 * The document without values of environment variables, arguments and annotations (`last-applied-configuration` holds
 * the first two again). Names stay: that a variable is set tells something, to what does not.
 */
export function withoutSecrets(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) {
    const items = value as readonly unknown[];
    if (key === "env")
      return items.map((item) => {
        const variable = objectOf(item);
        return variable["value"] === undefined ? variable : { ...variable, value: REDACTED };
      });
    return passed.has(key) ? items.map(() => REDACTED) : items.map((item) => withoutSecrets(item));
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  if (key === "annotations") return Object.fromEntries(entries.map(([name]) => [name, REDACTED]));
  return Object.fromEntries(
    entries.flatMap(([name, inner]) => (name === "managedFields" ? [] : [[name, withoutSecrets(inner, name)]])),
  );
}
