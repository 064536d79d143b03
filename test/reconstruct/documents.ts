// Documents beside logs, by hand. Seconds count from the beginning of the trouble, as in stories.
import {
  type ApiCall,
  type ClusterSnapshot,
  type Documents,
  type Exhibit,
  type MetricSeries,
  noDocuments,
  type OperatorStatements,
  type ToldFailover,
} from "../../src/model/index.ts";
import { us } from "./facts.ts";

export const GIB = 1024 ** 3;

let exhibits = 0;

export function exhibit(kind: Exhibit["kind"], at: number, text: string, instance: string | null = null): Exhibit {
  const pointer = `/${++exhibits}`;
  const source = { file: `${kind}.json`, line: exhibits, byteOffset: exhibits, byteLength: 1, pointer };
  return { kind, us: us(at), instance, text, source };
}

/** Points as `[second, value]`; the second is the start of a bucket. */
export function metric(
  name: string,
  instance: string,
  points: readonly (readonly [at: number, value: number])[],
  about: { readonly period?: number | null; readonly stat?: string | null } = {},
): MetricSeries {
  return {
    metric: name,
    instance,
    stat: about.stat === undefined ? "Average" : about.stat,
    periodSeconds: about.period === undefined ? 60 : about.period,
    points: points.map(([at, value]) => ({
      us: us(at),
      value,
      exhibit: exhibit("metric", at, `${name} ${value}`, instance),
    })),
  };
}

/** One point a minute from `from` to `to` with the same value. */
export function everyMinute(from: number, to: number, value: number): readonly (readonly [number, number])[] {
  const points: [number, number][] = [];
  for (let at = from; at <= to; at += 60) points.push([at, value]);
  return points;
}

/** A snapshot; the first member is the writer. `at` null: nobody tells when it was taken. */
export function snapshot(
  at: number | null,
  members: readonly string[],
  about: {
    readonly forwarding?: "on" | "off" | "unknown";
    readonly memoryBytes?: number | null;
    readonly cluster?: string;
  } = {},
): ClusterSnapshot {
  const { forwarding = "unknown", memoryBytes = null, cluster = "orders-prod" } = about;
  return {
    us: at === null ? Number.NaN : us(at),
    cluster,
    members: members.map((instance, i) => ({
      instance,
      writer: i === 0,
      exhibit: exhibit("api", at ?? Number.NaN, `${instance} IsClusterWriter ${i === 0}`, instance),
    })),
    engine: "aurora-postgresql",
    engineVersion: "15.4",
    writeForwarding: {
      state: forwarding,
      exhibit: forwarding === "unknown" ? null : exhibit("api", at ?? Number.NaN, `forwarding ${forwarding}`),
    },
    instances: members.map((instance) => ({
      instance,
      instanceClass: null,
      memoryBytes,
      engineVersion: null,
      status: "available",
    })),
    exhibit: exhibit("api", at ?? Number.NaN, "snapshot"),
  };
}

export function call(at: number, about: Partial<ApiCall> = {}): ApiCall {
  return {
    us: us(at),
    name: "FailoverDBCluster",
    cluster: "orders-prod",
    instance: null,
    target: "b",
    who: "sre",
    forceFailover: false,
    error: null,
    exhibit: exhibit("api", at, "FailoverDBCluster by sre"),
    ...about,
  };
}

export function told(at: number, about: Partial<ToldFailover> = {}): ToldFailover {
  return {
    us: us(at),
    uncertaintyUs: 120_000_000,
    target: null,
    writersPaused: null,
    outcome: "unknown",
    exhibit: exhibit("operator", at, "failover"),
    ...about,
  };
}

export function operator(about: Partial<OperatorStatements> = {}): OperatorStatements {
  return {
    failovers: [],
    awsAnswers: [],
    writeForwarding: { state: "unknown", exhibit: null },
    endpointTtl: null,
    collectedUs: Number.NaN,
    ...about,
  };
}

export function documents(about: Partial<Documents>): Documents {
  return {
    ...noDocuments,
    metricsSupplied: about.metrics !== undefined,
    callsSupplied: about.calls !== undefined,
    ...about,
  };
}
