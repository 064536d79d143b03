import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { asTerraform, iamPolicy } from "../../src/collect/index.ts";
import { iamActions } from "../../src/collect/aws/operations.ts";
import { SIGNING_NAMES, loadService } from "../sim/service-list.ts";
import { desk, logsIn, manifestOf, race, raceLogs, WINDOW } from "./collect-account.ts";
import { run } from "./spawn.ts";

type Policy = ReturnType<typeof iamPolicy>;

const sources = [
  { service: null, kind: "cloudwatch", place: "/app/orders:web" },
  { service: null, kind: "s3", place: "logs/app/orders" },
  { service: null, kind: "kubernetes", place: "prod/app=orders" },
  { service: null, kind: "files", place: "/var/log/*.log" },
] as const;

/** Sid → actions and resources, from Terraform's text. */
function statementsOf(terraform: string): readonly (readonly [string, readonly string[], readonly string[]])[] {
  return terraform
    .split("  statement {\n")
    .slice(1)
    .map((block) => {
      const list = (name: string): readonly string[] =>
        [
          ...(new RegExp(`    ${name} = \\[\\n([^\\]]*)    \\]\\n`).exec(block)?.[1] ?? "").matchAll(/"([^"]+)",\n/g),
        ].map(([, text = ""]) => text);
      expect(block).toMatch(/^ {4}sid {4}= "\w+"\n {4}effect = "Allow"\n/);
      return [/sid {4}= "(\w+)"/.exec(block)?.[1] ?? "", list("actions"), list("resources")];
    });
}

describe("the policy", () => {
  test("is a policy document", async () => {
    const { code, stdout, stderr } = await run(["iam-policy"]);
    expect([code, stderr]).toEqual([0, ""]);
    const policy = JSON.parse(stdout) as Policy;
    expect(policy).toEqual(iamPolicy([]));
    expect(policy.Version).toBe("2012-10-17");
    for (const statement of policy.Statement) {
      expect(Object.keys(statement)).toEqual(["Sid", "Effect", "Action", "Resource"]);
      expect(statement.Sid).toMatch(/^[A-Za-z0-9]+$/);
      expect(statement.Effect).toBe("Allow");
      expect(statement.Action.length).toBeGreaterThan(0);
      expect(statement.Resource.length).toBeGreaterThan(0);
      for (const action of statement.Action) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z0-9]+$/);
      for (const resource of statement.Resource) expect(resource).toMatch(/^(?:\*|arn:\*:[a-z0-9]+:[^:]*:[^:]*:.+)$/);
    }
    // An inline policy of a role holds 10,240 characters, a managed one 6,144, white space aside.
    expect(stdout.replaceAll(/\s/g, "").length).toBeLessThan(6144);
  });

  test("allows every call this program can make, and no other", () => {
    const allowed = iamPolicy(sources).Statement.flatMap(({ Action }) => Action);
    expect(allowed.toSorted()).toEqual(iamActions().filter((action) => !action.startsWith("sts:")));
    expect(new Set(allowed).size).toBe(allowed.length);
    for (const action of allowed)
      expect(action).toMatch(/:(?:Describe|Download|Get|List|Lookup|Filter|StartQuery$|StopQuery$)/);
  });

  test("names buckets and groups of applications where they are given, and leaves S3 out where they are not", () => {
    const named = iamPolicy(sources).Statement;
    const of = (sid: string): readonly string[] | undefined => named.find(({ Sid }) => Sid === sid)?.Resource;
    expect(of("ApplicationBuckets")).toEqual(["arn:*:s3:::logs"]);
    expect(of("ApplicationObjects")).toEqual(["arn:*:s3:::logs/app/orders*"]);
    expect(of("LogEvents")).toContain("arn:*:logs:*:*:log-group:/app/orders:*");
    expect(of("LogEvents")).not.toContain("*");
    expect(of("LogFiles")).toEqual(["arn:*:rds:*:*:db:*"]);
    expect(JSON.stringify(iamPolicy([]))).not.toContain("s3:");
  });

  test("has no wildcard in an action, and a star for a resource only where AWS knows none or a name is looked for", () => {
    const { Statement } = iamPolicy(sources);
    for (const { Action } of Statement) expect(Action.join()).not.toContain("*");
    const everywhere = Statement.filter(({ Resource }) => Resource.includes("*")).map(({ Sid }) => Sid);
    expect(everywhere).toEqual(["Describe", "LogGroups", "MetricsAndTrail"]);
  });

  test("is the same as Terraform", async () => {
    const args = ["--app-logs", "s3://logs/app/orders", "--app-logs", "cloudwatch:/app/orders:web"];
    const [json, terraform] = await Promise.all([
      run(["iam-policy", ...args]),
      run(["iam-policy", "--terraform", ...args]),
    ]);
    const policy = JSON.parse(json.stdout) as Policy;
    expect(statementsOf(terraform.stdout)).toEqual(
      policy.Statement.map(({ Sid, Action, Resource }) => [Sid, Action, Resource]),
    );
    expect(terraform.stdout).toMatch(/^data "aws_iam_policy_document" "postmortem" \{\n/);
    expect(terraform.stdout.match(/\{/g)).toHaveLength(terraform.stdout.match(/\}/g)?.length ?? -1);
    expect(terraform.stdout).toBe(asTerraform(policy));
  });

  test("refuses a source that is none", async () => {
    const ran = await run(["iam-policy", "--app-logs", "gopher://x"]);
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toContain("--app-logs gopher://x");
  });
});

test("with these actions alone a collection is complete", async (context) => {
  const world = race({
    exportLogs: true,
    applicationGroups: true,
    applicationBucket: { name: "logs", prefix: "app/" },
  });
  const at = await desk(context, world);
  const groups = world.logGroups.map(({ name }) => name).filter((name) => name.startsWith("/app/"));
  const given = groups.flatMap((name) => ["--app-logs", `cloudwatch:${name}`]);
  const objects = ["--app-logs", "s3://logs/app/"];
  const { stdout } = await at.run(["iam-policy", ...given, ...objects]);
  const allowed = new Set((JSON.parse(stdout) as Policy).Statement.flatMap(({ Action }) => Action));
  for (const name of SIGNING_NAMES) {
    const actions = Object.values((await loadService(name))?.actions ?? {});
    // Who one is needs no permission.
    for (const action of actions)
      if (!allowed.has(action) && action !== "sts:GetCallerIdentity") at.simulator.rules.denied.add(action);
  }
  expect(at.simulator.rules.denied.size).toBeGreaterThan(0);
  const ran = await at.run(["collect", "--cluster", "orders-prod", ...WINDOW, "--case", "case", ...given]);
  expect(ran.stderr).not.toMatch(/denied|^not collected:|^collected in part:/m);
  expect(ran.code).toBe(0);
  expect(logsIn(join(at.folder, "case"))).toEqual(raceLogs());
  const { acquisition } = manifestOf(join(at.folder, "case"));
  expect(acquisition.filter(({ state }) => state === "none" || state === "partial")).toEqual([]);

  // The simulated objects are of midnight, of which no server log is left.
  const night = ["--since", "2026-11-21T00:00Z", "--until", "2026-11-21T00:30Z", "--case", "night"];
  const second = await at.run(["collect", "--cluster", "orders-prod", ...night, ...objects]);
  expect(second.stderr).not.toContain("denied");
  const saved = manifestOf(join(at.folder, "night")).files.filter(({ origin }) => origin.call === "s3:GetObject");
  expect(saved).toHaveLength(5);
});
