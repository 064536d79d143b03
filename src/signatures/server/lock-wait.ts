import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const waiting = "process 714 still waiting for ShareLock on transaction 90021 after 1000.112 ms";
const acquired = "process 714 acquired ShareLock on transaction 90021 after 3017.338 ms";

/** log_lock_waits. */
export const lockWait: ServerSignature = {
  id: "lock-wait",
  scope: "server",
  title: "Lock wait",
  means: "A session waited longer than deadlock_timeout for a lock.",
  references: ["src/backend/storage/lmgr/proc.c: ProcSleep"],
  starts: ["process "],
  chatter: true,
  match: (m) =>
    m.level === "info" &&
    m.part === "message" &&
    /^process \d+ (?:still waiting for|acquired|detected deadlock while waiting for|avoided deadlock for|failed to acquire) [A-Za-z]+ on [^\n]* after \d+\.\d+ ms$/.test(
      m.message,
    ),
  examples: {
    matches: [
      session(waiting),
      session(acquired),
      session("process 714 detected deadlock while waiting for ShareLock on transaction 90021 after 1000.112 ms"),
      session(
        "process 714 still waiting for AccessExclusiveLock on tuple (0,7) of relation 16402 of database 16384 after 1000.045 ms",
      ),
    ],
    ignores: [
      ...lacking(
        session(waiting),
        "process",
        "714",
        "still",
        "waiting",
        "for",
        "ShareLock",
        "on",
        "after",
        "1000.112",
        "ms",
      ),
      ...lacking(session(acquired), "acquired", "ShareLock", "on", "after", "ms"),
      miss(session(waiting, "warning"), "it is a LOG line"),
      miss(session(waiting, "info", "detail"), "not the message"),
    ],
  },
};
