import type { Entry } from "./action.ts";
import { citedEach, clientsOf, clientsText, staleClients, staleness } from "./findings.ts";
import { sources } from "./sources.ts";

/** Clients that stay on the old writer: what their pools, drivers and resolvers can do against it (CLASSIFY §3 ii). */
export const stalenessEntries: readonly Entry[] = [
  {
    id: "restart-refused-clients",
    purpose: "end",
    title: "Restart the clients that are still refused",
    detail:
      "Restart these processes, or close their pools: every new connection asks the endpoint anew. Health checks that only read do not see that they are broken.",
    when: "a stale client was still refused when its log ended",
    source: sources.hightouch,
    mark: "observed",
    addresses: ["endpoint-staleness"],
    asks(report) {
      const found = staleClients(report).filter(({ client }) => client?.stillRefusedAtEnd === true);
      if (found.length === 0) return null;
      return { text: `still refused when the data ends: ${clientsText(clientsOf(found))}`, evidence: citedEach(found) };
    },
  },
  {
    id: "evict-on-25006",
    purpose: "prevent",
    title: "Close a pooled connection that answers with SQLSTATE 25006",
    detail:
      "Postgrex: disconnect_on_error_codes: [:read_only_sql_transaction]. HikariCP: an exceptionOverrideClassName whose adjudicate() evicts on 25006 (its own list does not hold it). Others: in the wrapper around the pool, destroy the connection instead of giving it back (node-postgres: client.release(error); SQLAlchemy: connection.invalidate(); database/sql: return driver.ErrBadConn from the connection's check).",
    when: "clients kept connections to the old writer, or it cannot be told whether they did",
    source: sources.postgrex,
    mark: "documented",
    addresses: ["endpoint-staleness (pooled)", "endpoint-staleness (survivor)", "endpoint-staleness (undetermined)"],
    asks: (report) => staleness(report, ["pooled", "survivor", "undetermined"]),
  },
  {
    id: "pool-max-lifetime",
    purpose: "prevent",
    title: "Bound how long a pooled connection lives",
    detail:
      "HikariCP maxLifetime (30 min unless set), database/sql SetConnMaxLifetime (no bound unless set), SQLAlchemy pool_recycle, node-postgres maxLifetimeSeconds: a few minutes, with variation. It bounds the staleness and does not prevent it.",
    when: "clients kept connections to the old writer, or it cannot be told whether they did",
    source: sources.hikari,
    mark: "documented",
    addresses: ["endpoint-staleness (pooled)", "endpoint-staleness (survivor)", "endpoint-staleness (undetermined)"],
    asks: (report) => staleness(report, ["pooled", "survivor", "undetermined"]),
  },
  {
    id: "require-read-write",
    purpose: "prevent",
    title: "Accept only a session that can write",
    detail:
      "libpq and what is built on it: target_session_attrs=read-write; pgjdbc: targetServerType=primary; elsewhere run SHOW transaction_read_only when a connection is opened and when the pool tests it, and throw it away on 'on'. SELECT 1 passes on a reader.",
    when: "clients wrote to an instance that was no longer the writer",
    source: sources.libpq,
    mark: "documented",
    addresses: ["endpoint-staleness"],
    asks: (report) =>
      staleness(report, ["dns", "resolver-cache", "control-plane", "pooled", "survivor", "undetermined"]),
  },
  {
    id: "dns-cache",
    purpose: "prevent",
    title: "Keep no resolved address longer than the endpoint's TTL",
    detail:
      "JVM: networkaddress.cache.ttl=1 and networkaddress.cache.negative.ttl=3 in java.security or at start. Check nscd, systemd-resolved, dnsmasq and NodeLocal DNSCache for a minimum TTL (min-cache-ttl and the like). Aurora's names have a TTL of 5 s.",
    when: "new sessions went to the old writer's address after the change",
    source: sources.fastFailover,
    mark: "documented",
    addresses: ["endpoint-staleness (dns)", "endpoint-staleness (resolver-cache)"],
    asks(report) {
      const claim = staleness(report, ["dns", "resolver-cache"]);
      if (claim === null) return null;
      const ttl = report.clients.find(({ staleness: of }) => of?.subtype === "dns" || of?.subtype === "resolver-cache");
      const seconds = ttl?.staleness?.endpointTtlSeconds;
      return seconds === undefined ? claim : { ...claim, text: `${claim.text}; the endpoint's TTL was ${seconds} s` };
    },
  },
  {
    id: "failover-aware-driver",
    purpose: "prevent",
    title: "Let the driver follow the cluster's topology instead of its name",
    detail:
      "The AWS advanced wrappers (JDBC, Node.js, Python, Go) with the failover plugin ask the instances who the writer is, and connect to it before the endpoint's name moves; failoverMode=strict-writer for what writes.",
    when: "the name of the endpoint led to the old writer",
    source: sources.jdbcFailover,
    mark: "documented",
    addresses: [
      "endpoint-staleness (dns)",
      "endpoint-staleness (resolver-cache)",
      "endpoint-staleness (control-plane)",
    ],
    asks: (report) => staleness(report, ["dns", "resolver-cache", "control-plane"]),
  },
];
