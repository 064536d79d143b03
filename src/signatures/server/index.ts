import type { ServerSignature } from "../../model/index.ts";
import { abnormalShutdown } from "./abnormal-shutdown.ts";
import { archiveRecoveryComplete } from "./archive-recovery-complete.ts";
import { audit } from "./audit.ts";
import { auroraRuntimeExit } from "./aurora-runtime-exit.ts";
import { authenticationFailed } from "./authentication-failed.ts";
import { automaticRecovery } from "./automatic-recovery.ts";
import { autovacuumRun } from "./autovacuum-run.ts";
import { autovacuumSlowStart } from "./autovacuum-slow-start.ts";
import { checkpoint } from "./checkpoint.ts";
import { childTerminated } from "./child-terminated.ts";
import { clientLost } from "./client-lost.ts";
import { connectionAuthenticated } from "./connection-authenticated.ts";
import { connectionAuthorized } from "./connection-authorized.ts";
import { connectionReceived } from "./connection-received.ts";
import { disconnection } from "./disconnection.ts";
import { duration } from "./duration.ts";
import { failedProcess } from "./failed-process.ts";
import { forkFailed } from "./fork-failed.ts";
import { lockWait } from "./lock-wait.ts";
import { noSpace } from "./no-space.ts";
import { notAccepting } from "./not-accepting.ts";
import { outOfMemory } from "./out-of-memory.ts";
import { parameterChanged } from "./parameter-changed.ts";
import { promoteRequested } from "./promote-requested.ts";
import { readOnlyRefused } from "./read-only-refused.ts";
import { ready } from "./ready.ts";
import { readyReadOnly } from "./ready-read-only.ts";
import { recoveryConflict } from "./recovery-conflict.ts";
import { recoveryRefused } from "./recovery-refused.ts";
import { reinitializing } from "./reinitializing.ts";
import { reloadRequested } from "./reload-requested.ts";
import { replicationCommand } from "./replication-command.ts";
import { restartAfterCrashOff } from "./restart-after-crash-off.ts";
import { runtimeInitialization } from "./runtime-initialization.ts";
import { serverStarting } from "./server-starting.ts";
import { shutDown } from "./shut-down.ts";
import { shutdownRequested } from "./shutdown-requested.ts";
import { shuttingDown } from "./shutting-down.ts";
import { standbyMode } from "./standby-mode.ts";
import { statement } from "./statement.ts";
import { storageRuntimeCrash } from "./storage-runtime-crash.ts";
import { streamingFailed } from "./streaming-failed.ts";
import { streamingStarted } from "./streaming-started.ts";
import { temporaryFile } from "./temporary-file.ts";
import { terminatedByAdministrator } from "./terminated-by-administrator.ts";
import { terminatedByCrash } from "./terminated-by-crash.ts";
import { terminatedByImmediateShutdown } from "./terminated-by-immediate-shutdown.ts";
import { terminatedByPostmasterExit } from "./terminated-by-postmaster-exit.ts";
import { terminatingOthers } from "./terminating-others.ts";
import { timelineSelected } from "./timeline-selected.ts";
import { tooManyConnections } from "./too-many-connections.ts";
import { wasInterrupted } from "./was-interrupted.ts";
import { wasShutDown } from "./was-shut-down.ts";
import { wraparound } from "./wraparound.ts";

/** Every server signature, in the order of the model. Their codes count from 1 in this order. */
export const serverSignatures: readonly ServerSignature[] = [
  serverStarting,
  runtimeInitialization,
  ready,
  readyReadOnly,
  shutdownRequested,
  shuttingDown,
  restartAfterCrashOff,
  shutDown,
  abnormalShutdown,
  wasShutDown,
  wasInterrupted,
  automaticRecovery,
  reloadRequested,
  parameterChanged,
  childTerminated,
  failedProcess,
  terminatingOthers,
  reinitializing,
  storageRuntimeCrash,
  auroraRuntimeExit,
  promoteRequested,
  timelineSelected,
  archiveRecoveryComplete,
  standbyMode,
  streamingStarted,
  streamingFailed,
  readOnlyRefused,
  recoveryRefused,
  recoveryConflict,
  notAccepting,
  terminatedByAdministrator,
  terminatedByCrash,
  terminatedByImmediateShutdown,
  terminatedByPostmasterExit,
  tooManyConnections,
  authenticationFailed,
  clientLost,
  outOfMemory,
  forkFailed,
  noSpace,
  wraparound,
  autovacuumSlowStart,
  connectionReceived,
  connectionAuthenticated,
  connectionAuthorized,
  disconnection,
  duration,
  statement,
  checkpoint,
  autovacuumRun,
  temporaryFile,
  lockWait,
  audit,
  replicationCommand,
];
