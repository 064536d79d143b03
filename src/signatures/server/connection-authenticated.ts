import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const text = 'connection authenticated: identity="app" method=scram-sha-256 (/rdsdbdata/config/pg_hba.conf:14)';

/** log_connections, PostgreSQL ≥ 14: the client proved who it is. */
export const connectionAuthenticated: ServerSignature = {
  id: "connection-authenticated",
  scope: "server",
  title: "Connection authenticated",
  means: "A client proved its identity; the login may still fail.",
  references: ["src/backend/libpq/auth.c: set_authn_id"],
  // PostgreSQL ≥ 18 writes user="…" method=trust where there is no identity.
  starts: ['connection authenticated: identity="', 'connection authenticated: user="'],
  chatter: true,
  match: (m) => m.level === "info" && m.part === "message",
  examples: {
    matches: [session(text), session('connection authenticated: user="app" method=trust (/etc/pg_hba.conf:3)')],
    ignores: [
      ...lacking(session(text), "connection", "authenticated:", 'identity="app"'),
      miss(session(text, "warning"), "it is a LOG line"),
      miss(session(text, "info", "statement"), "a statement that quotes the text"),
    ],
  },
};
