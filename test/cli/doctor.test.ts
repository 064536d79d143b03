import { expect, test } from "vitest";
import { instance, worldWith } from "../sim/hand-world.ts";
import { desk, race } from "./collect-account.ts";

interface Examined {
  readonly findings: readonly { readonly id: string; readonly state: string; readonly subject: string }[];
  readonly notRead: readonly { readonly source: string; readonly subject: string; readonly reason: string }[];
}

const others = ({ findings }: Examined): Examined["findings"] => findings.filter(({ id }) => id !== "event-age");
const examined = (json: string): Examined => JSON.parse(json) as Examined;

test("the doctor says on stdout what is ready and what is not, with the commands, and ends with 0", async (context) => {
  const at = await desk(context, race());
  const ran = await at.run(["doctor", "--cluster", "orders-prod"]);
  expect(ran.code).toBe(0);
  expect(ran.stderr).toBe(
    "cluster orders-prod (aurora-postgresql 15.4, us-east-1): aurora-1 (writer now), aurora-2 (reader now)\n",
  );
  expect(ran.stdout).toContain(
    "weak  orders-prod: RDS deletes log files after 3 days (rds.log_retention_period 4320)\n",
  );
  expect(ran.stdout).toContain("ok    orders-prod: log_connections is on\n");
  expect(ran.stdout).toContain("MISS  orders-prod: 15.4 is below AWS's fix of");
  expect(ran.stdout).toMatch(/^ {6}\$ aws rds modify-db-cluster --db-cluster-identifier orders-prod --cloudwatch/m);
  expect(ran.stdout.match(/create-db-cluster-parameter-group/g)).toHaveLength(1);
  // It prints commands that change; it calls none.
  expect(at.simulator.journal.every(({ action }) => action.startsWith("Describe"))).toBe(true);
});

test("--json has the same findings, for machines", async (context) => {
  const at = await desk(context, race({ exportLogs: true }));
  const { code, stdout } = await at.run(["doctor", "--cluster", "aurora-2", "--json"]);
  expect(code).toBe(0);
  const { findings, notRead } = examined(stdout);
  expect(notRead).toEqual([]);
  expect(findings.find(({ id }) => id === "log-export")).toEqual({
    id: "log-export",
    state: "ready",
    subject: "orders-prod",
    what: "PostgreSQL logs go to CloudWatch Logs, kept for ever",
    why: null,
    change: null,
  });
  // The simulated groups do not have these two.
  const unknown = findings.filter(({ state }) => state === "unknown").map(({ id }) => id);
  expect(unknown).toEqual(["log-error-verbosity", "log-min-messages"]);
});

test("a denied look costs its own finding, and 3", async (context) => {
  const at = await desk(context, race());
  const all = examined((await at.run(["doctor", "--cluster", "orders-prod", "--json"])).stdout);
  at.simulator.rules.denied.add("rds:DescribeEvents");
  const [json, text] = await Promise.all([
    at.run(["doctor", "--cluster", "orders-prod", "--json"]),
    at.run(["doctor", "--cluster", "orders-prod"]),
  ]);
  expect([json.code, text.code]).toEqual([3, 3]);
  expect(text.stdout).toMatch(/^\?.*rds:DescribeEvents is denied.*allow rds:DescribeEvents/m);
  const less = examined(json.stdout);
  expect(less.notRead).toMatchObject([{ source: "rds-events", subject: "orders-prod" }]);
  expect(others(less)).toEqual(others(all));
  expect(less.findings.find(({ id }) => id === "event-age")?.state).toBe("unknown");
});

test("denied parameters are unknown, not well", async (context) => {
  const at = await desk(context, race());
  for (const action of ["rds:DescribeDBParameters", "rds:DescribeDBClusterParameters"])
    at.simulator.rules.denied.add(action);
  const { code, stdout } = await at.run(["doctor", "--cluster", "orders-prod", "--json"]);
  expect(code).toBe(3);
  const { findings } = examined(stdout);
  for (const id of ["log-retention", "log-line-prefix", "csvlog", "log-connections"])
    expect(findings.find((finding) => finding.id === id)?.state).toBe("unknown");
  expect(findings.find(({ id }) => id === "log-export")?.state).toBe("weak");
});

test("a single instance has no findings of a cluster", async (context) => {
  const world = worldWith([], {
    clusters: [],
    instances: [instance({ id: "billing", cluster: null, engine: "postgres" })],
    instanceParameters: new Map([["orders-instances", []]]),
  });
  const at = await desk(context, world);
  const { code, stdout } = await at.run(["doctor", "--cluster", "billing", "--json"]);
  expect(code).toBe(0);
  const ids = examined(stdout).findings.map(({ id }) => id);
  expect(ids).toContain("enhanced-monitoring");
  for (const id of ["engine-fix", "write-forwarding"]) expect(ids).not.toContain(id);
  expect(stdout).toContain("modify-db-instance --db-instance-identifier billing --cloudwatch-logs-export");
});

test("no such cluster ends with 2 and the nearest names", async (context) => {
  const at = await desk(context, race());
  const ran = await at.run(["doctor", "--cluster", "orders-prd"]);
  expect([ran.code, ran.stdout]).toEqual([2, ""]);
  expect(ran.stderr).toContain("There are: orders-prod");
});
