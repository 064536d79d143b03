import { describe, expect, test } from "vitest";
import { discover } from "../../../src/collect/discover/discover.ts";
import type { Discovery, Found, NotFound } from "../../../src/collect/discover/found.ts";
import { cluster, instance, worldWith } from "../../sim/hand-world.ts";
import type { World } from "../../sim/world.ts";
import { type Account, withAccount } from "../history/account.ts";

function account(over: Partial<World> = {}): World {
  return worldWith([], {
    clusters: [
      cluster({
        id: "orders-prod",
        endpoint: "orders-prod.cluster-x.eu-west-1.rds.amazonaws.com",
        readerEndpoint: "orders-prod.cluster-ro-x.eu-west-1.rds.amazonaws.com",
        customEndpoints: [
          { id: "reports", endpoint: "reports.cluster-custom-x.eu-west-1.rds.amazonaws.com", type: "READER" },
        ],
        members: [
          { id: "aurora-1", writer: true, promotionTier: 0 },
          { id: "aurora-2", writer: false, promotionTier: 1 },
        ],
      }),
      cluster({ id: "shop-mysql", engine: "aurora-mysql", members: [] }),
      cluster({ id: "docs", engine: "docdb", members: [] }),
      cluster({
        id: "trio",
        engine: "postgres",
        members: [{ id: "trio-1", writer: true, promotionTier: 0 }],
        resourceId: "cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
      }),
    ],
    instances: [
      instance({ id: "aurora-1", cluster: "orders-prod" }),
      instance({ id: "aurora-2", cluster: "orders-prod" }),
      instance({ id: "trio-1", cluster: "trio", engine: "postgres" }),
      instance({ id: "legacy", cluster: null, engine: "postgres", multiAz: true }),
      instance({ id: "wiki", cluster: null, engine: "mariadb" }),
    ],
    proxies: [
      { name: "orders-proxy", endpoint: "orders-proxy.proxy-x.eu-west-1.rds.amazonaws.com", target: "orders-prod" },
    ],
    ...over,
  });
}

async function found(
  wanted: string,
  prepare: (account: Account) => void = () => {},
  world = account(),
): Promise<Discovery> {
  const results: Discovery[] = [];
  await withAccount(world, async (each) => {
    prepare(each);
    results.push(await discover(each.aws, wanted));
  });
  const [result] = results;
  if (result === undefined) throw new Error("no result");
  return result;
}

function shown(result: Discovery): string {
  return result.found
    ? `${result.target.kind} ${result.target.id}: ${result.target.members.map(({ id }) => id).join(", ")}`
    : `${result.why}: ${result.message}`;
}

const wholeCluster = "aurora-cluster orders-prod: aurora-1, aurora-2";

