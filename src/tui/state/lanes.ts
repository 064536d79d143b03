import type { ClientReport, CoverageReport, InstanceReport, MetricSeries } from "../../model/index.ts";
import { gravestFirst, ledgerName } from "../../report/index.ts";
import type { ViewCase } from "../case.ts";

/** One row on the time axis. `name` is hostile until escaped. */
export type Lane =
  | {
      readonly kind: "instance";
      readonly name: string;
      readonly instance: InstanceReport;
      readonly streams: readonly number[];
    }
  | { readonly kind: "events"; readonly name: string; readonly streams: readonly number[] }
  | { readonly kind: "operator"; readonly name: string; readonly streams: readonly number[] }
  | {
      readonly kind: "client";
      readonly name: string;
      readonly client: ClientReport;
      readonly streams: readonly number[];
    }
  | {
      readonly kind: "metric";
      readonly name: string;
      readonly series: MetricSeries;
      readonly streams: readonly number[];
    }
  | {
      readonly kind: "coverage";
      readonly name: string;
      readonly entry: CoverageReport;
      readonly streams: readonly number[];
    };

/** Metrics that tell of a failover, the most telling first (CLASSIFY P14, P16). */
const telling = [
  "FreeableMemory",
  "CPUUtilization",
  "DatabaseConnections",
  "CommitThroughput",
  "WriteThroughput",
  "AuroraReplicaLag",
  "EngineUptime",
];
const MOST_METRICS = 8;

const known = new WeakMap<ViewCase, readonly Lane[]>();

/**
 * The lanes from the top: instances, what RDS and people did to them, clients with the gravest first, metrics, and last
 * the sources that do not cover everything. What happened to the cluster stands before the clients: of those there may
 * be more than the screen shows.
 */
export function lanesOf(viewCase: ViewCase): readonly Lane[] {
  const made = known.get(viewCase);
  if (made !== undefined) return made;
  const { report, facts, records } = viewCase;
  const streams = (kind: "server" | "client", name: string): number[] =>
    records.streams.filter((stream) => stream.kind === kind && stream.name === name).map(({ index }) => index);
  const lanes: Lane[] = [
    ...report.instances.map((instance): Lane => {
      return { kind: "instance", name: instance.id, instance, streams: streams("server", instance.id) };
    }),
    ...(facts.events.length > 0 || facts.eventsSupplied
      ? [{ kind: "events", name: "RDS events", streams: [] } as const]
      : []),
    ...(acts(viewCase) ? [{ kind: "operator", name: "operator, API", streams: [] } as const] : []),
    ...gravestFirst(report.clients).map((client): Lane => {
      return { kind: "client", name: client.id, client, streams: streams("client", client.id) };
    }),
    ...metricsOf(facts.documents.metrics).map((series): Lane => {
      return { kind: "metric", name: [series.metric, series.instance].filter(Boolean).join(" "), series, streams: [] };
    }),
    ...report.coverage
      .filter(({ state }) => state !== "full")
      .map((entry): Lane => ({ kind: "coverage", name: `${ledgerName(entry)}?`, entry, streams: [] })),
  ];
  known.set(viewCase, lanes);
  return lanes;
}

function acts({ facts: { documents } }: ViewCase): boolean {
  return documents.calls.length > 0 || documents.callsSupplied || (documents.operator?.failovers.length ?? 0) > 0;
}

/** One series of each telling metric and instance. */
function metricsOf(all: readonly MetricSeries[]): MetricSeries[] {
  const seen = new Set<string>();
  return telling
    .flatMap((name) => all.filter(({ metric, points }) => metric === name && points.length > 0))
    .filter(({ metric, instance }) => {
      const key = `${metric} ${instance ?? ""}`;
      const first = !seen.has(key);
      seen.add(key);
      return first;
    })
    .slice(0, MOST_METRICS);
}

/** The lane of a stream of records, -1 when none is. */
export function laneOfStream(lanes: readonly Lane[], stream: number): number {
  return lanes.findIndex(({ streams }) => streams.includes(stream));
}
