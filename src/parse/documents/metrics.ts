import type { LineCounts, MetricSeries, Problem } from "../../model/index.ts";
import { identifierOf } from "./identifier.ts";
import { openJson } from "./json-document.ts";
import { resultSeries, statisticsSeries } from "./metric-points.ts";
import { metricOf } from "./metric-names.ts";
import { nothingKnown, queriesOf, type Scope, withFields, withId, withLabel } from "./metric-scope.ts";
import { joinSeries } from "./metric-series.ts";
import { type DocumentNode, field, textField } from "./node.ts";
import type { Reading } from "./reading.ts";

/**
 * Reads CloudWatch metrics: answers of GetMetricData (alone, with their `MetricDataQueries`, several in a list, by
 * instance) and of GetMetricStatistics. GetMetricData answers without dimensions, so the instance is told by the query
 * of the same Id, by fields or keys that were added, by the label, by the path, and last by the Id itself.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 *
 * @param path name used in citations; `metrics/aurora-1.json` and `instances/aurora-1/metrics.json` name an instance
 */
export function parseMetrics(
  bytes: Uint8Array,
  path: string,
): {
  readonly metrics: readonly MetricSeries[];
  /** Something of it could be read, even if it holds no point. */
  readonly supplied: boolean;
  readonly problems: readonly Problem[];
  readonly counts: LineCounts;
} {
  const { reading, roots, values } = openJson(bytes, path);
  const found: MetricSeries[] = [];
  const scope = { ...nothingKnown, queries: queriesAnywhere(roots) };
  for (const root of roots) walk({ reading, found, fromPath: instanceFromPath(path) }, root, scope);
  const counts = reading.finish(values, "it holds no metrics of CloudWatch");
  return { metrics: joinSeries(found), supplied: reading.supplied, problems: reading.problems, counts };
}

interface Walk {
  readonly reading: Reading;
  readonly found: MetricSeries[];
  readonly fromPath: string | null;
}

/** Parts of requests and answers that hold no points. */
const aside =
  /^(?:metricdataqueries|responsemetadata|metadata|nexttoken|messages|starttime|endtime|scanby|labeloptions|dimensions|metricstat|requestid)$/;
/** Keys that name neither an instance nor a metric. */
const container = /^(?:metrics?|instances?|results?|responses?|data|series|pages?|cluster|metricdata)$/;

function walk(to: Walk, node: DocumentNode, above: Scope): void {
  if (node.kind === "value") return to.reading.refused(node, "an answer of CloudWatch is expected here");
  if (node.kind === "list") {
    if (above.metric !== null && node.children.some((child) => field(child, "timestamp") !== null)) {
      return statistics(to, node, node, above);
    }
    if (node.children.length === 0) to.reading.understood(node);
    for (const child of node.children) walk(to, child, above);
    return;
  }
  const own = queriesOf(field(node, "metricdataqueries"));
  const scope = withFields(own.size === 0 ? above : { ...above, queries: new Map([...above.queries, ...own]) }, node);
  const datapoints = field(node, "datapoints");
  const results = field(node, "metricdataresults");
  if (results?.kind === "list") {
    if (results.children.length === 0) to.reading.understood(node);
    if (textField(node, "nexttoken") !== null) {
      to.reading.tell(node, "the answer has more pages (NextToken): points are missing unless they are here too");
    }
    for (const result of results.children) resultOf(to, result, scope);
  } else if (field(node, "timestamps") !== null && field(node, "values") !== null) resultOf(to, node, above);
  else if (datapoints?.kind === "list") statistics(to, node, datapoints, scope);
  else keyed(to, node, scope);
}

/** An object whose keys are instances or metrics; also a request alone, which holds no points. */
function keyed(to: Walk, node: DocumentNode, scope: Scope): void {
  if (field(node, "metricdataqueries") !== null) to.reading.understood(node);
  else if (!node.children.some((child) => child.kind !== "value" && !aside.test(child.name))) {
    to.reading.refused(node, "it holds neither Timestamps and Values nor Datapoints");
  }
  for (const child of node.children) {
    if (child.kind === "value" || aside.test(child.name)) continue;
    const key = String(child.key);
    const metric = metricOf(key);
    const instance = identifierOf(key);
    if (container.test(child.name)) walk(to, child, scope);
    else if (metric !== null) walk(to, child, { ...scope, metric });
    else if (instance !== null) walk(to, child, { ...scope, instance, ofCluster: false });
    else to.reading.refused(child, "its key names neither an instance nor a metric");
  }
}

