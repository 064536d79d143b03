import { describe, expect, test } from "vitest";
import { findingsOf } from "../../../src/collect/doctor/checks.ts";
import { aurora, described, finding, found, GOOD, group, NOW, patient, withSettings } from "./patients.ts";

const MODIFY =
  "aws rds modify-db-cluster-parameter-group --db-cluster-parameter-group-name orders-cluster --parameters";
const parameter = (text: string): string => `${MODIFY} '${text},ApplyMethod=immediate' --region eu-west-1`;

test("of a cluster in the best of health nothing is asked for", () => {
  for (const each of findingsOf(patient())) expect(each).toMatchObject({ state: "ready", why: null, change: null });
  expect(found(patient(), "parameter-group")).toEqual([]);
});

test("whatever is not ready says what an incident would lack, and nothing ready does", () => {
  const worst = patient({
    target: aurora({ EnabledCloudwatchLogsExports: [], LocalWriteForwardingStatus: "enabled", EngineVersion: "15.4" }, [
      described("aurora-1", { MonitoringInterval: 0, PerformanceInsightsEnabled: false }),
    ]),
    groups: [group("orders-cluster", "cluster", Object.fromEntries(Object.keys(GOOD).map((name) => [name, null])))],
  });
  const findings = findingsOf(worst);
  expect(findings.filter(({ state }) => state === "weak" || state === "missing").length).toBeGreaterThan(8);
  for (const { state, why } of findings) if (state !== "unknown") expect(why === null).toBe(state === "ready");
});

