import {
  DescribeBlueGreenDeploymentsCommand,
  DescribeDBClusterEndpointsCommand,
  DescribeDBClusterParametersCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBLogFilesCommand,
  DescribeDBParametersCommand,
  DescribeDBProxiesCommand,
  DescribeDBProxyTargetGroupsCommand,
  DescribeDBProxyTargetsCommand,
  DescribeEventsCommand,
  DescribePendingMaintenanceActionsCommand,
  FailoverDBClusterCommand,
  RebootDBInstanceCommand,
  type DescribeEventsCommandInput,
  type RDSClient,
} from "@aws-sdk/client-rds";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, element, form, rdsClient } from "./hand-client.ts";
import { cluster, instance, logFile, NOW, worldWith } from "./hand-world.ts";
import { writesIn } from "./journal.ts";
import { startSimulator, type Simulator } from "./server.ts";
import type { Parameter, RdsEvent } from "./world.ts";

const MINUTE = 60_000;
const ARN = "arn:aws:rds:eu-west-1:123456789012";

let simulator: Simulator;
let client: RDSClient;

beforeAll(async () => {
  const ids = Array.from({ length: 45 }, (_, index) => `aurora-${index + 1}`);
  const parameters = Array.from({ length: 130 }, (_, index) => parameter(index));
  const world = worldWith([], {
    clusters: [
      cluster({
        members: ids.map((id, index) => ({ id, writer: index === 1, promotionTier: index % 16 })),
        customEndpoints: [
          { id: "reports", endpoint: "reports.cluster-custom-x.eu-west-1.rds.amazonaws.com", type: "READER" },
        ],
        logExports: ["postgresql"],
        more: { LocalWriteForwardingStatus: "enabled" },
      }),
      cluster({ id: "billing", members: [] }),
    ],
    instances: [
      ...ids.map((id) => instance({ id, logs: [logFile("x\n")] })),
      instance({ id: "alone", cluster: null, engine: "postgres", status: "stopped", logs: [logFile("y\n")] }),
    ],
    events: [
      event("orders", "db-cluster", "Started same AZ failover to DB instance: aurora-2", "failover", 20),
      event("aurora-1", "db-instance", "DB instance restarted", "availability", 19),
      event("orders", "db-cluster", "Completed failover to DB instance: aurora-2", "failover", 18),
      event("orders", "db-cluster", "Two hours old & <odd>", "maintenance", 120),
      event("orders", "db-cluster", "Too old", "failover", 15 * 24 * 60),
    ],
    clusterParameters: new Map([["orders-group", parameters]]),
    instanceParameters: new Map([["orders-instances", parameters.slice(0, 3)]]),
    proxies: [{ name: "front", endpoint: "front.proxy-x.eu-west-1.rds.amazonaws.com", target: "orders" }],
    pendingMaintenance: [
      { resource: `${ARN}:cluster:orders`, action: "system-update", description: "New patch", currentApplyMs: NOW },
    ],
  });
  simulator = await startSimulator(world);
  client = rdsClient(simulator);
});
afterAll(() => simulator.close());

function parameter(index: number): Parameter {
  const source = index % 2 === 0 ? "user" : "engine-default";
  return {
    name: `parameter_${index}`,
    value: index % 3 === 0 ? null : `${index}`,
    source,
    applyType: "dynamic",
    modifiable: true,
  };
}

function event(source: string, type: string, message: string, category: string, minutesAgo: number): RdsEvent {
  return { source, type, message, categories: [category], ms: NOW - minutesAgo * MINUTE };
}

/** What the SDK names an error, and the HTTP status. */
async function failure(call: Promise<unknown>): Promise<readonly [string, number | undefined]> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason as { name: string; Code?: string; $metadata: { httpStatusCode?: number } },
  );
  return [error?.Code ?? error?.name ?? "no error", error?.$metadata.httpStatusCode];
}

