import type { Aws } from "../calls.ts";
import type { AcquisitionEntry } from "../case-store.ts";
import type { Target } from "../context.ts";
import { parameterGroupsOf } from "../history/event-sources.ts";
import { listLogs } from "../logs/listing.ts";
import { allPages } from "../pages.ts";
import { entryOf } from "../trouble.ts";
import { findingsOf } from "./checks.ts";
import type { Finding } from "./finding.ts";
import { exportGroup, type ParameterGroup, type Patient, type Setting } from "./patient.ts";

/** What the doctor says, and what it could not look at. */
export interface Examination {
  readonly findings: readonly Finding[];
  readonly notRead: readonly AcquisitionEntry[];
}

type Note = (entry: AcquisitionEntry) => void;

/** Looks at a cluster, read only. */
export async function examine(aws: Aws, target: Target): Promise<Examination> {
  const notRead: AcquisitionEntry[] = [];
  const note: Note = (entry) => void notRead.push(entry);
  const [groups, pending, oldestEventMs, oldestLogMs, exportRetentionDays] = await Promise.all([
    groupsOf(aws, target, note),
    pendingOf(aws, target, note),
    oldestEvent(aws, target, note),
    oldestLogs(aws, target, note),
    exportRetention(aws, target, note),
  ]);
  const patient: Patient = {
    target,
    groups,
    pending,
    oldestEventMs,
    oldestLogMs,
    exportRetentionDays,
    nowMs: aws.nowMs(),
  };
  return { findings: findingsOf(patient), notRead };
}

async function groupsOf(aws: Aws, target: Target, note: Note): Promise<readonly ParameterGroup[]> {
  const { cluster, instance } = parameterGroupsOf(target);
  return Promise.all([
    ...cluster.map((name) => readGroup(aws, name, "cluster", note)),
    ...instance.map((name) => readGroup(aws, name, "instance", note)),
  ]);
}

async function readGroup(aws: Aws, name: string, of: ParameterGroup["of"], note: Note): Promise<ParameterGroup> {
  const { pages, failure } =
    of === "cluster"
      ? await allPages(aws, "DescribeDBClusterParameters", { DBClusterParameterGroupName: name }, name)
      : await allPages(aws, "DescribeDBParameters", { DBParameterGroupName: name }, name);
  if (failure !== null) {
    note(
      entryOf(failure, {
        source: "parameters",
        subject: name,
        state: "none",
        consequence: "its settings are not known",
      }),
    );
    return { name, of, settings: null };
  }
  const settings = pages.flatMap(({ value }) =>
    (value.Parameters ?? []).map((parameter): readonly [string, Setting] => [
      parameter.ParameterName ?? "",
      {
        name: parameter.ParameterName ?? "",
        value: parameter.ParameterValue ?? null,
        modifiable: parameter.IsModifiable === true,
        byUser: parameter.Source === "user",
      },
    ]),
  );
  return { name, of, settings: new Map(settings) };
}

async function pendingOf(aws: Aws, target: Target, note: Note): Promise<Patient["pending"]> {
  const { pages, failure } = await allPages(aws, "DescribePendingMaintenanceActions", {}, target.id);
  if (failure !== null) {
    note(
      entryOf(failure, {
        source: "cluster-snapshot",
        subject: target.id,
        state: "none",
        consequence: "waiting patches are not known",
      }),
    );
    return null;
  }
  const ids = new Set([target.id, ...target.members.map((member) => member.id)].map((id) => id.toLowerCase()));
  return pages
    .flatMap(({ value }) => value.PendingMaintenanceActions ?? [])
    .filter(({ ResourceIdentifier: arn = "" }) => ids.has((arn.split(":").at(-1) ?? "").toLowerCase()))
    .flatMap(({ ResourceIdentifier: resource = "", PendingMaintenanceActionDetails: details = [] }) =>
      details.map((detail) => ({ resource, action: detail.Action ?? "", description: detail.Description ?? "" })),
    );
}

async function oldestEvent(aws: Aws, target: Target, note: Note): Promise<number | null> {
  const { pages, failure } = await allPages(
    aws,
    "DescribeEvents",
    {
      SourceIdentifier: target.id,
      SourceType: target.kind === "instance" ? "db-instance" : "db-cluster",
      // 14 days are the most RDS keeps; a minute less is never refused.
      Duration: 14 * 24 * 60 - 1,
    },
    target.id,
  );
  if (failure !== null) {
    note(
      entryOf(failure, {
        source: "rds-events",
        subject: target.id,
        state: "none",
        consequence: "the age of its events is not known",
      }),
    );
    return null;
  }
  const times = pages.flatMap(({ value }) => (value.Events ?? []).map((event) => event.Date?.getTime() ?? Number.NaN));
  return times.reduce((oldest, ms) => (Number.isNaN(oldest) || ms < oldest ? ms : oldest), Number.NaN);
}

async function oldestLogs(aws: Aws, target: Target, note: Note): Promise<Patient["oldestLogMs"]> {
  const found = await Promise.all(
    target.members.map(async ({ id }): Promise<readonly [string, number | null]> => {
      const { files, failure } = await listLogs(aws, id);
      if (failure !== null) {
        note(
          entryOf(failure, {
            source: "postgresql-log",
            subject: id,
            state: "none",
            consequence: "the age of its log files is not known",
          }),
        );
        return [id, null];
      }
      const times = files
        .filter(({ name }) => name.includes("postgresql"))
        .map(({ lastWrittenMs }) => lastWrittenMs ?? Number.NaN);
      return [id, times.reduce((oldest, ms) => (Number.isNaN(oldest) || ms < oldest ? ms : oldest), Number.NaN)];
    }),
  );
  return new Map(found);
}

async function exportRetention(aws: Aws, target: Target, note: Note): Promise<number | null> {
  const exports =
    target.cluster?.EnabledCloudwatchLogsExports ?? target.members[0]?.described?.EnabledCloudwatchLogsExports;
  if (exports?.includes("postgresql") !== true) return null;
  const name = exportGroup(target);
  const outcome = await aws.call("DescribeLogGroups", { logGroupNamePrefix: name }, name);
  if (!outcome.ok) {
    note(
      entryOf(outcome.failure, {
        source: "cloudwatch-logs",
        subject: name,
        state: "none",
        consequence: "how long exported logs are kept is not known",
      }),
    );
    return null;
  }
  const group = (outcome.value.logGroups ?? []).find((each) => each.logGroupName === name);
  return group === undefined ? null : (group.retentionInDays ?? Number.POSITIVE_INFINITY);
}
