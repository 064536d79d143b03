import { operations } from "./aws/operations.ts";
import type { AppSource } from "./context.ts";

/** One statement of an IAM policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

const ANY_PARTITION = "arn:*";

/**
 * Where each action applies. Log files are of an instance; RDS's other reads are not worth narrowing, since a name that
 * is not found is looked for among all of them. CloudTrail and CloudWatch know no resources for these actions.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
 */
function placeOf(action: string): { readonly sid: string; readonly resources: readonly string[] } | null {
  if (/^rds:(?:DescribeDBLogFiles|Download)/.test(action))
    return { sid: "LogFiles", resources: [`${ANY_PARTITION}:rds:*:*:db:*`] };
  if (action.startsWith("rds:")) return { sid: "Describe", resources: ["*"] };
  if (action === "logs:DescribeLogGroups" || action === "logs:StopQuery" || action === "logs:GetQueryResults")
    return { sid: "LogGroups", resources: ["*"] };
  if (action.startsWith("logs:"))
    return { sid: "LogEvents", resources: ["/aws/rds/*", "RDSOSMetrics"].flatMap(groupArns) };
  if (action.startsWith("pi:"))
    return { sid: "PerformanceInsights", resources: [`${ANY_PARTITION}:pi:*:*:metrics/rds/*`] };
  if (action.startsWith("s3:") || action.startsWith("sts:")) return null;
  return { sid: "MetricsAndTrail", resources: ["*"] };
}

/** A log group and its streams. */
function groupArns(group: string): readonly string[] {
  return [`${ANY_PARTITION}:logs:*:*:log-group:${group}`, `${ANY_PARTITION}:logs:*:*:log-group:${group}:*`];
}

/**
 * The least permissions that collecting needs, from the table of calls the program can make. Reading the caller's own
 * identity needs none.
 *
 * @param sources application logs that are to be read too: their log groups and buckets are named
 */
export function iamPolicy(sources: readonly AppSource[]): {
  readonly Version: string;
  readonly Statement: readonly Statement[];
} {
  const statements = new Map<string, { readonly actions: Set<string>; readonly resources: Set<string> }>();
  const allow = (sid: string, action: string, resources: readonly string[]): void => {
    const known = statements.get(sid) ?? { actions: new Set(), resources: new Set() };
    statements.set(sid, known);
    known.actions.add(action);
    for (const resource of resources) known.resources.add(resource);
  };
  for (const { action } of Object.values(operations)) {
    const place = placeOf(action);
    if (place !== null) allow(place.sid, action, place.resources);
  }
  for (const { kind, place } of sources) {
    if (kind === "cloudwatch") {
      const group = place.split(":")[0] ?? place;
      for (const action of statements.get("LogEvents")?.actions ?? []) allow("LogEvents", action, groupArns(group));
    } else if (kind === "s3") {
      const [bucket = "", ...key] = place.split("/");
      allow("ApplicationBuckets", operations.ListObjectsV2.action, [`${ANY_PARTITION}:s3:::${bucket}`]);
      allow("ApplicationObjects", operations.GetObject.action, [`${ANY_PARTITION}:s3:::${bucket}/${key.join("/")}*`]);
    }
  }
  const order = ["Describe", "LogFiles", "LogGroups", "LogEvents", "MetricsAndTrail", "PerformanceInsights"];
  const rank = (sid: string): number => (order.includes(sid) ? order.indexOf(sid) : order.length);
  const Statement = [...statements]
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([Sid, { actions, resources }]): Statement => ({
      Sid,
      Effect: "Allow",
      Action: [...actions].sort(),
      Resource: resources.has("*") ? ["*"] : [...resources].sort(),
    }));
  return { Version: "2012-10-17", Statement };
}

function list(texts: readonly string[]): string {
  return texts.map((text) => `      ${JSON.stringify(text)},`).join("\n");
}

/** The policy as Terraform's data source. */
export function asTerraform(policy: ReturnType<typeof iamPolicy>): string {
  const statements = policy.Statement.map(
    ({ Sid, Action, Resource }) =>
      `  statement {\n    sid    = "${Sid}"\n    effect = "Allow"\n    actions = [\n${list(Action)}\n    ]\n    resources = [\n${list(Resource)}\n    ]\n  }`,
  );
  return `data "aws_iam_policy_document" "postmortem" {\n${statements.join("\n\n")}\n}\n`;
}
