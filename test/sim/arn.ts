/** The resource a refusal names: it fits the action, as IAM's messages do. */
import type { SimRequest } from "./service.ts";
import type { World } from "./world.ts";

/** ARN of what the request asks for; `*` where IAM knows no resource type for the action. */
export function resourceArn(request: SimRequest, world: World): string {
  const { region, account } = world;
  const rds = (type: string, name: string): string => `arn:aws:rds:${region}:${account}:${type}:${name}`;
  const asked = fields(request);
  const named = (name: string): string => asked.get(name) ?? "*";
  const { action } = request;
  if (request.service === "s3") {
    const [bucket = "", ...key] = decodeSafely(request.path).replace(/^\//, "").split("/");
    const all = action.startsWith("List") || key.join("/") === "";
    return all ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key.join("/")}`;
  }
  if (request.service === "logs")
    return `arn:aws:logs:${region}:${account}:log-group:${named("logGroupName")}:log-stream:*`;
  if (request.service === "pi") return `arn:aws:pi:${region}:${account}:metrics/rds/${named("Identifier")}`;
  if (request.service === "sts") return named("RoleArn");
  if (request.service !== "rds") return "*";
  if (action === "DownloadCompleteDBLogFile") return rds("db", decodeSafely(request.path).split("/")[3] ?? "*");
  if (action === "DescribeEvents") return rds("es", "*");
  if (action === "DescribeDBClusterParameters") return rds("cluster-pg", named("DBClusterParameterGroupName"));
  if (action === "DescribeDBParameters") return rds("pg", named("DBParameterGroupName"));
  if (action === "DescribeDBProxyTargetGroups" || action === "DescribeDBProxyTargets") return rds("target-group", "*");
  if (action === "DescribeDBProxies") return rds("db-proxy", named("DBProxyName"));
  if (action === "DescribeBlueGreenDeployments") return rds("deployment", "*");
  const cluster = action.includes("Cluster");
  const name = named(cluster ? "DBClusterIdentifier" : "DBInstanceIdentifier");
  if (name.startsWith("arn:")) return name;
  return rds(cluster ? "cluster" : "db", name);
}

function fields(request: SimRequest): ReadonlyMap<string, string> {
  const text = request.body.toString();
  if (!(request.headers["content-type"] ?? "").includes("json")) return new Map(new URLSearchParams(text));
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return new Map();
    return new Map(Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === "string"));
  } catch {
    return new Map();
  }
}

function decodeSafely(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
