import type { ClientSignature } from "../../model/index.ts";
import { clientConnectionLost } from "./client-connection-lost.ts";
import { clientCrashWarning } from "./client-crash-warning.ts";
import { clientDnsFailure } from "./client-dns-failure.ts";
import { clientFollowUp } from "./client-follow-up.ts";
import { clientInRecovery } from "./client-in-recovery.ts";
import { clientNotAccepting } from "./client-not-accepting.ts";
import { clientOtherProductReadOnly } from "./client-other-product-read-only.ts";
import { clientPoolExhausted } from "./client-pool-exhausted.ts";
import { clientReadOnly } from "./client-read-only.ts";
import { clientRecoveryConflict } from "./client-recovery-conflict.ts";
import { clientRefused } from "./client-refused.ts";
import { clientRoleDisagreement } from "./client-role-disagreement.ts";
import { clientStaleDns } from "./client-stale-dns.ts";
import { clientStaleRead } from "./client-stale-read.ts";
import { clientStarted } from "./client-started.ts";
import { clientStopped } from "./client-stopped.ts";
import { clientTerminated } from "./client-terminated.ts";
import { clientTimeout } from "./client-timeout.ts";
import { clientTooManyConnections } from "./client-too-many-connections.ts";
import { clientTopology } from "./client-topology.ts";
import { clientTransactionInDoubt } from "./client-transaction-in-doubt.ts";
import { clientUnreachable } from "./client-unreachable.ts";
import { poolerObsoleteConnection } from "./pooler-obsolete-connection.ts";
import { poolerServerLost } from "./pooler-server-lost.ts";
import { proxyServerDown } from "./proxy-server-down.ts";

/**
 * Every client signature, the most specific first: a record carries the first that matches. What is not PostgreSQL's
 * and what only repeats an earlier failure comes before everything that it could be mistaken for; what the server said
 * comes before what the network did; pools before plain timeouts, whose words they use; ends and starts of processes
 * last, except that an unhandled error tells of the process and not of the connection. Codes follow the server's.
 */
export const clientSignatures: readonly ClientSignature[] = [
  clientOtherProductReadOnly,
  clientFollowUp,
  clientStopped,
  clientStaleDns,
  clientRoleDisagreement,
  clientTransactionInDoubt,
  clientRecoveryConflict,
  clientInRecovery,
  clientReadOnly,
  clientCrashWarning,
  clientTooManyConnections,
  clientNotAccepting,
  clientTerminated,
  poolerServerLost,
  poolerObsoleteConnection,
  proxyServerDown,
  clientDnsFailure,
  clientRefused,
  clientPoolExhausted,
  clientTimeout,
  clientUnreachable,
  clientTopology,
  clientConnectionLost,
  clientStaleRead,
  clientStarted,
];
