import type { Pooler } from "../../model/index.ts";

export type Product = Pooler["product"];

/** What poolers and proxies tell clients, and names by which clients reach them. */
export const poolerTexts: readonly { readonly product: Product; readonly pattern: RegExp; readonly why: string }[] = [
  {
    product: "rds-proxy",
    pattern: /\.proxy-[a-z0-9]{4,40}\.[a-z0-9-]{4,30}\.rds\.amazonaws\.com/,
    why: "it connects to an endpoint of RDS Proxy",
  },
  {
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.troubleshooting.html
    product: "rds-proxy",
    pattern:
      /Timed-out waiting to acquire database connection|The maximum number of client connections to the proxy exceeded|Rate of connection to proxy exceeded|Request returned an error: database_error/,
    why: "RDS Proxy answered it",
  },
  {
    // pgbouncer: src/client.c, src/objects.c, src/janitor.c
    product: "pgbouncer",
    pattern:
      /\(server_login_retry\)|\bquery_wait_timeout\b|no more connections allowed \(max_client_conn\)|client_login_timeout \(server down\)|server conn crashed\?|pgbouncer cannot connect to server|bouncer config error/,
    why: "PgBouncer answered it",
  },
  {
    // https://github.com/bitnami/charts/issues/9729
    product: "pgpool",
    pattern:
      /pgpool is not accepting any new connections|pgpool requires at least one valid node|failed to create a backend connection/,
    why: "Pgpool-II answered it",
  },
  {
    // https://github.com/postgresml/pgcat/issues/824
    product: "pgcat",
    pattern: /[Cc]ould not get connection from (?:the )?pool\b.{0,200}AllServersDown/s,
    why: "PgCat answered it",
  },
  {
    product: "pgdog",
    pattern: /(?:host|server at|upstream|@)["' :=]{0,4}[\w.-]{0,60}\bpgdog\b/i,
    why: "it connects to a host named after PgDog",
  },
  {
    product: "pgbouncer",
    pattern: /(?:host|server at|upstream|@)["' :=]{0,4}[\w.-]{0,60}\bpgbouncer\b/i,
    why: "it connects to a host named after PgBouncer",
  },
  {
    product: "haproxy",
    pattern: /(?:host|server at|upstream|@)["' :=]{0,4}[\w.-]{0,60}\bhaproxy\b/i,
    why: "it connects to a host named after HAProxy",
  },
];

/** Formats and lines that only a pooler's own log has. */
export const ownFormats: ReadonlyMap<string, Product> = new Map([
  ["pgbouncer", "pgbouncer"],
  ["haproxy", "haproxy"],
]);
export const ownLines: readonly { readonly product: Product; readonly pattern: RegExp }[] = [
  { product: "pgcat", pattern: /\bpgcat::(?:pool|server|client|config)\b/ },
  { product: "pgdog", pattern: /\bpgdog::(?:backend|frontend|config|net)\b/ },
  { product: "pgpool", pattern: /: pid \d{1,10}: (?:LOG|WARNING|FATAL): {1,3}|\bfind_primary_node(?:_repeatedly)?:/ },
];
