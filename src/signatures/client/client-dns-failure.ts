import type { ClientSignature } from "../../model/index.ts";
import { mentions } from "../says.ts";

const wording =
  /\bENOTFOUND\b|\bEAI_AGAIN\b|could not translate host name|failed to resolve host|[Nn]ame or service not known|Temporary failure in name resolution|\bUnknownHostException\b|\bno such host\b|nodename nor servname|:nxdomain\b|non-existing domain|getaddrinfo failed|server DNS lookup failed|No such host is known/g;

/** A name did not resolve. */
export const clientDnsFailure: ClientSignature = {
  id: "client-dns-failure",
  scope: "client",
  title: "Name not resolved",
  means: "A host name did not resolve; this is not stale DNS, because a stale answer resolves.",
  references: [
    "src/interfaces/libpq/fe-connect.c: PQconnectPoll",
    "https://nodejs.org/api/errors.html#common-system-errors",
  ],
  literals: [
    "ENOTFOUND",
    "EAI_AGAIN",
    "could not translate host name",
    "failed to resolve host",
    "ame or service not known",
    "Temporary failure in name resolution",
    "UnknownHostException",
    "no such host",
    "nodename nor servname",
    ":nxdomain",
    "non-existing domain",
    "getaddrinfo failed",
    "server DNS lookup failed",
    "No such host is known",
  ],
  match: (text) => mentions(text, wording),
  examples: {
    matches: [
      { text: "Error: getaddrinfo ENOTFOUND orders-prod.cluster-c9akciq32rgt.us-east-1.rds.amazonaws.com", from: "pg" },
      { text: "getaddrinfo EAI_AGAIN orders-prod", from: "pg" },
      { text: "SequelizeHostNotFoundError: getaddrinfo ENOTFOUND orders-prod", from: "sequelize" },
      {
        text: 'could not translate host name "orders-prod" to address: Name or service not known\n',
        from: "psycopg2, ruby-pg",
      },
      {
        text: "psycopg.OperationalError: failed to resolve host 'orders-prod': [Errno -2] Name or service not known",
        from: "psycopg 3",
      },
      { text: "socket.gaierror: [Errno -3] Temporary failure in name resolution", from: "asyncpg" },
      { text: "dial tcp: lookup orders-prod on 10.0.0.2:53: no such host", from: "lib/pq" },
      {
        text: "The connection attempt failed.\nCaused by: java.net.UnknownHostException: orders-prod",
        sqlstate: "08001",
        from: "pgjdbc",
      },
      { text: "tcp connect (orders-prod:5432): non-existing domain - :nxdomain", from: "Postgrex" },
      { text: "closing because: server DNS lookup failed (age=0s)", from: "pgbouncer" },
    ],
    ignores: [
      { text: "no such table", why: 'lacks "host"' },
      { text: "host name translated", why: 'lacks "could not"' },
      { text: "resolved orders-prod to 10.0.1.5", why: "it resolved" },
      { text: "search for 'getaddrinfo failed' in notes", why: "a search for the text" },
      { text: "Stale DNS data detected. Opening a connection to 'a'.", why: "the name resolved, to the wrong host" },
    ],
  },
};
