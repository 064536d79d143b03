/** DescribeDBProxies, DescribeDBProxyTargetGroups and DescribeDBProxyTargets. */
import type { Input } from "../../query-protocol.ts";
import { SimError } from "../../service.ts";
import type { Proxy, World } from "../../world.ts";
import { list, members, type Xml } from "../../xml.ts";
import { checkFilters, paged, rdsArn } from "./find.ts";

/** @throws {SimError} DBProxyNotFoundFault */
export function describeProxies(input: Input, world: World): readonly Xml[] {
  checkFilters(input, []);
  const name = input.text("DBProxyName");
  return paged(input, world, {
    action: "DescribeDBProxies",
    names: ["DBProxies", "member"],
    items: name === null ? world.proxies : [findProxy(world, name)],
    render: (proxy) => [
      ["DBProxyName", proxy.name],
      ["DBProxyArn", rdsArn(world, "db-proxy", proxy.name)],
      ["Status", "available"],
      ["EngineFamily", "POSTGRESQL"],
      list("VpcSecurityGroupIds", "member", []),
      list("Auth", "member", [members({ AuthScheme: "SECRETS", IAMAuth: "DISABLED" })]),
      ["Endpoint", proxy.endpoint],
      ["RequireTLS", true],
      ["IdleClientTimeout", 1800],
      ["DebugLogging", false],
    ],
  });
}

/** @throws {SimError} DBProxyNotFoundFault, DBProxyTargetGroupNotFoundFault */
export function describeProxyTargetGroups(input: Input, world: World): readonly Xml[] {
  checkFilters(input, []);
  const proxy = proxyOf(input, world);
  const pool = members({ MaxConnectionsPercent: 100, MaxIdleConnectionsPercent: 50, ConnectionBorrowTimeout: 120 });
  return paged(input, world, {
    action: "DescribeDBProxyTargetGroups",
    names: ["TargetGroups", "member"],
    items: [proxy],
    render: () => [
      ["DBProxyName", proxy.name],
      ["TargetGroupName", "default"],
      ["TargetGroupArn", rdsArn(world, "target-group", `prx-tg-${proxy.name}`)],
      ["IsDefault", true],
      ["Status", "available"],
      ["ConnectionPoolConfig", [...pool, list("SessionPinningFilters", "member", [])]],
    ],
  });
}

/** The tracked cluster and its instances, or the one instance. @throws {SimError} DBProxyNotFoundFault, DBProxyTargetGroupNotFoundFault */
export function describeProxyTargets(input: Input, world: World): readonly Xml[] {
  checkFilters(input, []);
  const proxy = proxyOf(input, world);
  const cluster = world.clusters.find((one) => one.id === proxy.target);
  const tracked =
    cluster === undefined
      ? []
      : [{ TargetArn: rdsArn(world, "cluster", cluster.id), RdsResourceId: cluster.id, Type: "TRACKED_CLUSTER" }];
  const instances = (cluster?.members ?? [{ id: proxy.target, writer: true }]).map((member) => ({
    TargetArn: rdsArn(world, "db", member.id),
    Endpoint: world.instances.find((instance) => instance.id === member.id)?.endpoint ?? null,
    TrackedClusterId: cluster?.id ?? null,
    RdsResourceId: member.id,
    Port: 5432,
    Type: "RDS_INSTANCE",
    Role: member.writer ? "READ_WRITE" : "READ_ONLY",
  }));
  return paged<Readonly<Record<string, string | number | null>>>(input, world, {
    action: "DescribeDBProxyTargets",
    names: ["Targets", "member"],
    items: [...tracked, ...instances],
    render: (target) => [...members(target), ["TargetHealth", [["State", "AVAILABLE"]]]],
  });
}

function proxyOf(input: Input, world: World): Proxy {
  const proxy = findProxy(world, input.required("DBProxyName"));
  const group = input.text("TargetGroupName") ?? "default";
  if (group !== "default")
    throw new SimError("DBProxyTargetGroupNotFoundFault", `Target group ${group} not found`, 404);
  return proxy;
}

function findProxy(world: World, name: string): Proxy {
  const found = world.proxies.find((proxy) => proxy.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw new SimError("DBProxyNotFoundFault", `DB proxy ${name} not found`, 404);
  return found;
}
