import type { ClientSignature } from "../../model/index.ts";
import { mentions } from "../says.ts";

const wording =
  /Writer (?:host|node) changed from \S|HostSpec\[host=[^,\]]{1,255}, port=\d{1,5}, (?:WRITER|READER)|Starting (?:writer|reader) failover procedure|Writer failover elapsed|The active SQL connection has changed due to a connection failure|Unable to refresh host list|Unable to find writer in updated host list|Unable to establish SQL connection to the writer|The request to discover the new topology|No writer host found in topology|The writer host detected by the node monitors|Could not find a server with specified targetServerType|Cluster endpoint resolves to|failover: set new primary node: \d|find_primary_node: primary node is \d/g;

/** What AWS drivers, pgjdbc and pgpool believe about the roles of the instances. */
export const clientTopology: ClientSignature = {
  id: "client-topology",
  scope: "client",
  title: "Topology as a client saw it",
  means:
    "A driver or pooler looked for the writer, changed to another instance, or found none; its own view, which may lag.",
  references: [
    "https://github.com/aws/aws-advanced-jdbc-wrapper",
    "https://github.com/aws/aws-advanced-go-wrapper",
    "https://github.com/pgjdbc/pgjdbc",
    "https://github.com/pgpool/pgpool2",
  ],
  literals: [
    "08S02",
    "Writer host changed",
    "Writer node changed",
    "HostSpec[host=",
    "failover procedure",
    "Writer failover elapsed",
    "The active SQL connection has changed",
    "Unable to refresh host list",
    "Unable to find writer",
    "Unable to establish SQL connection to the writer",
    "discover the new topology",
    "No writer host found",
    "detected by the node monitors",
    "specified targetServerType",
    "Cluster endpoint resolves to",
    "set new primary node",
    "find_primary_node",
  ],
  match: (text, sqlstate) => sqlstate === "08S02" || mentions(text, wording),
  examples: {
    matches: [
      { text: "[HostMonitor] Writer host changed from orders-1 to orders-2.", from: "aws-advanced-python-wrapper" },
      {
        text: "Connected to: HostSpec[host=orders-2.c9.us-east-1.rds.amazonaws.com, port=5432, WRITER, AVAILABLE, weight=100]",
        from: "aws-advanced-jdbc-wrapper",
      },
      { text: "Starting writer failover procedure.", from: "AWS wrappers" },
      {
        text: "The active SQL connection has changed due to a connection failure. Please re-configure session state if required.",
        sqlstate: "08S02",
        from: "AWS wrappers",
      },
      { text: "Unable to find writer in updated host list.", from: "AWS wrappers" },
      { text: "Could not find a server with specified targetServerType: primary", sqlstate: "08001", from: "pgjdbc" },
      { text: "LOG:  failover: set new primary node: 1", from: "pgpool" },
    ],
    ignores: [
      { text: "Writer host is orders-1", why: 'lacks "changed from"' },
      { text: "HostSpec[host=a]", why: "no role" },
      { text: "failover procedure documented", why: 'lacks "Starting writer"' },
      { text: "Stale DNS data detected. Opening a connection to 'a'.", why: "more specific" },
    ],
  },
};