describe("clusters", () => {
  test("are described as the SDK reads them", async () => {
    const { DBClusters } = await client.send(new DescribeDBClustersCommand({ DBClusterIdentifier: "orders" }));
    expect(DBClusters).toHaveLength(1);
    expect(DBClusters?.[0]).toMatchObject({
      DBClusterIdentifier: "orders",
      DBClusterArn: `${ARN}:cluster:orders`,
      EngineVersion: "16.4",
      CustomEndpoints: ["reports.cluster-custom-x.eu-west-1.rds.amazonaws.com"],
      EnabledCloudwatchLogsExports: ["postgresql"],
      LocalWriteForwardingStatus: "enabled",
    });
    const members = DBClusters?.[0]?.DBClusterMembers ?? [];
    expect(members.filter((member) => member.IsClusterWriter).map((member) => member.DBInstanceIdentifier)).toEqual([
      "aurora-2",
    ]);
  });

  test("are found by an id in any case, by ARN and by filter, and nothing else", async () => {
    for (const name of ["ORDERS", `${ARN}:cluster:orders`]) {
      const found = await client.send(new DescribeDBClustersCommand({ DBClusterIdentifier: name }));
      expect(found.DBClusters?.map((one) => one.DBClusterIdentifier)).toEqual(["orders"]);
    }
    const filter = new DescribeDBClustersCommand({ Filters: [{ Name: "db-cluster-id", Values: ["billing", "none"] }] });
    expect((await client.send(filter)).DBClusters?.map((one) => one.DBClusterIdentifier)).toEqual(["billing"]);
    for (const name of ["order", "arn:aws:rds:us-east-1:123456789012:cluster:orders"]) {
      const call = client.send(new DescribeDBClustersCommand({ DBClusterIdentifier: name }));
      expect(await failure(call)).toEqual(["DBClusterNotFoundFault", 404]);
    }
    const unknown = client.send(new DescribeDBClustersCommand({ Filters: [{ Name: "colour", Values: ["red"] }] }));
    expect(await failure(unknown)).toEqual(["InvalidParameterValue", 400]);
  });

  test("have a writer's, a reader's and custom endpoints", async () => {
    const call = new DescribeDBClusterEndpointsCommand({ DBClusterIdentifier: "orders" });
    const { DBClusterEndpoints } = await client.send(call);
    expect(DBClusterEndpoints?.map((one) => [one.EndpointType, one.CustomEndpointType])).toEqual([
      ["WRITER", undefined],
      ["READER", undefined],
      ["CUSTOM", "READER"],
    ]);
  });
});

describe("instances", () => {
  test("come in pages, and a marker belongs to its question", async () => {
    const Filters = [{ Name: "db-cluster-id", Values: ["orders"] }];
    const names: string[] = [];
    let Marker: string | undefined;
    let pages = 0;
    do {
      const input = { Filters, MaxRecords: 20, ...(Marker === undefined ? {} : { Marker }) };
      const page = await client.send(new DescribeDBInstancesCommand(input));
      names.push(...(page.DBInstances ?? []).map((one) => one.DBInstanceIdentifier ?? ""));
      Marker = page.Marker;
      pages += 1;
      if (Marker !== undefined) {
        const elsewhere = client.send(new DescribeDBInstancesCommand({ MaxRecords: 20, Marker }));
        expect(await failure(elsewhere)).toEqual(["InvalidParameterValue", 400]);
      }
    } while (Marker !== undefined);
    expect([pages, names.length, new Set(names).size]).toEqual([3, 45, 45]);
    const invented = client.send(new DescribeDBInstancesCommand({ Marker: "20" }));
    expect(await failure(invented)).toEqual(["InvalidParameterValue", 400]);
  });

  test("tell their cluster, resource and class; a cluster's id is none of theirs", async () => {
    const { DBInstances } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: "AURORA-2" }));
    expect(DBInstances?.[0]).toMatchObject({
      DBInstanceIdentifier: "aurora-2",
      DBClusterIdentifier: "orders",
      DbiResourceId: "db-AURORA1",
      PromotionTier: 1,
      DBParameterGroups: [{ DBParameterGroupName: "orders-instances" }],
    });
    const call = client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: "orders" }));
    expect(await failure(call)).toEqual(["DBInstanceNotFound", 404]);
  });
});

const countOf = async (over: object): Promise<number | undefined> => {
  const command = new DescribeDBLogFilesCommand({ DBInstanceIdentifier: "aurora-1", ...over });
  return (await client.send(command)).DescribeDBLogFiles?.length;
};

const listing = (id: string): Promise<unknown> =>
  client.send(new DescribeDBLogFilesCommand({ DBInstanceIdentifier: id }));

