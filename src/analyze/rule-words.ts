import { LevelCode, PartCode, type RdsEventMeaning } from "../model/index.ts";
import type { Known, KnownSignature } from "../rules/index.ts";
import { allSignatures, clientMatcher, codes, serverMatcher } from "../signatures/index.ts";

/** Meanings of RDS events as rules name them, after `rds-event:`. */
const EVENT_TITLES: Readonly<Record<RdsEventMeaning, string>> = {
  "failover-started": "Failover started",
  "failover-completed": "Failover completed",
  "failover-failed": "Failover failed",
  "previous-primary-promoted": "Previous primary promoted again",
  "writer-promoted": "A new writer was promoted, this instance restarts as a reader",
  "instance-restarted": "Instance restarted",
  "instance-shutdown": "Instance shut down",
  "instance-stopped": "Instance stopped",
  "instance-started": "Instance started",
  "replica-reconnected": "Reader disconnected from the writer and reconnected",
  "multi-az-failover-started": "Multi-AZ failover started",
  "multi-az-failover-completed": "Multi-AZ failover completed",
  "patching-started": "Patching started",
  "patching-finished": "Patching finished",
  upgrade: "Engine or operating system upgrade",
  "class-change-started": "Change of the instance class started",
  "class-change-finished": "Change of the instance class finished",
  "parameter-changed": "Parameter changed",
  "memory-pressure": "Critically low on memory",
  "storage-full": "Storage full",
  "storage-low": "Storage low",
  kms: "Encryption key not usable",
  "blue-green": "Blue/green deployment",
  "global-failover": "Failover of a global database",
  proxy: "RDS Proxy",
  other: "Any other RDS event",
};

const builtIn: readonly KnownSignature[] = [
  ...allSignatures.map((signature): KnownSignature => ({
    id: signature.id,
    title: signature.title,
    source: signature.scope,
    always: signature.scope === "client" || !signature.chatter,
  })),
  ...Object.entries(EVENT_TITLES).map(([meaning, title]): KnownSignature => ({
    id: `rds-event:${meaning}`,
    title,
    source: "event",
    always: true,
  })),
];

/** What rules may refer to. A server's line in an example counts as one of its background processes. */
export const ruleWords: Known = {
  signatures: builtIn,
  recognise: ({ source, text, level, sqlstate }) => {
    if (source === "event") return null;
    if (source === "client") return codes.id(clientMatcher.match(text, sqlstate));
    const bytes = Buffer.from(text, "utf8");
    return codes.id(serverMatcher.match(bytes, 0, bytes.length, LevelCode[level], PartCode.message, true));
  },
};