describe("what is found", () => {
  test.each<[string, string, readonly string[]]>([
    ["orders-prod", wholeCluster, []],
    [" ORDERS-Prod ", wholeCluster, []],
    ["aurora-2", wholeCluster, ["aurora-2 is a reader of cluster orders-prod; collecting the whole cluster"]],
    ["Aurora-1", wholeCluster, ["aurora-1 is the writer of cluster orders-prod; collecting the whole cluster"]],
    ["arn:aws:rds:eu-west-1:123456789012:cluster:Orders-Prod", wholeCluster, []],
    [
      "arn:aws:rds:EU-WEST-1:123456789012:db:aurora-2",
      wholeCluster,
      ["aurora-2 is a reader of cluster orders-prod; collecting the whole cluster"],
    ],
    [
      "orders-prod.cluster-x.eu-west-1.rds.amazonaws.com",
      wholeCluster,
      [
        "orders-prod.cluster-x.eu-west-1.rds.amazonaws.com is the cluster endpoint of cluster orders-prod; collecting the whole cluster",
      ],
    ],
    [
      "orders-prod.cluster-ro-x.eu-west-1.rds.amazonaws.com:5432",
      wholeCluster,
      [
        "orders-prod.cluster-ro-x.eu-west-1.rds.amazonaws.com is the reader endpoint of cluster orders-prod; collecting the whole cluster",
      ],
    ],
    [
      "reports.cluster-custom-x.eu-west-1.rds.amazonaws.com",
      wholeCluster,
      [
        "reports.cluster-custom-x.eu-west-1.rds.amazonaws.com is a custom endpoint of cluster orders-prod; collecting the whole cluster",
      ],
    ],
    [
      "aurora-2.x.eu-west-1.rds.amazonaws.com",
      wholeCluster,
      ["aurora-2 is a reader of cluster orders-prod; collecting the whole cluster"],
    ],
    [
      "postgres://app:s3cret@orders-prod.cluster-x.eu-west-1.rds.amazonaws.com:5432/orders",
      wholeCluster,
      [
        "orders-prod.cluster-x.eu-west-1.rds.amazonaws.com is the cluster endpoint of cluster orders-prod; collecting the whole cluster",
      ],
    ],
    ["legacy", "instance legacy: legacy", []],
    ["trio", "multi-az-cluster trio: trio-1", []],
    ["cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ", "multi-az-cluster trio: trio-1", []],
  ])("%s", async (wanted, target, notes) => {
    const result = await found(wanted);
    expect(shown(result)).toBe(target);
    expect((result as Found).notes).toEqual(notes);
    expect((result as Found).entries).toEqual([]);
  });

  test("an instance of the same name that is not of the cluster is told", async () => {
    const world = account();
    world.instances.push(instance({ id: "orders-prod", cluster: null, engine: "postgres" }));
    const result = (await found("orders-prod", undefined, world)) as Found;
    expect(result.target.kind).toBe("aurora-cluster");
    expect(result.notes).toEqual([
      "there is also an instance orders-prod, which is not of this cluster; give its ARN to collect that one",
    ]);
  });

  test("members of more than a page are all there, and one that is not described stays without description", async () => {
    const ids = Array.from({ length: 130 }, (_, i) => `m-${String(i).padStart(3, "0")}`);
    const members = ids.map((id, i) => ({ id, writer: i === 0, promotionTier: 1 }));
    const world = account({
      clusters: [cluster({ members })],
      instances: ids.slice(1).map((id) => instance({ id, cluster: "orders" })),
    });
    const { target, notes } = (await found("orders", undefined, world)) as Found;
    expect(target.members.map(({ id }) => id)).toEqual(ids);
    expect(target.members.filter(({ described }) => described === null).map(({ id }) => id)).toEqual(["m-000"]);
    expect(notes).toEqual(["RDS does not describe m-000, which the cluster names: being created or deleted"]);
  });
});

/** Denies actions in the account. */
function deny(...actions: readonly string[]): (account: Account) => void {
  return ({ simulator }) => {
    for (const action of actions) simulator.rules.denied.add(action);
  };
}

describe("what is denied", () => {
  test.each(["orders-prod", "aurora-2"])("clusters: the instances of %s tell theirs", async (wanted) => {
    const result = (await found(wanted, deny("rds:DescribeDBClusters"))) as Found;
    expect(shown(result)).toBe(wholeCluster);
    expect(result.target.cluster).toBeNull();
    expect(result.entries).toHaveLength(1);
    expect(result.entries[0]).toMatchObject({
      source: "cluster-snapshot",
      state: "partial",
      code: "DENIED",
      call: "rds:DescribeDBClusters",
    });
    expect(result.entries[0]?.remedy).toContain("allow rds:DescribeDBClusters");
  });

  test.each(["orders-prod", "aurora-2"])("instances: the cluster of %s tells its members", async (wanted) => {
    const result = (await found(wanted, deny("rds:DescribeDBInstances"))) as Found;
    expect(shown(result)).toBe(wholeCluster);
    expect(result.target.members.every(({ described }) => described === null)).toBe(true);
    expect(result.entries.map(({ code, call }) => [code, call])).toEqual([["DENIED", "rds:DescribeDBInstances"]]);
  });

  test("both: nothing can be looked up, and what to allow is said", async () => {
    const result = (await found("orders-prod", deny("rds:DescribeDBClusters", "rds:DescribeDBInstances"))) as NotFound;
    expect(result.why).toBe("not-readable");
    expect(result.message).toContain("rds:DescribeDBClusters is denied");
    expect(result.hints).toEqual([
      "allow rds:DescribeDBClusters and rds:DescribeDBInstances; postmortem iam-policy prints the whole policy",
    ]);
  });

  test("clusters, and the name is wrong: names of instances are offered with what to allow", async () => {
    const result = (await found("aurora-22", deny("rds:DescribeDBClusters"))) as NotFound;
    expect(result.why).toBe("unknown");
    expect(result.nearest).toContain("aurora-2");
    expect(result.hints[0]).toContain("allow rds:DescribeDBClusters");
  });

  test("custom endpoints: the cluster that lists the name is found", async () => {
    const host = "reports.cluster-custom-x.eu-west-1.rds.amazonaws.com";
    expect(shown(await found(host, deny("rds:DescribeDBClusterEndpoints")))).toBe(wholeCluster);
  });
});