describe("log files", () => {
  test("are those of an instance, never of a cluster, and a stopped instance gives none", async () => {
    expect(await listing("aurora-1")).toMatchObject({
      DescribeDBLogFiles: [{ LogFileName: "error/postgresql.log", Size: 2, LastWritten: NOW - 3_600_000 }],
    });
    expect(await failure(listing("orders"))).toEqual(["DBInstanceNotFound", 404]);
    expect(await failure(listing("alone"))).toEqual(["DBInstanceNotReady", 400]);
  });

  test("are chosen by name, time and size", async () => {
    expect(await countOf({ FilenameContains: "postgresql" })).toBe(1);
    expect(await countOf({ FilenameContains: "audit" })).toBe(0);
    expect(await countOf({ FileLastWritten: NOW - 3_600_000 })).toBe(1);
    expect(await countOf({ FileLastWritten: NOW - 3_599_999 })).toBe(0);
    expect(await countOf({ FileSize: 3 })).toBe(0);
  });
});

const messages = async (input: DescribeEventsCommandInput): Promise<readonly (string | undefined)[]> =>
  (await client.send(new DescribeEventsCommand(input))).Events?.map((one) => one.Message) ?? [];

const eventsFail = (input: DescribeEventsCommandInput): Promise<readonly [string, number | undefined]> =>
  failure(client.send(new DescribeEventsCommand(input)));

describe("events", () => {
  test("are those of the last hour unless another period is asked for", async () => {
    expect(await messages({})).toHaveLength(3);
    expect(await messages({ Duration: 19 })).toHaveLength(2);
    expect(await messages({ Duration: 20_160 })).toHaveLength(4);
    expect(await messages({ StartTime: new Date(NOW - 130 * MINUTE), EndTime: new Date(NOW - 110 * MINUTE) })).toEqual([
      "Two hours old & <odd>",
    ]);
    expect(await messages({ StartTime: new Date(NOW - 130 * MINUTE) })).toHaveLength(4);
  });

  test("are chosen by source and category", async () => {
    expect(await messages({ SourceType: "db-instance", SourceIdentifier: "Aurora-1" })).toEqual([
      "DB instance restarted",
    ]);
    expect(await messages({ EventCategories: ["failover", "configuration change"] })).toHaveLength(2);
  });

  test("refuse what contradicts itself or lies before the fourteen days", async () => {
    expect(await eventsFail({ SourceIdentifier: "orders" })).toEqual(["InvalidParameterCombination", 400]);
    expect(await eventsFail({ Duration: 60, EndTime: new Date(NOW) })).toEqual(["InvalidParameterCombination", 400]);
    expect(await eventsFail({ StartTime: new Date(NOW), EndTime: new Date(NOW - 1) })).toEqual([
      "InvalidParameterCombination",
      400,
    ]);
    expect(await eventsFail({ StartTime: new Date(NOW - 14 * 24 * 60 * MINUTE - 1000) })).toEqual([
      "InvalidParameterValue",
      400,
    ]);
    expect(await eventsFail({ MaxRecords: 19 })).toEqual(["InvalidParameterValue", 400]);
    expect(await eventsFail({ MaxRecords: 101 })).toEqual(["InvalidParameterValue", 400]);
    expect(await eventsFail({ SourceType: "database" as "db-cluster" })).toEqual(["InvalidParameterValue", 400]);
  });
});

test("parameters are paged and chosen by source", async () => {
  const input = { DBClusterParameterGroupName: "orders-group" };
  const first = await client.send(new DescribeDBClusterParametersCommand(input));
  const second = await client.send(new DescribeDBClusterParametersCommand({ ...input, Marker: first.Marker ?? "" }));
  expect([first.Parameters?.length, second.Parameters?.length, second.Marker]).toEqual([100, 30, undefined]);
  expect(first.Parameters?.[0]?.ParameterValue).toBeUndefined();
  const user = await client.send(new DescribeDBClusterParametersCommand({ ...input, Source: "user" }));
  expect(user.Parameters).toHaveLength(65);
  const instances = new DescribeDBParametersCommand({ DBParameterGroupName: "orders-instances" });
  expect((await client.send(instances)).Parameters).toHaveLength(3);
  const none = client.send(new DescribeDBParametersCommand({ DBParameterGroupName: "none" }));
  expect(await failure(none)).toEqual(["DBParameterGroupNotFound", 404]);
});