function resultOf(to: Walk, node: DocumentNode, above: Scope): void {
  const id = textField(node, "id");
  const query = id === null ? undefined : above.queries.get(id);
  const asked = query === undefined ? above : merge(query, above);
  const scope = withId(withLabel(withFields(asked, node), textField(node, "label")), id);
  add(to, node, scope, (whole) => [resultSeries(to.reading, node, whole)]);
}

function statistics(to: Walk, node: DocumentNode, datapoints: DocumentNode, above: Scope): void {
  const scope = withLabel(above, textField(node, "label"));
  add(to, node, scope, (whole) => statisticsSeries(to.reading, datapoints, whole));
}

function add(
  to: Walk,
  node: DocumentNode,
  scope: Scope,
  read: (scope: Scope & { readonly metric: string }) => readonly (MetricSeries | null)[],
): void {
  const { metric, ofCluster, computed } = scope;
  const instance = scope.instance ?? (ofCluster ? null : to.fromPath);
  if (computed) return to.reading.refused(node, "an expression computed it: it is no metric of RDS");
  if (metric === null) return to.reading.refused(node, "nothing tells which metric it is");
  if (instance === null && !ofCluster) {
    return to.reading.refused(
      node,
      `nothing tells which instance this ${metric} is of; keep MetricDataQueries beside the results, or name the file metrics/<instance>.json`,
    );
  }
  to.reading.understood(node);
  const series = read({ ...scope, metric, instance }).filter((s) => s !== null);
  to.found.push(...series);
}

/** What the query of the same Id asked for goes before what lies above the result. */
function merge(query: Scope, above: Scope): Scope {
  const told = query.instance !== null || query.ofCluster;
  return {
    metric: query.metric ?? above.metric,
    instance: told ? query.instance : above.instance,
    ofCluster: told ? query.ofCluster : above.ofCluster,
    stat: query.stat ?? above.stat,
    periodSeconds: query.periodSeconds ?? above.periodSeconds,
    computed: query.computed,
    queries: above.queries,
  };
}

/** Queries saved as a document of their own, before or after the answer; an Id that means two things tells nothing. */
function queriesAnywhere(roots: readonly DocumentNode[]): ReadonlyMap<string, Scope> {
  const all = new Map<string, Scope>();
  const ambiguous = new Set<string>();
  const objects = roots.flatMap((root) => (root.kind === "list" ? root.children : [root]));
  for (const object of objects) {
    for (const [id, query] of queriesOf(field(object, "metricdataqueries"))) {
      const known = all.get(id);
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(query)) ambiguous.add(id);
      all.set(id, query);
    }
  }
  for (const id of ambiguous) all.delete(id);
  return all;
}

/** `metrics/aurora-1.json`, `instances/aurora-1/metrics.json`, `metrics-aurora-1.json`; null when the path names none. */
function instanceFromPath(path: string): string | null {
  const segments = path.split("/");
  const stem = (segments.pop() ?? "").replace(/\.(?:gz|zst)$/i, "").replace(/\.(?:json|jsonl|ndjson)$/i, "");
  const at = segments.lastIndexOf("instances");
  if (at !== -1 && segments[at + 1] !== undefined) return segments[at + 1] ?? null;
  const inFolder = /^(?:cloudwatch[-_])?metrics$/i.test(segments.at(-1) ?? "");
  const named = stem.replace(/^(?:cloudwatch[-_.])?metrics?[-_.]|[-_.](?:cloudwatch[-_.])?metrics?$/i, "");
  if (named === stem && !inFolder) return null;
  return /^(?:all|cluster|metrics?|cloudwatch|\d+)$/i.test(named) ? null : identifierOf(named);
}
