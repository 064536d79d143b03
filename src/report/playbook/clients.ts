import { plural } from "../words.ts";
import type { Entry } from "./action.ts";
import { blamed, blames, cited, names } from "./findings.ts";
import { sources } from "./sources.ts";

/** What applications do: where they write, how many connections they open, what they make of a lost answer. */
export const clientEntries: readonly Entry[] = [
  {
    id: "check-commits-in-doubt",
    purpose: "end",
    title: "Look up each commit whose answer was lost",
    detail:
      "Look for the row each of them would have written (the report lists client, time and statement); repeat only what is not there. From then on give writes a key of their own, with INSERT … ON CONFLICT DO NOTHING, so that repeating one is harmless. Of the drivers only AWS's wrappers tell this case apart (SQLSTATE 08007).",
    when: "commits were in flight when their connections broke",
    source: sources.jdbcFailover,
    mark: "documented",
    addresses: ["commits in doubt"],
    asks({ incidents }) {
      const doubts = incidents.flatMap(({ inDoubt }) => inDoubt);
      if (doubts.length === 0) return null;
      const clients = [...new Set(doubts.map(({ client }) => client))];
      return {
        text: `the outcome of ${plural(doubts.length, "commit")} is unknown (${names(clients)})`,
        evidence: cited(...doubts.map(({ evidence }) => evidence)),
      };
    },
  },
  {
    id: "use-writer-endpoint",
    purpose: "prevent",
    title: "Point what writes at the writer endpoint",
    detail:
      "NAME.cluster-….REGION.rds.amazonaws.com is the writer's; cluster-ro-, cluster-custom- and instance endpoints are not, or not after the next failover. Look in the connection string of these services, and in the defaults of their libraries.",
    when: "a service wrote to a reader all the time",
    source: sources.endpoints,
    mark: "documented",
    addresses: ["misrouted-writes"],
    asks: (report) => blames(report, "misrouted-writes"),
  },
  {
    id: "read-write-transaction",
    purpose: "prevent",
    title: "Run statements that write in a read-write transaction",
    detail:
      "Look for readOnly=true on the transaction or the data source, SET TRANSACTION READ ONLY, and default_transaction_read_only of role or database: SELECT r.rolname, s.setconfig FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole. The writer itself refused these statements, so that no failover helps.",
    when: "the writer refused statements of read-only transactions",
    source: sources.clientDefaults,
    mark: "documented",
    addresses: ["read-only-transactions"],
    asks: (report) => blames(report, "read-only-transactions"),
  },
  {
    id: "bound-connections",
    purpose: "prevent",
    title: "Keep the sum of all pools below the instance's connection slots",
    detail:
      "Sum pool size × processes over every service, with those that start during a rollout, and keep it below max_connections − superuser_reserved_connections − what RDS reserves (SHOW max_connections; SHOW rds.rds_superuser_reserved_connections where it is there). Put a pooler or RDS Proxy between where that cannot hold.",
    when: "sessions were turned away for lack of slots, or pools ran empty",
    source: sources.connections,
    mark: "documented",
    addresses: ["connection-exhaustion"],
    asks: (report) => blames(report, "connection-exhaustion"),
  },
  {
    id: "retry-with-backoff",
    purpose: "prevent",
    title: "Reconnect with exponential backoff and full jitter",
    detail:
      "Wait a random time between 0 and min(cap, base × 2^n) before attempt n, and bound how many connections a process opens at once: without it all clients of a failover come back in the same second.",
    when: "connections ran out after a failover",
    source: sources.backoff,
    mark: "documented",
    addresses: ["connection-exhaustion"],
    asks: (report) =>
      blamed(report).some((each) => each.class === "connection-exhaustion" && each.level !== "possible")
        ? blames(report, "connection-exhaustion")
        : null,
  },
  {
    id: "read-your-writes",
    purpose: "prevent",
    title: "Read what was just written where it was written",
    detail:
      "Send reads that follow a write of the same request to the writer endpoint; or read through a reader with local write forwarding and apg_write_forward.consistency_mode=SESSION. A published measurement: 99 % wrong reads at once after the commit, almost none after 25 ms, none with SESSION.",
    when: "a reader answered with the state of before a write",
    source: sources.writeForwarding,
    mark: "documented",
    addresses: ["stale-reads"],
    asks: (report) => blames(report, "stale-reads"),
  },
  {
    id: "keep-connections-alive",
    purpose: "prevent",
    title: "Keep idle connections alive, and give dead ones up soon",
    detail:
      "tcp_keepalives_idle, tcp_keepalives_interval and tcp_keepalives_count on the server and keepalives_idle, keepalives_interval, keepalives_count (libpq), tcpKeepAlive (pgjdbc) at the client, below the idle timeout of what stands between (NAT gateways and Network Load Balancers end idle flows after 350 s); tcp_user_timeout for answers that never come.",
    when: "connections broke while the database ran through",
    source: sources.deadConnections,
    mark: "documented",
    addresses: ["network-fault"],
    asks: (report) => blames(report, "network-fault"),
  },
];
