import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const shared = "could not map anonymous shared memory: Cannot allocate memory";

/** SQLSTATE 53200. */
export const outOfMemory: ServerSignature = {
  id: "out-of-memory",
  scope: "server",
  title: "Out of memory",
  means: "The server could not get memory for one request; on Aurora a memory guard may refuse before the kernel does.",
  references: ["src/backend/utils/mmgr/mcxt.c", "src/backend/port/sysv_shmem.c: CreateAnonymousSegment"],
  starts: ["out of memory", "could not map anonymous shared memory"],
  chatter: false,
  // Aurora's documentation prints the DETAIL on the same line.
  match: (m) =>
    m.part === "message" &&
    (m.level === "error" || m.level === "fatal" || m.level === "panic") &&
    (/^out of memory(?:$| (?:Detail|DETAIL): {1,2}Failed on request of size \d)/.test(m.message) ||
      m.message === shared),
  examples: {
    matches: [
      session("out of memory", "error"),
      session("out of memory Detail: Failed on request of size 32800 in memory context", "error"),
      session(shared, "fatal"),
    ],
    ignores: [
      ...lacking(session("out of memory", "error")),
      ...lacking(
        session("out of memory Detail: Failed on request of size 32800", "error"),
        "Detail:",
        "Failed",
        "on",
        "request",
        "of",
        "size",
      ),
      ...lacking(session(shared, "fatal")),
      miss(session("out of shared memory", "error"), "the lock table is full, not the memory"),
      miss(session("out of memory"), "RAISE LOG needs no memory"),
      miss(session("out of memory", "error", "context"), "not the message"),
    ],
  },
};
