import type { RdsEventMeaning } from "../../model/index.ts";

/** What a message means and the id AWS documents for it; null where the documentation has none. */
export interface Meaning {
  readonly meaning: RdsEventMeaning;
  readonly id: string | null;
}

type Row = readonly [id: number | null, meaning: RdsEventMeaning, start: RegExp];

/**
 * Beginnings of normalised messages, the documented text and what is seen in the wild.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Events.Messages.html
 */
const rows: readonly Row[] = [
  [69, "failover-failed", /^cluster failover failed/],
  [70, "previous-primary-promoted", /^promoting previous primary again/],
  [71, "failover-completed", /^completed (?:(?:customer|rds) initiated )?failover to db instance/],
  [72, "failover-started", /^started same az (?:(?:customer|rds) initiated )?failover to db instance/],
  [73, "failover-started", /^started cross az (?:(?:customer|rds) initiated )?failover to db instance/],
  [null, "writer-promoted", /^a new writer was promoted/],
  [null, "replica-reconnected", /^read replica has been disconnected from the writer instance and reconnected/],
  [6, "instance-restarted", /^(?:db|database) instance restarted/],
  [4, "instance-shutdown", /^(?:db|database) instance shutdown/],
  [87, "instance-stopped", /^(?:db|database) instance stopped/],
  [88, "instance-started", /^(?:db|database) instance started/],
  [13, "multi-az-failover-started", /^multi-az instance failover started/],
  [15, "multi-az-failover-completed", /^multi-az failover to standby complete/],
  [49, "multi-az-failover-completed", /^(?:multi-az instance failover|a multi-az failover has) completed/],
  [26, "patching-started", /^applying off-?line patches to db instance/],
  [27, "patching-finished", /^finished applying off-?line patches to db instance/],
  [null, "upgrade", /^attempt(?:ing)? to upgrade the database with zero downtime/],
  [173, "upgrade", /^database cluster engine version has been upgraded/],
  [176, "upgrade", /^database cluster engine major version has been upgraded/],
  [177, "upgrade", /^database cluster upgrade is in progress/],
  [178, "upgrade", /^database instance upgrade is in progress/],
  [417, "upgrade", /^database cluster engine version upgrade started/],
  [286, "upgrade", /^database cluster engine \S+ version upgrade started/],
  [288, "upgrade", /^cluster operating system upgrade starting/],
  [289, "upgrade", /^cluster operating system upgrade completed/],
  [290, "upgrade", /^database cluster has been patched/],
  [266, "upgrade", /^the downtime started for the db instance/],
  [267, "upgrade", /^the engine version upgrade started/],
  [268, "upgrade", /^the engine version upgrade finished/],
  [12, "class-change-started", /^applying modification to (?:database|db) instance class/],
  [14, "class-change-finished", /^finished applying modification to (?:database|db) instance class/],
  [37, "parameter-changed", /^updated parameter \S+ to /],
  [null, "parameter-changed", /^parameter \S+ was set to a value incompatible with replication/],
  [404, "memory-pressure", /^a database workload is causing the system to run critically low on memory/],
  [7, "storage-full", /^allocated storage has been exhausted/],
  [221, "storage-full", /^db instance has reached the storage-full threshold/],
  [89, "storage-low", /^the free storage capacity for db instance: /],
  [222, "storage-low", /^free storage capacity for db instance /],
  [227, "storage-low", /^your aurora cluster's storage is dangerously low/],
  [
    330,
    "storage-low",
    /^the free storage capacity of the dedicated transaction log volume is too low [^]*will be shut down/,
  ],
  [331, "storage-low", /^the free storage capacity of the dedicated transaction log volume is too low/],
  [418, "kms", /^amazon rds is unable to access the kms encryption key/],
  [419, "kms", /^amazon rds has been unable to access the kms encryption key/],
  [420, "kms", /^amazon rds can now successfully access the kms encryption key/],
  [244, "blue-green", /^blue\/green deployment tasks completed/],
  [245, "blue-green", /^creation of blue\/green deployment failed/],
  [246, "blue-green", /^blue\/green deployment deleted/],
  [248, "blue-green", /^switchover completed on blue\/green deployment/],
  [249, "blue-green", /^switchover canceled on blue\/green deployment/],
  [250, "blue-green", /^switchover from primary\/read replica [^]*\bstarted$/],
  [251, "blue-green", /^switchover from primary\/read replica [^]*\bcompleted/],
  [252, "blue-green", /^switchover from primary\/read replica [^]*\bcanceled/],
  [259, "blue-green", /^switchover from db cluster [^]*\bstarted$/],
  [260, "blue-green", /^switchover from db cluster [^]*\bcompleted/],
  [261, "blue-green", /^switchover from db cluster [^]*\bcanceled/],
  [247, "blue-green", /^switchover from [^]*\bstarted$/],
  [311, "blue-green", /^sequence sync for switchover of db cluster [^]*\binitiated/],
  [307, "blue-green", /^sequence sync for switchover of [^]*\binitiated/],
  [null, "blue-green", /^sequence sync for switchover of /],
  [181, "global-failover", /^global switchover to db cluster [^]*\bstarted$/],
  [182, "global-failover", /^old primary db cluster [^]*\bsuccessfully shut down/],
  [183, "global-failover", /^waiting for data synchronization across global cluster members/],
  [184, "global-failover", /^new primary db cluster [^]*\bsuccessfully promoted/],
  [185, "global-failover", /^global switchover to db cluster [^]*\bfinished$/],
  [186, "global-failover", /^global switchover to db cluster [^]*\bcancell?ed$/],
  [187, "global-failover", /^global switchover to db cluster [^]*\bfailed$/],
  [238, "global-failover", /^global failover to db cluster [^]*\bcompleted$/],
  [239, "global-failover", /^global failover to db cluster [^]*\bfailed$/],
  [240, "global-failover", /^started resynchronizing members of db cluster/],
  [241, "global-failover", /^finished resynchronizing members of db cluster/],
  [203, "proxy", /^rds created db proxy/],
  [204, "proxy", /^rds modified db proxy/],
  [205, "proxy", /^rds deleted db proxy/],
  [206, "proxy", /^rds created endpoint [^]*\bfor db proxy/],
  [207, "proxy", /^rds modified the end ?point of the db proxy/],
  [208, "proxy", /^rds deleted endpoint [^]*\bfor db proxy/],
  [213, "proxy", /^rds detected the addition of the db instance/],
  [214, "proxy", /^rds detected deletion of db instance/],
  [215, "proxy", /^rds detected deletion of db cluster/],
  [243, "proxy", /^rds failed to provision capacity for proxy/],
  [275, "proxy", /^rds throttled some connections to db proxy/],
];

const byId = new Map(rows.flatMap(([id, meaning]) => (id === null ? [] : [[eventId(id), meaning] as const])));

/** Lower case, one blank between words, no dots at the end. */
export function normalise(message: string): string {
  return message
    .toLowerCase()
    .replaceAll(/\s+/g, " ")
    .trim()
    .replace(/[. ]+$/, "");
}

/** What a normalised message means; a carried id decides only where the text says nothing known. */
export function meaningOf(normalised: string, carriedId: string | null): Meaning {
  const row = rows.find(([, , start]) => start.test(normalised));
  if (row !== undefined) return { meaning: row[1], id: carriedId ?? (row[0] === null ? null : eventId(row[0])) };
  return { meaning: (carriedId === null ? undefined : byId.get(carriedId)) ?? "other", id: carriedId };
}

function eventId(number: number): string {
  return `RDS-EVENT-${String(number).padStart(4, "0")}`;
}