describe("what is not found", () => {
  test.each<[string, string]>([
    [
      "order-prod",
      "unknown: no cluster and no instance is named order-prod in eu-west-1 (4 clusters and 5 instances are there)",
    ],
    ["shop-mysql", "engine: shop-mysql is a cluster of Aurora MySQL, and only PostgreSQL can be read"],
    ["docs", "engine: docs is a cluster of Amazon DocumentDB, and only PostgreSQL can be read"],
    ["wiki", "engine: wiki is an instance of MariaDB, and only PostgreSQL can be read"],
    [
      "arn:aws:rds:us-east-1:123456789012:cluster:orders-prod",
      "elsewhere: orders-prod is in us-east-1, and this run asks eu-west-1",
    ],
    [
      "arn:aws:rds:eu-west-1:999999999999:cluster:orders-prod",
      "elsewhere: orders-prod is in account 999999999999, and these credentials are of account 123456789012",
    ],
    [
      "arn:aws:rds:eu-west-1:999999999999:cluster:not-here",
      "elsewhere: not-here is in account 999999999999, and these credentials are of account 123456789012",
    ],
    [
      "orders-prod.cluster-x.us-east-1.rds.amazonaws.com",
      "elsewhere: orders-prod.cluster-x.us-east-1.rds.amazonaws.com is in us-east-1, and this run asks eu-west-1",
    ],
    [
      "orders-prod.cluster-x.rds.cn-north-1.amazonaws.com.cn",
      "elsewhere: orders-prod.cluster-x.rds.cn-north-1.amazonaws.com.cn is in cn-north-1, and this run asks eu-west-1",
    ],
    [
      "orders-proxy.proxy-x.eu-west-1.rds.amazonaws.com",
      "not-a-name: orders-proxy.proxy-x.eu-west-1.rds.amazonaws.com is the endpoint of proxy orders-proxy, and evidence is kept by the cluster behind it",
    ],
    [
      "db.internal.example",
      "not-a-name: db.internal.example names no cluster or instance: it is no endpoint of RDS; if it is a CNAME of one, give what it resolves to (dig +short CNAME NAME)",
    ],
    [
      "arn:aws:rds:eu-west-1:123456789012:snapshot:x",
      "not-a-name: arn:aws:rds:eu-west-1:123456789012:snapshot:x names no cluster or instance: it is the ARN of a snapshot; give that of a cluster (…:cluster:NAME) or an instance (…:db:NAME)",
    ],
    [
      "orders--prod",
      "not-a-name: orders--prod names no cluster or instance: identifiers are letters, digits and single hyphens, begin with a letter and have at most 63 characters",
    ],
  ])("%s", async (wanted, text) => {
    expect(shown(await found(wanted))).toBe(text);
  });

  test("the nearest names are offered, of PostgreSQL only, the nearest first", async () => {
    expect(((await found("order-prod")) as NotFound).nearest).toEqual(["orders-prod"]);
    expect(((await found("aurora")) as NotFound).nearest).toEqual(["aurora-1", "aurora-2"]);
    expect(((await found("shop-mysqi")) as NotFound).nearest).toEqual([]);
  });

  test("a proxy's name leads to its cluster, a region's name to the region", async () => {
    const proxy = (await found("orders-proxy")) as NotFound;
    expect(proxy.hints).toContain("orders-proxy is a proxy in front of orders-prod; give that");
    const region = (await found("orders-us-east-1-prod")) as NotFound;
    expect(region.hints).toContain("the name looks like one of us-east-1: run it again with --region us-east-1");
  });

  test("an account without any PostgreSQL says that region or profile may be wrong", async () => {
    const result = (await found("orders", undefined, account({ clusters: [], instances: [] }))) as NotFound;
    expect(result.hints).toContain("eu-west-1 has no PostgreSQL at all in this account: check region and profile");
  });

  test("what was pasted with a password is not said again", async () => {
    for (const text of [
      "postgres://app:s3cret@db.internal.example/orders",
      "host=db.internal password=s3cret",
      "'s3cret!'",
    ]) {
      expect(JSON.stringify(await found(text))).not.toContain("s3cret");
    }
  });
});
