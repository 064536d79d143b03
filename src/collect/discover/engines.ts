/** What is read: Aurora PostgreSQL clusters, Multi-AZ DB clusters and instances of PostgreSQL. */
export function isPostgres(engine: string | undefined): boolean {
  return engine === "aurora-postgresql" || engine === "postgres";
}

const others: Readonly<Record<string, string>> = {
  aurora: "Aurora MySQL",
  "aurora-mysql": "Aurora MySQL",
  mysql: "MySQL",
  mariadb: "MariaDB",
  docdb: "Amazon DocumentDB",
  neptune: "Amazon Neptune",
};

/** How people call an engine: `DescribeDBClusters` answers for DocumentDB and Neptune too. */
export function engineText(engine: string | undefined): string {
  const name = engine ?? "";
  if (name.startsWith("oracle-")) return "Oracle";
  if (name.startsWith("sqlserver-")) return "SQL Server";
  return Object.hasOwn(others, name) ? (others[name] ?? name) : name === "" ? "an engine AWS does not name" : name;
}
