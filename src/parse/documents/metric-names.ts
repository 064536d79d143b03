import { identifierOf } from "./identifier.ts";

/**
 * Metrics of AWS/RDS and the unit RDS publishes them in (as CloudWatch spells units).
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
 */
const units: ReadonlyMap<string, string> = new Map([
  ["AuroraReplicaLag", "Milliseconds"],
  ["AuroraReplicaLagMaximum", "Milliseconds"],
  ["AuroraReplicaLagMinimum", "Milliseconds"],
  ["BufferCacheHitRatio", "Percent"],
  ["BurstBalance", "Percent"],
  ["CommitLatency", "Milliseconds"],
  ["CommitThroughput", "Count/Second"],
  ["CPUCreditBalance", "Count"],
  ["CPUCreditUsage", "Count"],
  ["CPUUtilization", "Percent"],
  ["DatabaseConnections", "Count"],
  ["DBLoad", "None"],
  ["DBLoadCPU", "None"],
  ["DBLoadNonCPU", "None"],
  ["Deadlocks", "Count/Second"],
  ["DiskQueueDepth", "Count"],
  ["EngineUptime", "Seconds"],
  ["FreeableMemory", "Bytes"],
  ["FreeLocalStorage", "Bytes"],
  ["FreeStorageSpace", "Bytes"],
  ["MaximumUsedTransactionIDs", "Count"],
  ["NetworkReceiveThroughput", "Bytes/Second"],
  ["NetworkThroughput", "Bytes/Second"],
  ["NetworkTransmitThroughput", "Bytes/Second"],
  ["ReadIOPS", "Count/Second"],
  ["ReadLatency", "Seconds"],
  ["ReadThroughput", "Bytes/Second"],
  ["ReplicaLag", "Seconds"],
  ["ReplicationSlotDiskUsage", "Bytes"],
  ["RollbackSegmentHistoryListLength", "Count"],
  ["ServerlessDatabaseCapacity", "Count"],
  ["ACUUtilization", "Percent"],
  ["StorageNetworkReceiveThroughput", "Bytes/Second"],
  ["StorageNetworkThroughput", "Bytes/Second"],
  ["StorageNetworkTransmitThroughput", "Bytes/Second"],
  ["SwapUsage", "Bytes"],
  ["TransactionLogsDiskUsage", "Bytes"],
  ["VolumeBytesUsed", "Bytes"],
  ["VolumeReadIOPs", "Count"],
  ["VolumeWriteIOPs", "Count"],
  ["WriteIOPS", "Count/Second"],
  ["WriteLatency", "Seconds"],
  ["WriteThroughput", "Bytes/Second"],
]);

const byLowerCase = new Map([...units.keys()].map((name) => [name.toLowerCase(), name] as const));

/** The unit RDS publishes a metric in; null for a metric that is not known here. */
export function unitOf(metric: string): string | null {
  return units.get(metric) ?? null;
}

/** A known metric, written in any case, as CloudWatch writes it. */
function knownMetric(text: string): string | null {
  return byLowerCase.get(text.toLowerCase()) ?? null;
}