describe("parameters", () => {
  const cases: readonly (readonly [string, string, readonly (string | null)[], readonly (string | null)[], string])[] =
    [
      [
        "log-retention",
        "rds.log_retention_period",
        ["10080"],
        ["4320", "1440", "10079", null],
        parameter("ParameterName=rds.log_retention_period,ParameterValue=10080"),
      ],
      [
        "csvlog",
        "log_destination",
        ["csvlog", "stderr,csvlog"],
        ["stderr", null],
        parameter("ParameterName=log_destination,ParameterValue=csvlog"),
      ],
      [
        "log-connections",
        "log_connections",
        ["1", "on", "all", "receipt,authorization"],
        ["0", "off", "", null],
        parameter("ParameterName=log_connections,ParameterValue=1"),
      ],
      [
        "log-disconnections",
        "log_disconnections",
        ["1", "on"],
        ["0", "off", null],
        parameter("ParameterName=log_disconnections,ParameterValue=1"),
      ],
      [
        "log-error-verbosity",
        "log_error_verbosity",
        ["default", "verbose", null],
        ["terse"],
        parameter("ParameterName=log_error_verbosity,ParameterValue=default"),
      ],
      [
        "log-min-messages",
        "log_min_messages",
        ["warning", "error", "debug1", null],
        ["fatal", "panic", "log"],
        parameter("ParameterName=log_min_messages,ParameterValue=warning"),
      ],
    ];
  test.each(cases)("%s", (id, name, good, bad, change) => {
    for (const value of good)
      expect(finding(withSettings({ [name]: value }), id)).toMatchObject({ state: "ready", change: null });
    for (const value of bad) {
      const one = finding(withSettings({ [name]: value }), id);
      expect(["weak", "missing"]).toContain(one.state);
      expect(one).toMatchObject({ subject: "orders", change });
    }
  });

  test("the long prefix is offered from version 16 on, and only where there is no csvlog", () => {
    const short = { log_line_prefix: "%t:%r:%u@%d:[%p]:", log_destination: "stderr" };
    expect(finding(withSettings(short), "log-line-prefix")).toMatchObject({
      state: "weak",
      change: parameter('ParameterName=log_line_prefix,ParameterValue="%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a"'),
    });
    const older = finding(withSettings(short, { target: aurora({ EngineVersion: "15.13" }) }), "log-line-prefix");
    expect(older).toMatchObject({ state: "weak", change: null });
    expect(older.why).toContain("csvlog has all of it in every version");
    expect(finding(withSettings({ ...short, log_destination: "csvlog" }), "log-line-prefix").state).toBe("ready");
    // A module's spelling with a colon at its end.
    const colon = { ...short, log_line_prefix: "%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a:" };
    expect(finding(withSettings(colon), "log-line-prefix").state).toBe("ready");
  });

  test("a default group is not changed: one's own is made first, once", () => {
    const defaults = Object.fromEntries(Object.keys(GOOD).map((name) => [name, null]));
    const one = patient({
      target: aurora({ DBClusterParameterGroup: "default.aurora-postgresql16" }),
      groups: [
        group("default.aurora-postgresql16", "cluster", defaults, { byUser: false }),
        group("orders-instances", "instance", {}),
      ],
    });
    expect(finding(one, "parameter-group")).toMatchObject({
      subject: "orders",
      what: "default.aurora-postgresql16 belongs to AWS and cannot be changed",
      change:
        "aws rds create-db-cluster-parameter-group --db-cluster-parameter-group-name orders-forensics --db-parameter-group-family aurora-postgresql16 --description forensics --region eu-west-1\n" +
        "aws rds modify-db-cluster --db-cluster-identifier orders --db-cluster-parameter-group-name orders-forensics --region eu-west-1   # it holds after each instance is rebooted",
    });
    expect(findingsOf(one)[0]?.id).toBe("parameter-group");
    expect(finding(one, "log-retention").change).toBe(
      "aws rds modify-db-cluster-parameter-group --db-cluster-parameter-group-name orders-forensics --parameters 'ParameterName=rds.log_retention_period,ParameterValue=10080,ApplyMethod=immediate' --region eu-west-1",
    );
  });

  test("of a single instance the instance's group is changed, and the instance gets the new one", () => {
    const target = {
      ...aurora(),
      kind: "instance",
      id: "billing",
      cluster: null,
      members: [
        described("billing", {
          DBParameterGroups: [{ DBParameterGroupName: "default.postgres16" }],
          MultiAZ: true,
          EnabledCloudwatchLogsExports: ["postgresql"],
        }),
      ],
    } as const;
    const one = patient({
      target,
      groups: [group("default.postgres16", "instance", { ...GOOD, log_connections: "0" }, { byUser: false })],
    });
    expect(finding(one, "log-connections").change).toBe(
      "aws rds modify-db-parameter-group --db-parameter-group-name billing-forensics --parameters 'ParameterName=log_connections,ParameterValue=1,ApplyMethod=immediate' --region eu-west-1",
    );
    expect(finding(one, "parameter-group").change).toContain(
      "modify-db-instance --db-instance-identifier billing --db-parameter-group-name billing-forensics",
    );
    expect(found(one, "write-forwarding")).toEqual([]);
    expect(found(one, "engine-fix")).toEqual([]);
    expect(found(one, "single-instance")).toEqual([]);
    const alone = { ...one, target: { ...target, members: [described("billing", { MultiAZ: false })] } };
    expect(finding(alone, "single-instance").what).toContain("no standby");
  });

  test("what somebody set in an instance's group wins over the cluster's; a default in it does not", () => {
    const cluster = group("orders-cluster", "cluster", GOOD);
    const byRds = group("orders-instances", "instance", { "rds.log_retention_period": "4320" }, { byUser: false });
    expect(finding(patient({ groups: [cluster, byRds] }), "log-retention").state).toBe("ready");
    const own = group("orders-instances", "instance", { "rds.log_retention_period": "1440" });
    expect(finding(patient({ groups: [cluster, own] }), "log-retention")).toMatchObject({
      state: "weak",
      what: "RDS deletes log files after 24 hours (rds.log_retention_period 1440)",
      change: expect.stringContaining("--db-parameter-group-name orders-instances"),
    });
  });

  test("instances with different groups are told apart", () => {
    const target = aurora({}, [
      described("aurora-1"),
      described("aurora-2", { DBParameterGroups: [{ DBParameterGroupName: "reporting" }] }),
    ]);
    const groups = [
      group("orders-cluster", "cluster", GOOD),
      group("orders-instances", "instance", {}),
      group("reporting", "instance", { log_connections: "0" }),
    ];
    expect(found(patient({ target, groups }), "log-connections").map(({ subject, state }) => [subject, state])).toEqual(
      [
        ["aurora-1", "ready"],
        ["aurora-2", "weak"],
      ],
    );
  });

  test("a group that could not be read leaves its settings unknown, never ready", () => {
    for (const of of ["cluster", "instance"] as const) {
      const groups = patient().groups.map((each) => (each.of === of ? { ...each, settings: null } : each));
      const ids = ["log-retention", "log-line-prefix", "csvlog", "log-connections", "log-disconnections"];
      for (const id of ids) expect(finding(patient({ groups }), id)).toMatchObject({ state: "unknown", change: null });
    }
  });

  test("what a group does not let anybody change has no command", () => {
    const groups = [group("orders-cluster", "cluster", { ...GOOD, log_destination: "stderr" }, { modifiable: false })];
    expect(finding(patient({ groups }), "csvlog")).toMatchObject({ state: "weak", change: null });
  });

  test("changes that wait for a reboot are told, of both kinds of group", () => {
    expect(found(patient(), "parameters-pending")).toEqual([]);
    const waiting = [{ DBParameterGroupName: "orders-instances", ParameterApplyStatus: "pending-reboot" }];
    const target = aurora(
      { DBClusterMembers: [{ DBInstanceIdentifier: "aurora-2", DBClusterParameterGroupStatus: "pending-reboot" }] },
      [described("aurora-1", { DBParameterGroups: waiting }), described("aurora-2")],
    );
    expect(found(patient({ target }), "parameters-pending").map(({ subject, what }) => [subject, what])).toEqual([
      ["aurora-1", "changes of orders-instances wait for a reboot"],
      ["aurora-2", "changes of orders-cluster wait for a reboot"],
    ]);
  });
});

function eventAge(oldestEventMs: number | null): readonly string[] {
  const { state, what } = finding(patient({ oldestEventMs }), "event-age");
  return [state, what];
}

