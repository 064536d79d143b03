import {
  type ApiCall,
  type ClusterSnapshot,
  type ContainerEnd,
  type Documents,
  type EndpointRecord,
  type LineCounts,
  type MetricSeries,
  noDocuments,
  type OperatorStatements,
  type Problem,
  SECOND_US,
  type SourceFile,
  type SourceKind,
} from "../model/index.ts";
import {
  parseCase,
  parseCloudTrail,
  parseCluster,
  parseEndpoints,
  parseKubernetes,
  parseMetrics,
  parseOsMetrics,
} from "../parse/index.ts";
import type { Evidence } from "../sources/index.ts";
import type { LoadedFile } from "./loaded.ts";
import { wholeFile } from "./whole-file.ts";
import type { TimeWindow } from "./window/time-window.ts";

/** Kinds of evidence beside logs and RDS events; each is small and read as a whole. */
const DOCUMENT_KINDS = ["metrics", "os-metrics", "cluster", "cloudtrail", "endpoints", "kubernetes", "case"] as const;

export function isDocument(kind: SourceKind): boolean {
  return (DOCUMENT_KINDS as readonly string[]).includes(kind);
}

/** What all documents of a case say together, and how each was read. */
export interface LoadedDocuments {
  readonly documents: Documents;
  readonly files: readonly LoadedFile[];
  readonly problems: readonly Problem[];
}

/** Reads metrics, Enhanced Monitoring, API snapshots, CloudTrail, endpoints, Kubernetes and `case.yaml`; several files of a kind are one document. What happened outside of the window is left out; a state is not. */
export async function loadDocuments(evidence: Evidence, window: TimeWindow | null = null): Promise<LoadedDocuments> {
  const metrics: MetricSeries[] = [];
  const snapshots: ClusterSnapshot[] = [];
  const calls: ApiCall[] = [];
  const endpoints: EndpointRecord[] = [];
  const ends: ContainerEnd[] = [];
  const told: OperatorStatements[] = [];
  const files: LoadedFile[] = [];
  const problems: Problem[] = [];
  let metricsSupplied = false;
  let callsSupplied = false;
  const note = (
    file: SourceFile,
    read: { readonly problems: readonly Problem[]; readonly counts: LineCounts },
  ): void => {
    problems.push(...read.problems);
    files.push({ file, counts: read.counts, format: [file.kind], timeBasis: "stated" });
  };
  for (const file of evidence.files) {
    if (!isDocument(file.kind)) continue;
    const bytes = wholeFile(file);
    if (file.kind === "metrics") {
      const read = parseMetrics(bytes, file.path);
      metrics.push(...read.metrics);
      metricsSupplied ||= read.supplied;
      note(file, read);
    } else if (file.kind === "os-metrics") {
      // Not CloudWatch's: whether metrics were supplied it does not tell.
      const read = parseOsMetrics(bytes, file.path);
      metrics.push(...read.metrics);
      note(file, read);
    } else if (file.kind === "cluster") {
      const read = parseCluster(bytes, file.path);
      snapshots.push(...read.snapshots);
      note(file, read);
    } else if (file.kind === "cloudtrail") {
      const read = parseCloudTrail(bytes, file.path);
      calls.push(...read.calls);
      callsSupplied ||= read.supplied;
      note(file, read);
    } else if (file.kind === "endpoints") {
      const read = parseEndpoints(bytes, file.path);
      endpoints.push(...read.endpoints);
      note(file, read);
    } else if (file.kind === "kubernetes") {
      const read = parseKubernetes(bytes, file.path);
      for (const end of read.ends) ends.push(end);
      note(file, read);
    } else {
      const read = await parseCase(bytes, file.path);
      if (read.statements !== null) told.push(read.statements);
      note(file, read);
    }
  }
  for (const file of evidence.files) {
    const listed = evidence.manifestFacts.short.get(file.path);
    if (listed === undefined) continue;
    const reason = "it was cut, or it was still being written; fetch it again";
    problems.push({ kind: "short-file", file: file.path, byteLength: listed - file.bytesOnDisk, reason });
  }
  problems.push(...evidence.manifestFacts.notCollected.map((entry): Problem => ({ kind: "not-collected", ...entry })));
  const counts = (us: number, lengthUs = 0): boolean =>
    window === null || Number.isNaN(us) || (us + lengthUs >= window.sinceUs && us <= window.untilUs);
  const operator = told.length === 0 ? null : told.reduce(together);
  const documents: Documents = {
    ...noDocuments,
    metrics: metrics.map((series) => within(series, counts)),
    metricsSupplied,
    snapshots: snapshots.sort((a, b) => order(a.us) - order(b.us)),
    calls: calls.filter(({ us }) => counts(us)).sort((a, b) => order(a.us) - order(b.us)),
    callsSupplied,
    endpoints,
    containerEnds: ends.filter(({ us }) => counts(us)).sort((a, b) => a.us - b.us),
    operator,
    collectedUs: firstKnown(operator?.collectedUs ?? Number.NaN, evidence.manifestFacts.collectedUs),
    notCollected: evidence.manifestFacts.notCollected,
    growing: new Map(
      evidence.files
        .filter(({ path }) => evidence.manifestFacts.growing.has(path) || evidence.manifestFacts.short.has(path))
        .map(({ path, instance }) => [path, instance]),
    ),
  };
  return { documents, files, problems };
}

/** A series without the buckets that lie outside. */
function within(series: MetricSeries, counts: (us: number, lengthUs: number) => boolean): MetricSeries {
  const lengthUs = (series.periodSeconds ?? 0) * SECOND_US;
  // A bucket ends before the instant at which the next one starts.
  return { ...series, points: series.points.filter(({ us }) => counts(us, Math.max(0, lengthUs - 1))) };
}

function firstKnown(a: number, b: number): number {
  return Number.isNaN(a) ? b : a;
}

/** Without a time: after everything that has one. */
function order(us: number): number {
  return Number.isNaN(us) ? Number.MAX_SAFE_INTEGER : us;
}

/** Two files of statements: all failovers and answers; of single values the first one told. */
function together(a: OperatorStatements, b: OperatorStatements): OperatorStatements {
  return {
    failovers: [...a.failovers, ...b.failovers],
    awsAnswers: [...a.awsAnswers, ...b.awsAnswers],
    writeForwarding: a.writeForwarding.state === "unknown" ? b.writeForwarding : a.writeForwarding,
    endpointTtl: a.endpointTtl ?? b.endpointTtl,
    collectedUs: firstKnown(a.collectedUs, b.collectedUs),
  };
}