/** A metric's name: a known one in any case, or a word that looks like one (`DBLoadRelative`). */
export function metricOf(text: string | null): string | null {
  const word = text === null || text.length > 100 ? "" : text;
  return knownMetric(word) ?? (/^(?=.*[a-z])[A-Z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*$/.test(word) ? word : null);
}

/** A statistic as CloudWatch writes it: `Average`, `Sum`, `p99.9`, `tm90`. */
export function statOf(text: string | null): string | null {
  const word = /^(average|minimum|maximum|sum|samplecount|avg|min|max)$/i.exec(text ?? "")?.[1]?.toLowerCase();
  if (word === undefined)
    return /^(?:p|tm|wm|tc|ts|pr)\d{1,2}(?:\.\d{1,10})?$/i.test(text ?? "") ? (text ?? null) : null;
  if (word === "samplecount") return "SampleCount";
  return { ave: "Average", avg: "Average", min: "Minimum", max: "Maximum", sum: "Sum" }[word.slice(0, 3)] ?? null;
}

/** What a label or an id tells. */
export interface Named {
  readonly metric: string | null;
  readonly instance: string | null;
  readonly stat: string | null;
  /** It speaks of the whole cluster (`DBClusterIdentifier`, a role), so its identifier is no instance. */
  readonly ofCluster: boolean;
}

/** Words of a label that name neither a metric nor an instance: CloudWatch's own, units, prepositions. */
const noise =
  /^(?:aws|rds|namespace|db|dbinstanceidentifier|dbclusteridentifier|instance|cluster|metric|metricname|role|writer|reader|of|for|on|in|at|the|per|bytes?|kb|mb|gb|mib|gib|seconds?|sec|ms|count|percent|no|unit|\d+)$/i;

/** `aurora-1 FreeableMemory`, `FreeableMemory aurora-1 Average`, `aurora-1/FreeableMemory`, `AWS/RDS aurora-1 …`. */
export function fromLabel(label: string | null): Named {
  const words = (label ?? "").slice(0, 500).split(/[^A-Za-z0-9.-]+/);
  const telling = words.flatMap(splitWord).filter((word) => !noise.test(word));
  const named = telling.find((word) => knownMetric(word) !== null) ?? telling.find((word) => metricOf(word) !== null);
  const counted = telling.find((word) => statOf(word) !== null);
  const rest = telling.filter((word) => word !== named && word !== counted).map(identifierOf);
  const ids = [...new Set(rest.filter((id) => id !== null))];
  const numbered = ids.length === 1 ? ids : ids.filter((id) => /\d$|-.*\d/.test(id));
  const ofCluster = words.some((word) => /^(?:DBClusterIdentifier|WRITER|READER)$/.test(word));
  return {
    metric: metricOf(named ?? null),
    stat: statOf(counted ?? null),
    instance: numbered.length === 1 && !ofCluster ? (numbered[0] ?? null) : null,
    ofCluster,
  };
}

/** Takes `aurora-1.FreeableMemory` and `FreeableMemory-aurora-1` apart; a percentile keeps its dot. */
function splitWord(word: string): readonly string[] {
  if (statOf(word) !== null) return [word];
  return word.split(".").flatMap((part) => {
    const pieces = part.split("-");
    const first = metricOf(pieces[0] ?? "");
    if (first !== null && pieces.length > 1) return [first, pieces.slice(1).join("-")];
    const last = metricOf(pieces.at(-1) ?? "");
    return last !== null && pieces.length > 1 ? [pieces.slice(0, -1).join("-"), last] : [part];
  });
}

/**
 * `aurora_1_freeablememory`, the last resort: an `Id` of a query may hold no hyphen, so `_` stands for one. Ids of one
 * word (`m1_freeablememory`) name a query, not an instance.
 */
export function fromId(id: string | null): Named {
  const parts = (id ?? "")
    .slice(0, 255)
    .toLowerCase()
    .split("_")
    .filter((part) => part !== "");
  for (let length = Math.min(parts.length, 5); length > 0; length--) {
    for (const at of [parts.length - length, 0]) {
      const metric = byLowerCase.get(parts.slice(at, at + length).join(""));
      if (metric === undefined) continue;
      const rest = [...parts.slice(0, at), ...parts.slice(at + length)];
      const stat = statOf(rest.at(-1) ?? "");
      const name = (stat === null ? rest : rest.slice(0, -1)).join("-");
      const telling =
        /^[a-z][a-z0-9]+(?:-[a-z0-9]+)+$/.test(name) && !/^(?:query|metric|expr|id|series|data)-/.test(name);
      return { metric, stat, instance: telling ? identifierOf(name) : null, ofCluster: false };
    }
  }
  return { metric: null, stat: null, instance: null, ofCluster: false };
}
