/** What a run must have left: everything, or less of what hangs on the call and a word about it. */
import type { CallName } from "../../../src/collect/calls.ts";
import { operations } from "../../../src/collect/aws/operations.ts";
import type { AcquisitionEntry, AcquisitionSource } from "../../../src/collect/case-store.ts";
import { actionOf, type Cell, isOfCredentials, isRefusal } from "./cells.ts";
import type { CellRun } from "./run-cell.ts";

/** What came of a cell. `refused`: no case at all, and the user is told why. */
export interface Verdict {
  readonly outcome: "complete" | "incomplete" | "refused" | "failed";
  /** Why it failed, a sentence each. */
  readonly causes: readonly string[];
}

/** Files that hang on what a call tells; all others are the same whatever becomes of it. */
const DEPENDENTS: { readonly [N in CallName]: readonly RegExp[] } = {
  GetCallerIdentity: [],
  // The cluster's description names its parameter group and its endpoints, and events of the group are asked for.
  DescribeDBClusters: [/^cluster\.json$/, /^parameters\.json$/, /^endpoints\.json$/, /^(?:raw\/.*|rds-)events/],
  DescribeDBInstances: [
    /^cluster\.json$/,
    /^parameters\.json$/,
    /^endpoints\.json$/,
    /^enhanced-monitoring\//,
    /^performance-insights\.json$/,
    /^(?:raw\/.*|rds-)events/,
  ],
  DescribeDBClusterEndpoints: [/^cluster\.json$/],
  DescribeDBClusterParameters: [/^parameters\.json$/],
  DescribeDBParameters: [/^parameters\.json$/],
  DescribePendingMaintenanceActions: [/^cluster\.json$/],
  DescribeDBProxies: [/^proxies\.json$/, /^endpoints\.json$/, /^apps\/rds-proxy\//, /^(?:raw\/.*|rds-)events/],
  DescribeDBProxyTargets: [/^proxies\.json$/, /^endpoints\.json$/, /^apps\/rds-proxy\//, /^(?:raw\/.*|rds-)events/],
  DescribeEvents: [/^rds-events\.json$/, /^raw\/describe-events\//],
  DescribeDBLogFiles: [/^instances\//, /^raw\/describe-db-log-files\//, /^cloudwatch\/witness\.json$/],
  LookupEvents: [/^cloudtrail\.json$/],
  GetMetricData: [/^metrics\.json$/],
  DescribeLogGroups: [/^instances\/aurora-3\//, /^cloudwatch\/witness\.json$/],
  DescribeLogStreams: [/^instances\/aurora-3\//],
  FilterLogEvents: [/^enhanced-monitoring\//, /^apps\/(?:orders-api|rds-proxy)\//, /^instances\/aurora-3\//],
  StartQuery: [/^cloudwatch\/witness\.json$/],
  GetQueryResults: [/^cloudwatch\/witness\.json$/],
  StopQuery: [],
  GetResourceMetrics: [/^performance-insights\.json$/],
  ListObjectsV2: [/^apps\/(?:batch|worker)\//],
  GetObject: [/^apps\/(?:batch|worker)\//],
  // A file that is gone is gone; otherwise portions have the same bytes.
  DownloadCompleteDBLogFile: [/^instances\//, /^cloudwatch\/witness\.json$/],
  DownloadDBLogFilePortion: [/^instances\//, /^raw\/portions\//, /^cloudwatch\/witness\.json$/],
};

/** Which source of the ledger has to tell of a file that is not there. */
const SOURCE_OF: readonly (readonly [path: RegExp, sources: readonly AcquisitionSource[]])[] = [
  [/^apps\/rds-proxy\//, ["proxy"]],
  [/^apps\//, ["application"]],
  [/^cloudtrail\.json$/, ["cloudtrail"]],
  [/^cloudwatch\//, ["cloudwatch-logs", "postgresql-log"]],
  [/^cluster\.json$/, ["cluster-snapshot"]],
  [/^endpoints\.json$/, ["endpoints", "cluster-snapshot", "parameters", "proxy"]],
  [/^enhanced-monitoring\//, ["enhanced-monitoring", "cluster-snapshot"]],
  [/^instances\//, ["postgresql-log", "cloudwatch-logs"]],
  [/^metrics\.json$/, ["metrics"]],
  [/^parameters\.json$/, ["parameters", "cluster-snapshot"]],
  [/^performance-insights\.json$/, ["performance-insights", "cluster-snapshot"]],
  [/^proxies\.json$/, ["proxy"]],
  [/^raw\/describe-events\//, ["rds-events", "proxy", "parameters", "cluster-snapshot"]],
  [/^raw\/(?:describe-db-log-files|portions)\//, ["postgresql-log"]],
  [/^rds-events\.json$/, ["rds-events", "proxy", "parameters", "cluster-snapshot"]],
];

/** Who names an instance that was deleted since, and what is asked of one by its name alone. */
const NAME_DELETED: readonly CallName[] = ["LookupEvents", "DescribeLogStreams"];
const OF_DELETED = /^metrics\.json$|^rds-events\.json$|^raw\/describe-events\/db-instance\.aurora-3\./;

/** Copies beside the evidence: pages of portions, listings, and CloudWatch's lines in the place of files. */
const MAY_BE_MORE = /^raw\/|\.cloudwatch$/;

/** Says what a run is, held against one that nothing befell. */
export function judge(cell: Cell, run: CellRun, reference: CellRun, deadlineMs: number): Verdict {
  const causes: string[] = [];
  const fail = (cause: string): void => void causes.push(cause);
  if (run.state === "crashed") fail(`it threw: ${run.words.slice(0, 600)}`);
  for (const { action, about } of run.writes) fail(`a write was called: ${action} ${about}`);
  if (run.elapsedMs > deadlineMs) fail(`it took ${Math.round(run.elapsedMs)} ms, of ${Math.round(deadlineMs)} it may`);
  if (run.state === "nothing") {
    if (!/rds:\w+|credentials|no cluster and no instance is named/.test(run.words))
      fail(`nothing says why there is no case: ${run.words}`);
    if (!isRefusal(cell.kind) && cell.nth === 1) fail(`one fault ended the run: ${run.words}`);
    return { outcome: causes.length > 0 ? "failed" : "refused", causes };
  }
  if (run.state === "crashed") return { outcome: "failed", causes };

  const changed = changes(run, reference);
  const losses = newLosses(run, reference);
  const complete = losses.length === 0 && changed.every((path) => MAY_BE_MORE.test(path) && run.files.has(path));
  if (complete && changed.some((path) => reference.files.has(path))) fail(`changed: ${changed.join(", ")}`);
  if (!complete) {
    if (!isRefusal(cell.kind) && cell.nth === 1)
      fail(`one fault that a repetition mends: ${[...changed, ...losses.map(told)].join("; ")}`);
    if (losses.length === 0 && cell.kind !== "not-found")
      fail(`it ends as whole, and these are not as they were: ${changed.join(", ")}`);
    causes.push(...honesty(cell, run, reference, changed, losses));
  }
  return { outcome: causes.length > 0 ? "failed" : complete ? "complete" : "incomplete", causes };
}

/** Paths whose content is not the reference's, or that only one of the two has. */
export function changes(run: CellRun, reference: CellRun): readonly string[] {
  const paths = new Set([...run.files.keys(), ...reference.files.keys()]);
  return [...paths].filter((path) => run.files.get(path) !== reference.files.get(path)).toSorted();
}

/** Entries that make the exit code 3, but those of the undisturbed run: an instance was deleted. */
export function newLosses(run: CellRun, reference: CellRun): readonly AcquisitionEntry[] {
  return newEntries(run, reference).filter(({ state }) => state === "partial" || state === "none");
}

function newEntries(run: CellRun, reference: CellRun): readonly AcquisitionEntry[] {
  const known = new Set(reference.entries.map((entry) => JSON.stringify(entry)));
  return run.entries.filter((entry) => !known.has(JSON.stringify(entry)));
}

function honesty(
  cell: Cell,
  run: CellRun,
  reference: CellRun,
  changed: readonly string[],
  losses: readonly AcquisitionEntry[],
): readonly string[] {
  const causes: string[] = [];
  if (losses.length > 0 && run.exit !== 3) causes.push(`exit ${run.exit} and not 3`);
  const actions = cell.calls.flatMap((call) =>
    // What denied the whole files is the first thing to mend.
    call === "DownloadDBLogFilePortion" ? [actionOf(call), actionOf("DownloadCompleteDBLogFile")] : [actionOf(call)],
  );
  const wide = isOfCredentials(cell.kind);
  if (losses.length > 0 && !losses.some(({ call }) => wide || actions.includes(call ?? "")))
    causes.push(`no entry names ${actions.join(" or ")}: ${losses.map(told).join("; ")}`);
  for (const entry of losses) {
    const { reason, consequence } = entry;
    if (!isSentence(consequence)) causes.push(`no consequence: ${told(entry)}`);
    if (!isSentence(reason)) causes.push(`no reason: ${told(entry)}`);
  }
  // What AWS says does not exist is absent, and no loss.
  const absent = newEntries(run, reference).filter(({ state }) => cell.kind === "not-found" && state === "absent");
  const lossy = new Set([...losses, ...absent].map(({ source }) => source));
  for (const path of changed) {
    const lost = reference.files.has(path);
    if (!lost && !MAY_BE_MORE.test(path)) causes.push(`${path} is there and was not before`);
    // Both that name the deleted instance are denied, and say that such may be unknown.
    const unknown = NAME_DELETED.every((call) => cell.calls.includes(call));
    if (unknown && OF_DELETED.test(path)) continue;
    const depends = cell.calls.some((call) => DEPENDENTS[call].some((of) => of.test(path)));
    if (lost && !wide && !depends) causes.push(`${path} does not hang on ${cell.calls.join(" and ")}, and changed`);
    const sources = SOURCE_OF.find(([of]) => of.test(path))?.[1] ?? [];
    if (lost && !sources.some((source) => lossy.has(source)))
      causes.push(`${path} is ${run.files.has(path) ? "another" : "not there"}, and no entry says so`);
  }
  return causes;
}

function isSentence(text: string | null): boolean {
  return text !== null && /^\S+(?: \S+){2,}$/s.test(text) && !text.endsWith(".");
}

function told({ source, subject, state, call, reason }: AcquisitionEntry): string {
  return `${state} ${source} ${subject} (${call ?? "no call"}): ${reason}`;
}

/** Requests that nothing came of for longer than they may, by name. */
export function overlong(run: CellRun, mostMs: number): readonly string[] {
  return run.calls.flatMap(({ call, about, durationMs }) =>
    durationMs > mostMs && !operations[call].streams ? [`${call} ${about} took ${durationMs} ms`] : [],
  );
}
