import type { Aws } from "./calls.ts";
import { type AppSource, type CollectWindow, LEAD_MS, METRIC_LEAD_MS, type Target } from "./context.ts";
import { iso } from "./iso.ts";
import { chooseLogs } from "./logs/choose.ts";
import { listLogs } from "./logs/listing.ts";
import { troubleOf } from "./trouble.ts";

/** What a collection would ask for. */
export interface Plan {
  readonly files: readonly { readonly instance: string; readonly name: string; readonly bytes: number }[];
  readonly calls: readonly { readonly call: string; readonly about: string }[];
  readonly leftOut: { readonly files: number; readonly bytes: number };
}

/**
 * What {@link collect} would do, with the sizes that DescribeDBLogFiles tells; only that is asked. Instances that only
 * events or CloudTrail name are not known yet.
 */
export async function planOf(request: {
  readonly aws: Aws;
  readonly target: Target;
  readonly window: CollectWindow;
  readonly sources: readonly AppSource[];
}): Promise<Plan> {
  const { aws, target, window, sources } = request;
  const files: { instance: string; name: string; bytes: number }[] = [];
  const calls: { call: string; about: string }[] = [];
  const leftOut = { files: 0, bytes: 0 };
  const listings = await Promise.all(target.members.map(({ id }) => listLogs(aws, id)));
  for (const { instance, files: listed, failure } of listings) {
    const choice = chooseLogs(listed, window);
    for (const { name, sizeBytes } of choice.chosen) files.push({ instance, name, bytes: sizeBytes ?? 0 });
    leftOut.files += choice.leftOut.files;
    leftOut.bytes += choice.leftOut.bytes;
    if (failure !== null)
      calls.push({ call: "DescribeDBLogFiles", about: `${instance}: ${troubleOf(failure).reason}` });
  }
  const span = (leadMs: number): string => `${iso(window.sinceMs - leadMs)} … ${iso(window.untilMs)}`;
  const members = target.members.map(({ id }) => id).join(", ");
  calls.push(
    { call: "GetCallerIdentity", about: "who asks" },
    { call: "DescribeDBClusters, DescribeDBInstances, DescribeDBClusterEndpoints", about: target.id },
    { call: "DescribeDBClusterParameters, DescribeDBParameters", about: "parameter groups" },
    { call: "DescribePendingMaintenanceActions, DescribeDBProxies, DescribeDBProxyTargets", about: target.id },
    { call: "DescribeEvents", about: `${target.id}, ${members}, parameter groups, proxies: ${span(LEAD_MS)}` },
    { call: "LookupEvents", about: `management calls: ${span(LEAD_MS)}, at most 1.5 a second` },
    { call: "GetMetricData", about: `${members}: ${span(METRIC_LEAD_MS)}` },
    {
      call: "DescribeLogGroups, DescribeLogStreams, FilterLogEvents, StartQuery, GetQueryResults",
      about: "where the log is exported",
    },
    ...sources.map(({ kind, place }) => ({
      call: {
        files: "read",
        cloudwatch: "FilterLogEvents",
        s3: "ListObjectsV2, GetObject",
        kubernetes: "kubectl get, kubectl logs",
      }[kind],
      about: place,
    })),
  );
  return { files, calls, leftOut };
}
