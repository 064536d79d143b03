// Which engine the incident ran on: the snapshot is of later, a start in the log is of then.
import { describe, expect, test } from "vitest";
import type { ClusterReport } from "../../src/model/index.ts";
import { type CaseFile, judge } from "../incident.ts";

const log = (version: string | null): CaseFile => ({
  path: "instances/aurora-1/postgresql.log.2026-11-21-2000",
  text: [
    ...(version === null
      ? []
      : [`2026-11-21 20:00:00 UTC::@:[569]:LOG:  starting PostgreSQL ${version} on x86_64-pc-linux-gnu`]),
    "2026-11-21 20:00:02 UTC::@:[569]:LOG:  database system is ready to accept connections",
    "2026-11-21 20:30:00 UTC:10.0.0.7(40001):app@orders:[700]:LOG:  connection authorized: user=app database=orders",
    "",
  ].join("\n"),
});
const snapshot = (EngineVersion: string, Engine = "aurora-postgresql"): CaseFile => ({
  path: "cluster.json",
  text: JSON.stringify({
    DBClusters: [
      {
        DBClusterIdentifier: "orders-prod",
        Engine,
        EngineVersion,
        DBClusterMembers: [{ DBInstanceIdentifier: "aurora-1", IsClusterWriter: true }],
      },
    ],
  }),
});
const clusterOf = async (...files: readonly CaseFile[]): Promise<ClusterReport | null> =>
  (await judge(...files)).cluster;

describe("the engine", () => {
  test("is the snapshot's where the log says the same, patch release included", async () => {
    expect(await clusterOf(log("15.12"), snapshot("15.12.4"))).toMatchObject({
      id: "orders-prod",
      engine: "aurora-postgresql",
      engineVersion: "15.12.4",
      by: "api",
    });
  });

  test("is the log's where the cluster was upgraded since, with both cited", async () => {
    const cluster = await clusterOf(log("15.4"), snapshot("15.13"));
    expect(cluster).toMatchObject({ id: "orders-prod", engineVersion: "15.4", by: "log" });
    expect(cluster?.evidence).toHaveLength(2);
  });

  test("is the log's alone without a snapshot, and of no known kind", async () => {
    expect(await clusterOf(log("16.4"))).toMatchObject({ id: null, engine: null, engineVersion: "16.4", by: "log" });
  });

  test("is not told where nothing tells it, or what tells it is no version", async () => {
    expect(await clusterOf(log(null))).toBeNull();
    expect(await clusterOf(log(null), snapshot("16.4; --", "postgres"))).toMatchObject({
      engine: "postgres",
      engineVersion: null,
    });
  });
});