describe("what is kept, and for how long", () => {
  test("the age of the oldest log file of each instance", () => {
    const oldestLogMs = new Map([
      ["aurora-1", NOW - 7 * 86_400_000],
      ["aurora-2", Number.NaN],
      ["aurora-3", null],
    ]);
    expect(found(patient({ oldestLogMs }), "oldest-log").map(({ subject, what }) => [subject, what])).toEqual([
      ["aurora-1", "its oldest log file was last written 7 days ago"],
      ["aurora-2", "it has no log file of PostgreSQL"],
    ]);
  });

  test("the age of the oldest event", () => {
    expect(eventAge(NOW - 3_600_000)).toEqual([
      "ready",
      "RDS keeps events for 14 days and no longer; the oldest is 1 hour old",
    ]);
    expect(eventAge(Number.NaN)[1]).toContain("it has none");
    expect(eventAge(null)).toEqual(["unknown", "RDS events could not be read"]);
  });

  test("exported logs, and a log group that forgets", () => {
    expect(finding(patient({ exportRetentionDays: Number.POSITIVE_INFINITY }), "log-export").what).toContain(
      "kept for ever",
    );
    expect(finding(patient({ exportRetentionDays: null }), "log-export").state).toBe("ready");
    expect(finding(patient({ exportRetentionDays: 3 }), "log-export")).toMatchObject({
      state: "weak",
      change:
        "aws logs put-retention-policy --log-group-name /aws/rds/cluster/orders/postgresql --retention-in-days 30 --region eu-west-1",
    });
    expect(
      finding(patient({ target: aurora({ EnabledCloudwatchLogsExports: ["upgrade"] }) }), "log-export"),
    ).toMatchObject({
      state: "weak",
      change:
        "aws rds modify-db-cluster --db-cluster-identifier orders --cloudwatch-logs-export-configuration EnableLogTypes=postgresql --region eu-west-1",
    });
  });

  test("a cluster that could not be described is not taken for a single instance, nor for one without forwarding", () => {
    const target = {
      ...aurora(),
      cluster: null,
      members: [described("aurora-1", { EnabledCloudwatchLogsExports: [] })],
    };
    expect(finding(patient({ target }), "log-export").change).toContain(
      "modify-db-cluster --db-cluster-identifier orders",
    );
    expect(finding(patient({ target }), "write-forwarding").state).toBe("unknown");
    expect(found(patient({ target }), "single-instance")).toEqual([]);
    expect(finding(patient({ target: { ...target, members: [] } }), "log-export").state).toBe("unknown");
  });
});

test("Enhanced Monitoring and Performance Insights, of each instance", () => {
  const off = { MonitoringInterval: 0, PerformanceInsightsEnabled: false };
  const target = aurora({}, [
    described("aurora-1"),
    described("aurora-2", off),
    { ...described("aurora-3"), described: null },
  ]);
  const states = (id: string): readonly (readonly string[])[] =>
    found(patient({ target }), id).map(({ subject, state }) => [subject, state]);
  expect(states("enhanced-monitoring")).toEqual([
    ["aurora-1", "ready"],
    ["aurora-2", "weak"],
  ]);
  expect(states("performance-insights")).toEqual([
    ["aurora-1", "ready"],
    ["aurora-2", "weak"],
  ]);
  expect(states("instance")).toEqual([["aurora-3", "unknown"]]);
  expect(found(patient({ target }), "performance-insights")[1]?.change).toBe(
    "aws rds modify-db-instance --db-instance-identifier aurora-2 --region eu-west-1 --enable-performance-insights --performance-insights-retention-period 7",
  );
});

test("write forwarding that is on, or about to be, is told", () => {
  for (const status of ["enabled", "enabling", "requested"] as const)
    expect(finding(patient({ target: aurora({ LocalWriteForwardingStatus: status }) }), "write-forwarding").state).toBe(
      "weak",
    );
  for (const status of ["disabled", "disabling"] as const)
    expect(finding(patient({ target: aurora({ LocalWriteForwardingStatus: status }) }), "write-forwarding").state).toBe(
      "ready",
    );
});

test("a cluster with one instance has nothing to fail over to; a Multi-AZ cluster has", () => {
  const one = aurora({}, [described("aurora-1")]);
  expect(finding(patient({ target: one }), "single-instance").state).toBe("weak");
  const multi = { ...aurora({ Engine: "postgres" }), kind: "multi-az-cluster" } as const;
  const ids = findingsOf(patient({ target: multi })).map(({ id }) => id);
  for (const id of ["single-instance", "write-forwarding", "engine-fix", "engine-fix-target"])
    expect(ids).not.toContain(id);
});

test("what AWS calls things is quoted in commands", () => {
  const target = { ...aurora({ EnabledCloudwatchLogsExports: [] }), id: "x; rm -rf /" };
  expect(finding(patient({ target }), "log-export").change).toContain("--db-cluster-identifier 'x; rm -rf /' ");
});
