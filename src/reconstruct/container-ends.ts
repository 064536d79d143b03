import { leadingCount, type ClientFacts, type ContainerEnd, type Documents, SECOND_US } from "../model/index.ts";

/** Kubernetes tells whole seconds, by the node's clock. */
const SLACK_US = 2 * SECOND_US;
/** Refused again so soon, the next run met the same: the end of the one before healed nothing. */
const AGAIN_US = 600 * SECOND_US;

/**
 * The ends of each client's own process by Kubernetes, ascending. A log is a container's by its name, `<pod>`,
 * `<pod>.<container>`, either with `.previous` for the run before. Left out are ends after which the pod was refused
 * again soon, and pods of one name in several namespaces.
 */
export function withContainerEnds(
  clients: readonly Omit<ClientFacts, "containerEnds">[],
  { containerEnds }: Documents,
): readonly ClientFacts[] {
  const byLog = Map.groupBy(
    containerEnds.flatMap((end) => logsOf(end).map((log) => ({ log, end }))),
    ({ log }) => log,
  );
  const byPod = Map.groupBy(clients, ({ id }) => podOf(id, byLog));
  return clients.map((client) => {
    const ends = (byLog.get(logOf(client.id)) ?? []).map(({ end }) => end);
    const namespaces = new Set(ends.map(({ namespace }) => namespace));
    const pod = podOf(client.id, byLog);
    const siblings = pod === null ? [] : (byPod.get(pod) ?? []);
    const healing = ends.filter(
      ({ us }) => !siblings.some(({ refusedUs }) => refusedBetween(refusedUs, us + SLACK_US, us + AGAIN_US)),
    );
    return { ...client, containerEnds: namespaces.size > 1 ? [] : healing.toSorted((a, b) => a.us - b.us) };
  });
}

/** Names a log of the container may have, without `.previous`. */
function logsOf({ pod, container, whole }: ContainerEnd): readonly string[] {
  return [`${pod}.${container}`, ...(whole ? [pod] : [])];
}

/** The last part of a client's name, which is that of the file. */
function logOf(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1).replace(/\.previous$/, "");
}

function podOf(id: string, byLog: ReadonlyMap<string, readonly { readonly end: ContainerEnd }[]>): string | null {
  return byLog.get(logOf(id))?.[0]?.end.pod ?? null;
}

/** Whether one of the ascending times lies in `(fromUs, toUs]`. */
function refusedBetween(times: readonly number[], fromUs: number, toUs: number): boolean {
  const next = times[leadingCount(times.length, (i) => (times[i] ?? 0) <= fromUs)];
  return next !== undefined && next <= toUs;
}
