import type { ClientSignature } from "../../model/index.ts";
import { mentions } from "../says.ts";

const wording =
  /\bEHOSTUNREACH\b|\bENETUNREACH\b|\bENETDOWN\b|[Nn]o route to host|[Nn]etwork is unreachable|\bNoRouteToHostException\b|Can't reach database server at|The connection attempt failed\./g;

/** No way to the host. */
export const clientUnreachable: ClientSignature = {
  id: "client-unreachable",
  scope: "client",
  title: "Host unreachable",
  means: "No connection to the host could be made: the host or the network was gone, or the driver hides the cause.",
  references: [
    "https://nodejs.org/api/errors.html#common-system-errors",
    "https://www.prisma.io/docs/orm/reference/error-reference#p1001",
    "https://github.com/pgjdbc/pgjdbc",
  ],
  literals: [
    "EHOSTUNREACH",
    "ENETUNREACH",
    "ENETDOWN",
    "o route to host",
    "etwork is unreachable",
    "NoRouteToHostException",
    "Can't reach database server",
    "The connection attempt failed",
  ],
  match: (text) => mentions(text, wording),
  examples: {
    matches: [
      { text: "Error: connect EHOSTUNREACH 10.0.1.5:5432", from: "pg" },
      { text: 'connection to server at "10.0.1.5", port 5432 failed: No route to host', from: "libpq" },
      { text: "dial tcp 10.0.1.5:5432: connect: network is unreachable", from: "lib/pq" },
      { text: "Can't reach database server at `orders-prod`:`5432`", from: "prisma P1001" },
      {
        text: "Retrying batch (attempt 2): The connection attempt failed. [SQLState=08001]",
        sqlstate: "08001",
        from: "pgjdbc",
      },
      { text: "Caused by: java.net.NoRouteToHostException: No route to host", from: "pgjdbc" },
    ],
    ignores: [
      { text: "no route matches /orders", why: 'lacks "to host"' },
      { text: "Can't reach agreement", why: 'lacks "database server"' },
      { text: "connection attempt succeeded", why: 'lacks "failed"' },
      { text: "indexed note: The connection attempt failed.", why: "a note about it" },
    ],
  },
};
