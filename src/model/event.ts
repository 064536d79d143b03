import type { Source } from "./record.ts";
import type { EpochUs } from "./time.ts";

/** What an RDS event says, after normalisation (message matched without case, trailing dots, `rds:` and initiator words). */
export type RdsEventMeaning =
  | "failover-started" // 0072, 0073
  | "failover-completed" // 0071
  | "failover-failed" // 0069
  | "previous-primary-promoted" // 0070
  | "writer-promoted" // "A new writer was promoted. Restarting database as a reader."
  | "instance-restarted" // 0006
  | "instance-shutdown" // 0004
  | "instance-stopped" // 0087
  | "instance-started" // 0088
  | "replica-reconnected" // "Read replica has been disconnected from the writer instance and reconnected."
  | "multi-az-failover-started" // 0013
  | "multi-az-failover-completed" // 0015, 0049
  | "patching-started" // 0026
  | "patching-finished" // 0027
  | "upgrade" // 0173, 0176, 0177, 0290, ZDP texts and the like
  | "class-change-started" // 0012
  | "class-change-finished" // 0014
  | "parameter-changed" // 0037, max_wal_senders text
  | "memory-pressure" // 0404
  | "storage-full" // 0007, 0221
  | "storage-low" // 0089, 0222, 0227, 0330, 0331
  | "kms" // 0418, 0419, 0420
  | "blue-green" // 0244–0252, 0259–0261, 0307
  | "global-failover" // 0181–0187, 0238–0241
  | "proxy" // 0203–0208, 0213–0215, 0243, 0275
  | "other";

/** One RDS event. DescribeEvents has no event id, so `id` is the one its text implies, or the one EventBridge/SNS carried. */
export interface RdsEvent {
  readonly time: EpochUs;
  readonly sourceIdentifier: string;
  readonly sourceType:
    | "db-cluster"
    | "db-instance"
    | "db-parameter-group"
    | "db-proxy"
    | "blue-green-deployment"
    | "other";
  readonly message: string;
  readonly meaning: RdsEventMeaning;
  /** `RDS-EVENT-0071`, or null when neither the source nor the text tells. */
  readonly id: string | null;
  /** The instance the message names after `DB instance:` (failover target, previous primary). */
  readonly target: string | null;
  /** `customer initiated` / `RDS initiated`, the only free text that says who asked. */
  readonly initiator: "customer" | "rds" | null;
  readonly source: Source & { readonly pointer: string };
}
