/** Headline classes (`verdict.class`). Fixed words: the same in code, JSON, help and docs. */
export const headlineClasses = [
  "split-writer-race",
  "endpoint-staleness",
  "normal-failover",
  "crash-failover",
  "reversed-failover",
  "instance-crash",
  "instance-restart",
  "connection-exhaustion",
  "stale-reads",
  "misrouted-writes",
  "read-only-transactions",
  "network-fault",
  "other-cause",
  "no-incident",
  "inconclusive",
] as const;
export type HeadlineClass = (typeof headlineClasses)[number];

/** How sure. Never "confirmed": that word belongs to AWS. Ordered from least to most. */
export const confidenceLevels = ["insufficient", "possible", "probable", "strong"] as const;
export type Confidence = (typeof confidenceLevels)[number];

/** The lower of two levels. */
export function lower(a: Confidence, b: Confidence): Confidence {
  return confidenceLevels.indexOf(a) <= confidenceLevels.indexOf(b) ? a : b;
}

/** Sub-types of endpoint-staleness. */
export const stalenessSubtypes = [
  "dns",
  "pooled",
  "resolver-cache",
  "proxy",
  "survivor",
  "control-plane",
  "undetermined",
] as const;
export type StalenessSubtype = (typeof stalenessSubtypes)[number];

export const triggers = ["customer", "rds", "crash", "maintenance", "none", "unknown"] as const;
export type TriggerKind = (typeof triggers)[number];

export const instanceStates = ["starting", "recovering", "ready", "crashed", "stopping", "down", "unknown"] as const;
export type InstanceState = (typeof instanceStates)[number];

export type Role = "writer" | "reader" | "unknown";

/** Where a role comes from, best first. */
export const roleSources = ["event", "api", "cloudtrail", "operator", "recovery-lines", "refusals", "none"] as const;
export type RoleSource = (typeof roleSources)[number];