test("proxies, their target groups and targets", async () => {
  const { DBProxies } = await client.send(new DescribeDBProxiesCommand({}));
  expect(DBProxies?.map((proxy) => proxy.DBProxyName)).toEqual(["front"]);
  const groups = await client.send(new DescribeDBProxyTargetGroupsCommand({ DBProxyName: "front" }));
  expect(groups.TargetGroups?.[0]?.ConnectionPoolConfig?.SessionPinningFilters).toEqual([]);
  const { Targets } = await client.send(new DescribeDBProxyTargetsCommand({ DBProxyName: "front" }));
  expect(Targets?.[0]).toMatchObject({
    Type: "TRACKED_CLUSTER",
    RdsResourceId: "orders",
    TargetHealth: { State: "AVAILABLE" },
  });
  expect(Targets).toHaveLength(46);
  const none = client.send(new DescribeDBProxyTargetsCommand({ DBProxyName: "back" }));
  expect(await failure(none)).toEqual(["DBProxyNotFoundFault", 404]);
});

test("maintenance and blue/green deployments", async () => {
  const pending = await client.send(new DescribePendingMaintenanceActionsCommand({}));
  const action = pending.PendingMaintenanceActions?.[0];
  expect(action?.PendingMaintenanceActionDetails?.[0]).toMatchObject({
    Action: "system-update",
    CurrentApplyDate: new Date(NOW),
  });
  expect((await client.send(new DescribeBlueGreenDeploymentsCommand({}))).BlueGreenDeployments).toEqual([]);
});

const refusalCode = async (action: string, parameters: Readonly<Record<string, string>>): Promise<string | null> => {
  const answer = await ask(simulator, "/", form(action, parameters));
  expect(answer.status).toBe(400);
  return element(answer.body, "Code");
};

describe("strictness", () => {
  test("unknown actions, parameters, forms of parameters and versions are refused", async () => {
    expect(await refusalCode("DescribeEverything", {})).toBe("InvalidAction");
    expect(await refusalCode("DescribeDBClusters", { Version: "2012-01-10" })).toBe("InvalidAction");
    expect(await refusalCode("DescribeDBClusters", { MaxItems: "20" })).toBe("InvalidParameterValue");
    expect(await refusalCode("DescribeDBClusters", { "Filters.member.1.Name": "engine" })).toBe(
      "InvalidParameterValue",
    );
    expect(await refusalCode("DescribeDBClusters", { "Filters.Filter.1.Name": "engine" })).toBe("MissingParameter");
    expect(await refusalCode("DescribeDBClusters", { MaxRecords: "many" })).toBe("InvalidParameterValue");
    expect(await refusalCode("DescribeEvents", { "EventCategories.member.1": "failover" })).toBe(
      "InvalidParameterValue",
    );
    expect(await refusalCode("DescribeEvents", { StartTime: "yesterday" })).toBe("InvalidParameterValue");
    expect(await refusalCode("DescribeDBLogFiles", {})).toBe("MissingParameter");
    expect(await refusalCode("DownloadDBLogFilePortion", { DBInstanceIdentifier: "aurora-1" })).toBe(
      "MissingParameter",
    );
  });

  test("a GET of the query API is no action", async () => {
    const answer = await ask(simulator, "/?Action=DescribeDBClusters&Version=2014-10-31");
    expect([answer.status, element(answer.body, "Code")]).toEqual([400, "InvalidAction"]);
  });
});

test("what changes something is refused, and the journal says that it was tried", async () => {
  expect(writesIn(simulator.journal)).toEqual([]);
  const failover = client.send(new FailoverDBClusterCommand({ DBClusterIdentifier: "orders" }));
  expect(await failure(failover)).toEqual(["AccessDenied", 403]);
  const reboot = client.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: "aurora-1" }));
  expect(await failure(reboot)).toEqual(["AccessDenied", 403]);
  expect(writesIn(simulator.journal).map((entry) => [entry.action, entry.status])).toEqual([
    ["FailoverDBCluster", 403],
    ["RebootDBInstance", 403],
  ]);
});
