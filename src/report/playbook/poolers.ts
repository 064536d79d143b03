import type { ClientReport } from "../../model/index.ts";
import type { Entry } from "./action.ts";
import { staleness } from "./findings.ts";
import { sources } from "./sources.ts";

type Product = NonNullable<ClientReport["pooler"]>["product"];

/** Stale clients behind these products. */
function behind(...products: readonly Product[]): Entry["asks"] {
  return (report) =>
    staleness(
      report,
      ["proxy"],
      (client) => client?.pooler !== undefined && client?.pooler !== null && products.includes(client.pooler.product),
    );
}

/** What stands between clients and instances, and keeps sessions of its own. */
export const poolerEntries: readonly Entry[] = [
  {
    id: "pgbouncer-follow-writer",
    purpose: "prevent",
    title: "Let PgBouncer leave the old writer when the name moves",
    detail:
      "dns_max_ttl at the endpoint's TTL (15 s unless set), server_lifetime at some minutes (3600 s unless set), server_fast_close=1 with pool_mode=session; after an intended failover run RECONNECT on its admin console. It tests servers with server_check_query, which a reader answers too: set it to one that fails on a reader.",
    when: "stale clients came through PgBouncer",
    source: sources.pgbouncer,
    mark: "documented",
    addresses: ["endpoint-staleness (proxy)"],
    asks: behind("pgbouncer"),
  },
  {
    id: "rds-proxy-pinning",
    purpose: "prevent",
    title: "Keep sessions from being pinned in RDS Proxy",
    detail:
      "A pinned session stays on its server connection until the client closes it. Move SET, temporary tables, advisory locks and the like out of the sessions (or into the proxy's initialization query), and watch DatabaseConnectionsCurrentlySessionPinned.",
    when: "stale clients came through RDS Proxy",
    source: sources.proxyPinning,
    mark: "documented",
    addresses: ["endpoint-staleness (proxy)"],
    asks: behind("rds-proxy"),
  },
  {
    id: "pooler-role-check",
    purpose: "prevent",
    title: "Make the pooler's health check ask for the role, not for an answer",
    detail:
      "HAProxy: an external check or an agent that runs SELECT pg_is_in_recovery() (pgsql-check only logs in). Pgpool-II, PgCat, PgDog: point the writer pool at the cluster endpoint, resolve it anew at its TTL, and drop server connections that answer 25006.",
    when: "stale clients came through another pooler or proxy, or one that is not known",
    source: sources.hotStandby,
    mark: "inferred",
    addresses: ["endpoint-staleness (proxy)"],
    asks: behind("haproxy", "pgpool", "pgcat", "pgdog", "unknown"),
  },
];
