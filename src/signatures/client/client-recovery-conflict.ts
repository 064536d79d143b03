import type { ClientSignature } from "../../model/index.ts";
import { says } from "../says.ts";

const wording = /(?:canceling statement|terminating connection) due to conflict with recovery/g;

/** A read on a standby lost against replay. */
export const clientRecoveryConflict: ClientSignature = {
  id: "client-recovery-conflict",
  scope: "client",
  title: "Conflict with recovery",
  means: "The server that answered was a standby and was replaying; the statement was a read on it.",
  references: ["src/backend/tcop/postgres.c: ProcessInterrupts", "https://github.com/blockscout/blockscout/issues/289"],
  literals: ["due to conflict with recovery"],
  match: (text) => says(text, wording),
  examples: {
    matches: [
      { text: "error: canceling statement due to conflict with recovery", sqlstate: "40001", from: "pg" },
      {
        text: "psycopg.errors.SerializationFailure: canceling statement due to conflict with recovery\nDETAIL:  User was holding shared buffer pin for too long.",
        from: "psycopg 3",
      },
      { text: "FATAL: terminating connection due to conflict with recovery", sqlstate: "40001", from: "pgjdbc" },
      {
        text: "asyncpg.exceptions.SerializationError: canceling statement due to conflict with recovery",
        from: "asyncpg",
      },
    ],
    ignores: [
      {
        text: "error: canceling statement due to statement timeout",
        sqlstate: "57014",
        why: 'lacks "conflict with recovery"',
      },
      {
        text: "error: could not serialize access due to concurrent update",
        sqlstate: "40001",
        why: "ordinary concurrency",
      },
      { text: "error: statement due to conflict with recovery", why: 'lacks "canceling"' },
      { text: "indexed note: canceling statement due to conflict with recovery", why: "a note about it" },
    ],
  },
};
