import type { DBProxy, DBProxyTarget } from "@aws-sdk/client-rds";
import { expect, test } from "vitest";
import { findProxies } from "../../../src/collect/endpoints/proxies.ts";
import { context, failure, fakeAws, fakeStore, ledger, member } from "../measures/fakes.ts";

function proxy(name: string, over: Partial<DBProxy> = {}): DBProxy {
  return {
    DBProxyName: name,
    Endpoint: `${name}.proxy-x.eu-west-1.rds.amazonaws.com`,
    EngineFamily: "POSTGRESQL",
    ...over,
  };
}

const targets: Readonly<Record<string, readonly DBProxyTarget[]>> = {
  pool: [{ Type: "TRACKED_CLUSTER", RdsResourceId: "ORDERS" }],
  direct: [{ Type: "RDS_INSTANCE", RdsResourceId: "aurora-2", TrackedClusterId: undefined }],
  other: [{ Type: "RDS_INSTANCE", RdsResourceId: "billing-1", TrackedClusterId: "billing" }],
};

const members = [member("aurora-1"), member("aurora-2")];

test("proxies of the cluster or of a member are found over pages, those of others are not", async () => {
  const aws = fakeAws({
    DescribeDBProxies: ({ Marker }) =>
      Marker === undefined
        ? { DBProxies: [proxy("pool"), proxy("other"), proxy("mysql", { EngineFamily: "MYSQL" })], Marker: "m" }
        : { DBProxies: [proxy("direct", { Endpoint: undefined })] },
    DescribeDBProxyTargets: ({ DBProxyName }) => ({ Targets: [...(targets[DBProxyName ?? ""] ?? [])] }),
  });
  const store = fakeStore();
  expect(await findProxies(context(aws, store, members))).toEqual([
    { name: "direct", endpoint: null, logGroup: "/aws/rds/proxy/direct" },
    { name: "pool", endpoint: "pool.proxy-x.eu-west-1.rds.amazonaws.com", logGroup: "/aws/rds/proxy/pool" },
  ]);
  expect(store.text("proxies.json")).toContain('"RdsResourceId": "aurora-2"');
  expect(store.text("proxies.json")).not.toContain("billing");
  expect(ledger(store)).toEqual([["orders", "complete", null]]);
});

test("an account without proxies is quietly told so", async () => {
  const store = fakeStore();
  expect(await findProxies(context(fakeAws({ DescribeDBProxies: () => ({ DBProxies: [] }) }), store, members))).toEqual(
    [],
  );
  expect(ledger(store)).toEqual([["orders", "absent", null]]);
  expect(store.paths).toEqual([]);
});

test("denied: none is claimed to be absent, and what an earlier run found stays", async () => {
  const store = fakeStore();
  const found = fakeAws({
    DescribeDBProxies: () => ({ DBProxies: [proxy("pool")] }),
    DescribeDBProxyTargets: () => ({ Targets: [...(targets["pool"] ?? [])] }),
  });
  await findProxies(context(found, store, members));
  store.nextRun();
  const denied = fakeAws({ DescribeDBProxies: () => failure("DescribeDBProxies", "denied") });
  expect(await findProxies(context(denied, store, members))).toEqual([]);
  expect(ledger(store)).toEqual([["orders", "none", "DENIED"]]);
  expect(store.paths).toEqual(["proxies.json"]);
});

test("a denial of targets is asked for once, one deleted meanwhile is none", async () => {
  const all = ["pool", "direct", "other"].map((name) => proxy(name));
  const denied = fakeAws({
    DescribeDBProxies: () => ({ DBProxies: all }),
    DescribeDBProxyTargets: () => failure("DescribeDBProxyTargets", "denied"),
  });
  const store = fakeStore();
  await findProxies(context(denied, store, members));
  expect(denied.asked.map(({ name }) => name)).toEqual(["DescribeDBProxies", "DescribeDBProxyTargets"]);
  expect(ledger(store)).toEqual([["orders", "none", "DENIED"]]);

  const gone = fakeAws({
    DescribeDBProxies: () => ({ DBProxies: all }),
    DescribeDBProxyTargets: () => failure("DescribeDBProxyTargets", "not-found"),
  });
  const second = fakeStore();
  await findProxies(context(gone, second, members));
  expect(ledger(second)).toEqual([["orders", "absent", null]]);
});

test("a marker that comes twice ends the listing", async () => {
  const aws = fakeAws({ DescribeDBProxies: () => ({ DBProxies: [], Marker: "same" }) });
  const store = fakeStore();
  await findProxies(context(aws, store, members));
  expect(aws.asked).toHaveLength(2);
  expect(ledger(store)).toEqual([["orders", "none", "REPEATED_TOKEN"]]);
});
