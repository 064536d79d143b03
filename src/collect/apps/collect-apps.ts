import type { AppSource, CollectContext } from "../context.ts";
import { pathClaims } from "./claims.ts";
import { collectGroup } from "./cloudwatch.ts";
import { collectFiles } from "./files.ts";
import type { Gathering } from "./gathering.ts";
import { localKubectl } from "./kubectl.ts";
import type { Kubectl } from "./kubectl.ts";
import { collectPods } from "./kubernetes.ts";
import { collectObjects } from "./s3.ts";
import { writtenSource } from "./source.ts";

/**
 * Collects the applications' logs below `apps/<service>/`. A source that cannot be had is an entry of the ledger and
 * stops none of the others.
 *
 * @param services names of services that are known: a file or pod whose name begins with one belongs to it
 * @param kubectl runs kubectl; the one of the PATH unless given
 * @throws {DiskFull} and {@link Interrupted}
 */
export async function collectApps(
  context: CollectContext,
  sources: readonly AppSource[],
  services: readonly string[] = [],
  kubectl: Kubectl = localKubectl(context.signal),
): Promise<void> {
  const gathering: Gathering = { context, claims: pathClaims(), services };
  const unlike = new Map(sources.map((source) => [`${source.service ?? ""} ${writtenSource(source)}`, source]));
  for (const source of unlike.values()) {
    if (source.kind === "files") await collectFiles(gathering, source);
    else if (source.kind === "cloudwatch") await collectGroup(gathering, source);
    else if (source.kind === "s3") await collectObjects(gathering, source);
    else await collectPods(gathering, source, kubectl);
  }
}
