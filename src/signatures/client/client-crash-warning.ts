import type { ClientSignature } from "../../model/index.ts";
import { mentions, says } from "../says.ts";

const wording =
  /terminating connection because of crash of another server process|terminating connection due to immediate shutdown command/g;

/** The WARNING (57P02) that the server sends and only libpq prints, without a time stamp, to stderr. */
export const clientCrashWarning: ClientSignature = {
  id: "client-crash-warning",
  scope: "client",
  title: "The server says that it crashed",
  means:
    "Another process of that instance crashed, or it was stopped in immediate mode; PostgreSQL until 13 says the first for both.",
  references: ["src/backend/tcop/postgres.c: quickdie"],
  literals: [
    "57P02",
    "because of crash of another server process",
    "due to immediate shutdown command",
    "CrashShutdown",
  ],
  match: (text, sqlstate) =>
    sqlstate === "57P02" || says(text, wording) || mentions(text, /\bCrashShutdown(?:Error)?\b/g),
  examples: {
    matches: [
      { text: "WARNING:  terminating connection because of crash of another server process", from: "libpq, on stderr" },
      {
        text: "WARNING:  terminating connection because of crash of another server process\nDETAIL:  The postmaster has commanded this server process to roll back the current transaction and exit, because another server process exited abnormally and possibly corrupted shared memory.",
        from: "libpq, on stderr",
      },
      { text: "WARNING:  terminating connection due to immediate shutdown command", from: "libpq, PostgreSQL ≥ 14" },
      {
        text: "asyncpg.exceptions.CrashShutdownError: terminating connection because of crash of another server process",
        from: "asyncpg",
      },
    ],
    ignores: [
      {
        text: "WARNING:  terminating connection due to administrator command",
        why: 'lacks "crash" and "immediate shutdown"',
      },
      { text: "worker restarted because of crash of another process", why: 'lacks "terminating connection"' },
      {
        text: "indexed note: terminating connection because of crash of another server process",
        why: "a note about it",
      },
    ],
  },
};
