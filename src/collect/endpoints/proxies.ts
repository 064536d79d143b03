import { createHash } from "node:crypto";
import type { DBProxy, DBProxyTarget } from "@aws-sdk/client-rds";
import type { AnswerFacts } from "../calls.ts";
import type { CollectContext, Target } from "../context.ts";
import { entryOf } from "../trouble.ts";
import { acquiredBy } from "../acquired.ts";
import { allPages } from "../pages.ts";
import { documentText, keptFormer, writeDocument } from "../measures/write-document.ts";

/** An RDS Proxy in front of the target. */
export interface FoundProxy {
  readonly name: string;
  /** Host name; null while it is made. */
  readonly endpoint: string | null;
  /** Where it logs, if it logs: `/aws/rds/proxy/<name>`. */
  readonly logGroup: string;
}

const source = "proxy";
const PATH = "proxies.json";
const CONSEQUENCE =
  "a proxy keeps connections of its own and bypasses DNS: without it clients behind one look like clients of the cluster";

/**
 * Proxies whose targets are the cluster or one of its members, from DescribeDBProxies and DescribeDBProxyTargets, to
 * `proxies.json`. Most accounts have none. Denied, there are none for the callers, and the ledger says so.
 */
export async function findProxies(context: CollectContext): Promise<readonly FoundProxy[]> {
  const { aws, store, target } = context;
  const listed = await allPages(aws, "DescribeDBProxies", { MaxRecords: 100 }, target.id);
  const facts: AnswerFacts[] = listed.pages.map((page) => page.facts);
  const found: { readonly proxy: DBProxy; readonly targets: readonly DBProxyTarget[] }[] = [];
  let failure = listed.failure;
  for (const proxy of listed.pages.flatMap(({ value }) => value.DBProxies ?? [])) {
    const name = proxy.DBProxyName;
    if (name === undefined || name === "" || !mayServe(proxy)) continue;
    const input = { DBProxyName: name, MaxRecords: 100 };
    const walked = await allPages(aws, "DescribeDBProxyTargets", input, name);
    const targets = walked.pages.flatMap(({ value }) => value.Targets ?? []);
    facts.push(...walked.pages.map((page) => page.facts));
    // One that was deleted meanwhile is none.
    if (walked.failure?.kind !== "not-found") failure ??= walked.failure;
    if (targets.some((each) => isOf(each, target))) found.push({ proxy, targets });
    else if (walked.failure?.kind === "denied") break;
  }
  found.sort((a, b) => ((a.proxy.DBProxyName ?? "") < (b.proxy.DBProxyName ?? "") ? -1 : 1));
  const text = documentText({ DBProxies: found.map(({ proxy, targets }) => ({ ...proxy, Targets: targets })) });
  const key = createHash("sha256").update(text).digest("hex");
  // The calls are few and cheap, and what they answer is needed: only the file is a unit.
  await store.unit("proxies", found.length === 0 ? "none" : key, async (unit) => {
    if (found.length > 0) {
      const origin = { call: "rds:DescribeDBProxies", parameters: { targets: target.id } };
      await writeDocument(context, unit, PATH, text, { origin, acquired: acquiredBy(facts, aws.nowMs()) });
    } else if (failure !== null) keptFormer(unit, 0, (path) => path === PATH);
    return failure === null ? "final" : "again";
  });
  if (failure !== null) {
    const state = found.length === 0 ? "none" : "partial";
    store.note(entryOf(failure, { source, subject: target.id, state, consequence: CONSEQUENCE }));
  } else {
    const names = found.map(({ proxy }) => proxy.DBProxyName ?? "").join(", ");
    store.note({
      source,
      subject: target.id,
      state: found.length === 0 ? "absent" : "complete",
      code: null,
      call: "rds:DescribeDBProxies",
      reason: found.length === 0 ? `no RDS Proxy has ${target.id} as its target` : `proxies in front of it: ${names}`,
      consequence: null,
      remedy: null,
      runAgainAfter: null,
    });
  }
  return found.map(({ proxy }) => {
    const name = proxy.DBProxyName ?? "";
    return { name, endpoint: proxy.Endpoint ?? null, logGroup: `/aws/rds/proxy/${name}` };
  });
}

/** A proxy of another engine or another VPC cannot reach the target. */
function mayServe({ EngineFamily }: DBProxy): boolean {
  return EngineFamily === undefined || EngineFamily.toUpperCase() === "POSTGRESQL";
}

function isOf({ RdsResourceId, TrackedClusterId }: DBProxyTarget, { id, cluster, members }: Target): boolean {
  const own = new Set([id, cluster?.DBClusterIdentifier ?? id, ...members.map((member) => member.id)].map(lower));
  return own.has(lower(RdsResourceId ?? "")) || own.has(lower(TrackedClusterId ?? ""));
}

function lower(text: string): string {
  return text.toLowerCase();
}
