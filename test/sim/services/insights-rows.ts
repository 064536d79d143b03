import { createHash } from "node:crypto";
import type { LogGroup, World } from "../world.ts";
import { eventFields, type Comparison, type EventField, type InsightsQuery } from "./insights-language.ts";
import { eventId, groupEvents, ingestionMs, type GroupEvent } from "./logs-groups.ts";

/** One row of a result: its columns in order. */
type InsightsRow = readonly { readonly field: string; readonly value: string }[];

/** What a query gives when it has run to its end. */
export interface InsightsResult {
  readonly rows: readonly InsightsRow[];
  readonly recordsMatched: number;
  readonly recordsScanned: number;
  readonly bytesScanned: number;
}

/** An event and the group it is of; its columns are made when somebody looks at them. */
interface Found {
  readonly group: LogGroup;
  readonly event: GroupEvent;
}

/** What becomes a row: by column what it sorts by (times and counts are numbers), and its cells at last. */
interface Row {
  key(column: string): string | number | undefined;
  cells(): InsightsRow;
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
  const scanned = groups.flatMap((group) =>
    groupEvents(group, world)
      .filter((event) => event.ms >= window.startMs && event.ms <= window.endMs)
      .map((event): Found => ({ group, event })),
  );
  const matched = scanned.filter((found) =>
    query.filters.every(({ any, comparisons }) =>
      any
        ? comparisons.some((each) => holds(each, found, world))
        : comparisons.every((each) => holds(each, found, world)),
    ),
  );
  const rows =
    query.stats === null
      ? matched.map((found) => eventRow(query.fields, found, world))
      : countRows(query.stats, matched, world);
  const sort = query.sort.length > 0 ? query.sort : [{ column: "@timestamp", descending: true }];
  rows.sort((a, b) => {
    for (const { column, descending } of sort) {
      const order = compare(a.key(column), b.key(column));
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
  return {
    rows: rows.slice(0, window.limit).map((row) => row.cells()),
    recordsMatched: matched.length,
    recordsScanned: scanned.length,
    bytesScanned: scanned.reduce((bytes, { event }) => bytes + Buffer.byteLength(event.message), 0),
  };
}

/** A field's value, times as epoch ms. */
function fieldOf(field: EventField, { group, event }: Found, world: World): string | number {
  switch (field) {
    case "@timestamp":
      return event.ms;
    case "@ingestionTime":
      return ingestionMs(event.ms);
    case "@message":
      return event.message;
    case "@logStream":
      return event.stream;
    case "@log":
      return `${world.account}:${group.name}`;
    case "@ptr":
      return createHash("sha256")
        .update(`${group.name} ${eventId(event)}`)
        .digest("base64");
    default:
      return field satisfies never;
  }
}

/** A value as Insights writes it: text, and times in UTC as `2026-11-21 19:11:20.000`. */
function written(value: string | number): string {
  return typeof value === "string" ? value : new Date(value).toISOString().replace("T", " ").replace("Z", "");
}

function holds({ field, operator, values }: Comparison, found: Found, world: World): boolean {
  const [value] = values;
  const own = fieldOf(field, found, world);
  const actual = typeof value === "number" ? own : written(own);
  if (operator === "in") return values.some((each) => each === actual);
  if (operator === "like" || operator === "not like") {
    const matches = value instanceof RegExp ? value.test(String(actual)) : String(actual).includes(String(value));
    return matches === (operator === "like");
  }
  const order = compare(actual, value instanceof RegExp ? undefined : value);
  if (operator === "=") return order === 0;
  if (operator === "!=") return order !== 0;
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order >= 0;
}

function eventRow(fields: readonly EventField[], found: Found, world: World): Row {
  return {
    key: (column) => {
      const field = eventFields.find((each) => each === column);
      return field === undefined ? undefined : fieldOf(field, found, world);
    },
    // "along with a @ptr field, which is the identifier for the log record" (GetQueryResults, API reference)
    cells: () =>
      [...new Set<EventField>([...fields, "@ptr"])].map((field) => ({
        field,
        value: written(fieldOf(field, found, world)),
      })),
  };
}

function countRows(stats: NonNullable<InsightsQuery["stats"]>, matched: readonly Found[], world: World): Row[] {
  const groups = new Map<string, { readonly by: (string | number)[]; count: number }>();
  for (const found of matched) {
    const by = stats.by.map(({ field, binMs }) =>
      field === null ? found.event.ms - (found.event.ms % binMs) : fieldOf(field, found, world),
    );
    const id = JSON.stringify(by);
    const group = groups.get(id) ?? { by, count: 0 };
    group.count++;
    groups.set(id, group);
  }
  return [...groups.values()].map(({ by, count }) => ({
    key: (column) => (column === stats.countColumn ? count : by[stats.by.findIndex((each) => each.column === column)]),
    cells: () => [
      ...stats.by.map(({ column }, n) => ({ field: column, value: written(by[n] ?? "") })),
      { field: stats.countColumn, value: String(count) },
    ],
  }));
}

function compare(a: string | number | undefined, b: string | number | undefined): number {
  if (a === b || a === undefined || b === undefined) return 0;
  return a < b ? -1 : 1;
}
