import type { ClientSignature } from "../../model/index.ts";
import { mentions } from "../says.ts";

const wording =
  /\bECONNREFUSED\b|\b[Cc]onnection refused\b|\bWSAECONNREFUSED\b|\bConnectionRefusedError\b|Connect call failed|Connection to \S{1,255} refused\b|actively refused it/g;

/** Somebody at the address answered that nothing listens. */
export const clientRefused: ClientSignature = {
  id: "client-refused",
  scope: "client",
  title: "Connection refused",
  means:
    "The host was reachable and nothing listened on the port: its server was down between stop and start; not which role it had.",
  references: [
    "https://nodejs.org/api/errors.html#common-system-errors",
    "src/interfaces/libpq/fe-connect.c: connectFailureMessage",
  ],
  literals: [
    "ECONNREFUSED",
    "onnection refused",
    "ConnectionRefusedError",
    "Connect call failed",
    " refused. Check that",
    "actively refused it",
  ],
  match: (text) => mentions(text, wording),
  examples: {
    matches: [
      { text: "Error: connect ECONNREFUSED 10.0.1.5:5432", from: "pg" },
      { text: "SequelizeConnectionRefusedError: connect ECONNREFUSED 10.0.1.5:5432", from: "sequelize" },
      {
        text: 'connection to server at "10.0.1.5", port 5432 failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?\n',
        from: "psycopg2, ruby-pg",
      },
      { text: "builtins.ConnectionRefusedError: [Errno 111] Connect call failed ('10.0.1.5', 5432)", from: "asyncpg" },
      { text: "[Errno 111] Connect call failed ('10.0.1.5', 5432)", from: "asyncpg" },
      { text: "dial tcp 10.0.1.5:5432: connect: connection refused", from: "lib/pq" },
      {
        text: "Connection to 10.0.1.5:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.",
        sqlstate: "08001",
        from: "pgjdbc",
      },
      {
        text: "job failed, giving up after 5 attempts Error: connect ECONNREFUSED 10.0.1.5:5432\n",
        from: "pg, console.log",
      },
    ],
    ignores: [
      { text: "payment refused", why: 'lacks "connection"' },
      { text: "connection accepted", why: 'lacks "refused"' },
      { text: "search for 'connection refused' in notes", why: "a search for the text" },
      { text: "indexed note: Connection refused", why: "a note about it" },
    ],
  },
};
