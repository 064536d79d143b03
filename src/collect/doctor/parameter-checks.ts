import { days } from "./days.ts";
import type { Finding } from "./finding.ts";
import type { ParameterGroup, Patient } from "./patient.ts";

/** The longest RDS allows, minutes (DOMAIN §1.5). */
const LONGEST_RETENTION = 10_080;
/** The one prefix RDS allows beside its default, from version 16 on (DOMAIN §1.1). */
const LONG_PREFIX = "%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a";

/** The value that holds: the instance's group wins over the cluster's where both set one (Aurora). */
function setting(
  { groups }: Patient,
  name: string,
): { readonly group: ParameterGroup; readonly value: string | null } | null {
  const knowing = groups.filter((group) => group.settings?.has(name));
  const set = knowing.filter((group) => group.settings?.get(name)?.value != null);
  const group = set.find((each) => each.of === "instance") ?? set[0] ?? knowing[0];
  return group === undefined ? null : { group, value: group.settings?.get(name)?.value ?? null };
}

/** The command that sets a parameter; a default group cannot be changed. */
function setParameter(patient: Patient, group: ParameterGroup, name: string, value: string): string {
  const { target } = patient;
  const kind = group.of === "cluster" ? "cluster-" : "";
  const option = group.of === "cluster" ? "--db-cluster-parameter-group-name" : "--db-parameter-group-name";
  const written = /[,\s%]/.test(value) ? `"${value}"` : value;
  const parameters = `'ParameterName=${name},ParameterValue=${written},ApplyMethod=immediate'`;
  const set = (of: string): string =>
    `aws rds modify-db-${kind}parameter-group ${option} ${of} --parameters ${parameters} --region ${target.region}`;
  if (!group.name.startsWith("default.")) return set(group.name);
  const made = `${target.id}-forensics`;
  const attach =
    group.of === "cluster"
      ? `aws rds modify-db-cluster --db-cluster-identifier ${target.id} --db-cluster-parameter-group-name ${made}`
      : `aws rds modify-db-instance --db-instance-identifier <instance> --db-parameter-group-name ${made}`;
  const family = group.name.slice("default.".length);
  return [
    `aws rds create-db-${kind}parameter-group ${option} ${made} --db-parameter-group-family ${family} --description forensics --region ${target.region}`,
    set(made),
    `${attach} --region ${target.region}   # ${group.name} cannot be changed; a new group may need a reboot`,
  ].join("\n");
}

function unknownParameter(patient: Patient, id: string, name: string): Finding {
  const what = `${name} could not be read`;
  return { id, state: "unknown", subject: patient.target.id, what, why: null, change: null };
}

/** How long RDS keeps log files, and how old they are. */
export function retention(patient: Patient): readonly Finding[] {
  const id = "log-retention";
  const found = setting(patient, "rds.log_retention_period");
  const subject = patient.target.id;
  const kept: readonly Finding[] = [...patient.oldestLogMs].flatMap(([instanceId, oldestMs]) =>
    oldestMs === null || Number.isNaN(oldestMs)
      ? []
      : [
          {
            id: "oldest-log",
            state: "ready",
            subject: instanceId,
            what: `its oldest log file is ${days(patient.nowMs - oldestMs)} old`,
            why: null,
            change: null,
          } as const,
        ],
  );
  if (found === null) return [unknownParameter(patient, id, "rds.log_retention_period"), ...kept];
  const minutes = Number(found.value ?? "4320");
  const what = `RDS deletes log files after ${days(minutes * 60_000)} (rds.log_retention_period ${minutes})`;
  if (minutes >= LONGEST_RETENTION) return [{ id, state: "ready", subject, what, why: null, change: null }, ...kept];
  const why = "an incident that is looked into later than that has no logs; seven days is the most RDS allows";
  const change = setParameter(patient, found.group, "rds.log_retention_period", String(LONGEST_RETENTION));
  return [{ id, state: "weak", subject, what, why, change }, ...kept];
}

/** Whether lines carry milliseconds, session line numbers and SQLSTATE. */
export function prefix(patient: Patient): Finding {
  const id = "log-line-prefix";
  const found = setting(patient, "log_line_prefix");
  if (found === null) return unknownParameter(patient, id, "log_line_prefix");
  const value = found.value ?? "%t:%r:%u@%d:[%p]:";
  const subject = patient.target.id;
  const what = `log_line_prefix is ${value}`;
  if (value.includes("%m") && value.includes("%l"))
    return { id, state: "ready", subject, what, why: null, change: null };
  const why =
    "whole seconds order nothing inside a second, and lost lines cannot be seen: %m has milliseconds, %l numbers the lines of a session, %e is the SQLSTATE";
  const major = Number(
    patient.target.cluster?.EngineVersion?.split(".")[0] ??
      patient.target.members[0]?.described?.EngineVersion?.split(".")[0],
  );
  const change = major >= 16 ? setParameter(patient, found.group, "log_line_prefix", LONG_PREFIX) : null;
  return {
    id,
    state: "weak",
    subject,
    what,
    why: change === null ? `${why}; RDS allows it from version 16 on` : why,
    change,
  };
}

/** Whether the log is written in a form that cannot be forged. */
export function csvlog(patient: Patient): Finding {
  const id = "csvlog";
  const found = setting(patient, "log_destination");
  if (found === null) return unknownParameter(patient, id, "log_destination");
  const value = found.value ?? "stderr";
  const subject = patient.target.id;
  const what = `log_destination is ${value}`;
  if (/csvlog|jsonlog/.test(value)) return { id, state: "ready", subject, what, why: null, change: null };
  const why = "text logs can be forged by a user name and cannot prove that no line is lost; csvlog can";
  return {
    id,
    state: "weak",
    subject,
    what,
    why,
    change: setParameter(patient, found.group, "log_destination", "csvlog"),
  };
}

/** Switches whose absence hides births and deaths of connections. */
export function switches(patient: Patient): readonly Finding[] {
  const wanted = [
    [
      "log_connections",
      "1",
      "when a session was born, before or after a failover, cannot be told from the server's log",
    ],
    ["log_disconnections", "1", "how long sessions lived cannot be told from the server's log"],
  ] as const;
  return wanted.map(([name, value, why]): Finding => {
    const found = setting(patient, name);
    const id = name.replace("_", "-");
    if (found === null) return unknownParameter(patient, id, name);
    const on = /^(?:1|on|true|yes|all|receipt.*)$/i.test(found.value ?? "0");
    const what = `${name} is ${on ? "on" : "off"}`;
    const subject = patient.target.id;
    if (on) return { id, state: "ready", subject, what, why: null, change: null };
    return { id, state: "weak", subject, what, why, change: setParameter(patient, found.group, name, value) };
  });
}
