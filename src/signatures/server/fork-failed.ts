import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "could not fork new process for connection: Cannot allocate memory";
const worker = "could not fork autovacuum worker process: Cannot allocate memory";

/** The postmaster could not create a process. */
export const forkFailed: ServerSignature = {
  id: "fork-failed",
  scope: "server",
  title: "Could not fork",
  means: "The host had no memory or process slot for another server process.",
  references: ["src/backend/postmaster/postmaster.c: BackendStartup, StartChildProcess"],
  starts: ["could not fork "],
  chatter: false,
  // PostgreSQL ≥ 17 quotes the name of the process.
  match: (m) =>
    m.background &&
    m.level === "info" &&
    /^could not fork (?:new process for connection|[a-z]+(?: [a-z]+){0,3} process|"[a-z ]+" process|worker process): [A-Z]/.test(
      m.message,
    ),
  examples: {
    matches: [
      background(text),
      background("could not fork new process for connection: Resource temporarily unavailable"),
      background(worker),
      background('could not fork "checkpointer" process: Cannot allocate memory'),
    ],
    ignores: [
      ...lacking(background(text), "could", "not", "fork", "process", "for", "connection:"),
      ...lacking(background(worker), "could", "not", "fork", "process:"),
      miss(background(text, "warning"), "it is a LOG line"),
      raised(text),
    ],
  },
};
