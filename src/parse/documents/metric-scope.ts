import { identifierOf } from "./identifier.ts";
import { fromId, fromLabel, metricOf, statOf, type Named } from "./metric-names.ts";
import { type DocumentNode, field, numberOf, textField } from "./node.ts";

/** What is known of a result before it is looked at: from the query of its Id, the keys above it, the path. */
export interface Scope {
  readonly metric: string | null;
  readonly instance: string | null;
  /** It is of the whole cluster: then `instance` is null and nothing below may name one. */
  readonly ofCluster: boolean;
  readonly stat: string | null;
  readonly periodSeconds: number | null;
  /** Its query is an expression over metrics (`m1 / 60`): what it holds is no metric of RDS. */
  readonly computed: boolean;
  /** `MetricDataQueries` that stand beside or above the results, by Id. */
  readonly queries: ReadonlyMap<string, Scope>;
}

export const nothingKnown: Scope = {
  metric: null,
  instance: null,
  ofCluster: false,
  stat: null,
  periodSeconds: null,
  computed: false,
  queries: new Map(),
};

/** `MetricDataQueries`: what the answer itself leaves out. */
export function queriesOf(list: DocumentNode | null): ReadonlyMap<string, Scope> {
  const queries = new Map<string, Scope>();
  for (const query of list?.children ?? []) {
    const id = textField(query, "id");
    if (id === null) continue;
    const asked = withFields(expressionScope(textField(query, "expression")), query);
    queries.set(id, withLabel(asked, textField(query, "label")));
  }
  return queries;
}

/**
 * A query that finds its metrics, whose results share one Id: `SEARCH('{AWS/RDS,DBInstanceIdentifier}
 * MetricName="FreeableMemory"', 'Minimum', 60)`, `SELECT MIN(FreeableMemory) FROM … GROUP BY DBInstanceIdentifier`.
 */
function expressionScope(expression: string | null): Scope {
  const text = (expression ?? "").slice(0, 2000);
  if (text === "") return nothingKnown;
  const select = /^\s*SELECT\s+([A-Z]{3,5})\(\s*"?(\w{1,100})"?\s*\)/i.exec(text);
  if (select !== null) {
    return { ...nothingKnown, metric: metricOf(select[2] ?? null), stat: statOf(select[1] ?? null) };
  }
  if (!/^\s*SEARCH\(/i.test(text)) return { ...nothingKnown, computed: true };
  return {
    ...nothingKnown,
    metric: metricOf(/MetricName\s*=\s*\\?"?(\w{1,100})/i.exec(text)?.[1] ?? null),
    stat: statOf(/,\s*['"]([\w.]{1,20})['"]/.exec(text)?.[1] ?? null),
    periodSeconds: positive(Number(/,\s*(\d{1,6})\s*\)\s*$/.exec(text)?.[1] ?? Number.NaN)),
  };
}

/** Fields of a query, a result or an object above results: the metric, its dimensions, statistic and period. */
export function withFields(scope: Scope, node: DocumentNode): Scope {
  const stated = field(node, "metricstat") ?? node;
  const metric = field(stated, "metric");
  const dimensions = dimensionsOf(field(metric ?? node, "dimensions") ?? field(node, "dimensions"));
  const named = textField(node, "dbinstanceidentifier", "instance", "instanceid", "dbinstance");
  const instance = identifierOf(named ?? dimensions.get("dbinstanceidentifier") ?? null);
  const ofCluster = instance === null && dimensions.has("dbclusteridentifier");
  const name = textField(metric ?? node, "metricname", "name") ?? textField(node, "metricname", "metric");
  return {
    metric: metricOf(name) ?? scope.metric,
    instance: instance ?? (ofCluster ? null : scope.instance),
    ofCluster: ofCluster || (instance === null && scope.ofCluster),
    stat: statOf(textField(stated, "stat", "statistic", "statistics")) ?? scope.stat,
    periodSeconds: positive(numberOf(field(stated, "period", "periodseconds"))) ?? scope.periodSeconds,
    computed: scope.computed,
    queries: scope.queries,
  };
}

/** What is still open is taken from a label. */
export function withLabel(scope: Scope, label: string | null): Scope {
  return complete(scope, fromLabel(label));
}

/** What is still open is taken from an Id. */
export function withId(scope: Scope, id: string | null): Scope {
  return complete(scope, fromId(id));
}

function complete(scope: Scope, named: Named): Scope {
  const open = scope.instance === null && !scope.ofCluster;
  return {
    ...scope,
    metric: scope.metric ?? named.metric,
    stat: scope.stat ?? named.stat,
    instance: open ? named.instance : scope.instance,
    ofCluster: open ? named.ofCluster : scope.ofCluster,
  };
}

/** `[{Name, Value}]`, or an object of them. */
function dimensionsOf(node: DocumentNode | null): ReadonlyMap<string, string> {
  const pairs = (node?.children ?? []).flatMap((child): (readonly [string, string])[] => {
    if (typeof child.value === "string") return [[child.name, child.value]];
    const name = textField(child, "name");
    const value = textField(child, "value");
    return name === null || value === null ? [] : [[name.toLowerCase(), value]];
  });
  return new Map(pairs);
}

function positive(value: number | null): number | null {
  return value !== null && value > 0 && value <= 86_400 ? value : null;
}
