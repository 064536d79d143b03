import { createHash } from "node:crypto";
import type { LogGroup, World } from "../world.ts";
import type { Comparison, EventField, InsightsQuery } from "./insights-language.ts";
import { groupEvents, ingestionMs, type GroupEvent } from "./logs-groups.ts";

/** One row of a result: its columns in order. */
export type InsightsRow = readonly { readonly field: string; readonly value: string }[];

/** What a query gives when it has run to its end. */
export interface InsightsResult {
  readonly rows: readonly InsightsRow[];
  readonly recordsMatched: number;
  readonly recordsScanned: number;
  readonly bytesScanned: number;
}

interface Row {
  readonly cells: InsightsRow;
  /** What a column sorts by: times and counts by number. */
  readonly keys: Readonly<Record<string, string | number>>;
}

/**
 * Runs a query over the events from `startMs` to `endMs`, both inclusive. Without `sort` events come newest first.
 * `limit` cuts after sorting.
 */
export function runInsights(
  query: InsightsQuery,
  groups: readonly LogGroup[],
  world: World,
  window: { readonly startMs: number; readonly endMs: number; readonly limit: number },
): InsightsResult {
  const scanned = groups
    .flatMap((group) => groupEvents(group, world).map((event) => ({ group, event })))
    .filter(({ event }) => event.ms >= window.startMs && event.ms <= window.endMs)
    .map(({ group, event }) => ({ ms: event.ms, fields: fieldsOf(event, group, world) }));
  const matched = scanned.filter(({ ms, fields }) =>
    query.filters.every(({ any, comparisons }) =>
      any ? comparisons.some((each) => holds(each, fields, ms)) : comparisons.every((each) => holds(each, fields, ms)),
    ),
  );
  const rows = query.stats === null ? matched.map((each) => eventRow(query, each)) : countRows(query.stats, matched);
  const sort = query.sort.length > 0 ? query.sort : [{ column: "@timestamp", descending: true }];
  rows.sort((a, b) => {
    for (const { column, descending } of sort) {
      const order = compare(a.keys[column], b.keys[column]);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
  return {
    rows: rows.slice(0, window.limit).map((row) => row.cells),
    recordsMatched: matched.length,
    recordsScanned: scanned.length,
    bytesScanned: scanned.reduce((bytes, { fields }) => bytes + Buffer.byteLength(fields["@message"]), 0),
  };
}

type Fields = Readonly<Record<EventField, string>>;

function fieldsOf(event: GroupEvent, group: LogGroup, world: World): Fields {
  return {
    "@timestamp": insightsTime(event.ms),
    "@ingestionTime": insightsTime(ingestionMs(event.ms)),
    "@message": event.message,
    "@logStream": event.stream,
    "@log": `${world.account}:${group.name}`,
    "@ptr": createHash("sha256").update(`${group.name} ${event.id}`).digest("base64"),
  };
}

/** `2026-11-21 19:11:20.000`, UTC: how Insights writes times. */
function insightsTime(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").replace("Z", "");
}

function holds(comparison: Comparison, fields: Fields, ms: number): boolean {
  const { field, operator, values } = comparison;
  const [value] = values;
  const actual = typeof value !== "number" ? fields[field] : field === "@ingestionTime" ? ingestionMs(ms) : ms;
  if (operator === "in") return values.some((each) => each === actual);
  if (operator === "like" || operator === "not like") {
    const found = value instanceof RegExp ? value.test(String(actual)) : fields[field].includes(String(value));
    return found === (operator === "like");
  }
  const order = compare(actual, typeof value === "number" ? value : String(value));
  if (operator === "=") return order === 0;
  if (operator === "!=") return order !== 0;
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order >= 0;
}

function eventRow(query: InsightsQuery, { ms, fields }: { readonly ms: number; readonly fields: Fields }): Row {
  // "along with a @ptr field, which is the identifier for the log record" (GetQueryResults, API reference)
  const columns = [...new Set<EventField>([...query.fields, "@ptr"])];
  return {
    cells: columns.map((field) => ({ field, value: fields[field] })),
    keys: { ...fields, "@timestamp": ms, "@ingestionTime": ingestionMs(ms) },
  };
}

function countRows(
  stats: NonNullable<InsightsQuery["stats"]>,
  events: readonly { readonly ms: number; readonly fields: Fields }[],
): Row[] {
  const groups = new Map<string, { by: Row["keys"]; cells: InsightsRow; count: number }>();
  for (const { ms, fields } of events) {
    const values = stats.by.map(({ column, field, binMs }) =>
      field === null
        ? { field: column, value: insightsTime(ms - (ms % binMs)), key: ms - (ms % binMs) }
        : { field: column, value: fields[field], key: fields[field] },
    );
    const id = JSON.stringify(values.map((each) => each.value));
    const group = groups.get(id) ?? {
      by: Object.fromEntries(values.map((each) => [each.field, each.key])),
      cells: values.map(({ field, value }) => ({ field, value })),
      count: 0,
    };
    group.count++;
    groups.set(id, group);
  }
  return [...groups.values()].map(({ by, cells, count }) => ({
    cells: [...cells, { field: stats.countColumn, value: String(count) }],
    keys: { ...by, [stats.countColumn]: count },
  }));
}

function compare(a: string | number | undefined, b: string | number | undefined): number {
  if (a === b || a === undefined || b === undefined) return 0;
  return a < b ? -1 : 1;
}
