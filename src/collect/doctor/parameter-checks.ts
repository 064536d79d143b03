import { isDefault, ownGroup, setParameter, word } from "./change.ts";
import { days } from "./days.ts";
import type { Finding } from "./finding.ts";
import { type Held, heldValues } from "./held.ts";
import type { ParameterGroup, Patient } from "./patient.ts";

/** The longest RDS allows, minutes, and its default (DOMAIN §1.5). */
const LONGEST_RETENTION = 10_080;
const DEFAULT_RETENTION = 4320;
/** The one prefix RDS allows beside its default, from version 16 on (DOMAIN §1.1). */
const LONG_PREFIX = "%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a";
const DEFAULT_PREFIX = "%t:%r:%u@%d:[%p]:";

/** What a parameter should be: what is said of a value, and the value to set. */
interface Wish {
  readonly id: string;
  readonly name: string;
  /** Null why: it is as it should be. Null `to`: no value mends it here. */
  readonly judge: (value: string | null) => {
    readonly what: string;
    readonly why: string | null;
    readonly to: string | null;
    readonly state?: "missing";
  };
}

/** Every check of a parameter; before them the groups that have to be made first, after them what holds not yet. */
export function parameterFindings(patient: Patient): readonly Finding[] {
  const toChange = new Set<ParameterGroup>();
  const findings = wishes(patient).flatMap(({ id, name, judge }): readonly Finding[] => {
    const held = heldValues(patient, name);
    if (held === null || held.length === 0) {
      const what = held === null ? `${name} could not be read` : `no parameter group has ${name}`;
      return [{ id, state: "unknown", subject: patient.target.id, what, why: null, change: null }];
    }
    return held.map((one) => {
      const { what, why, to, state = "weak" } = judge(one.value);
      const subject = subjectOf(patient, one);
      if (why === null) return { id, state: "ready", subject, what, why, change: null };
      const change = to === null || !one.modifiable ? null : setParameter(patient, one.group, name, to);
      if (change !== null) toChange.add(one.group);
      return { id, state, subject, what, why, change };
    });
  });
  const groups = [...toChange].filter(isDefault).map((group): Finding => {
    const what = `${group.name} belongs to AWS and cannot be changed`;
    const why = "the settings below need a parameter group of one's own: make it first";
    return {
      id: "parameter-group",
      state: "weak",
      subject: patient.target.id,
      what,
      why,
      change: ownGroup(patient, group),
    };
  });
  return [...groups, ...findings, ...pendingGroups(patient)];
}

/** One value for all is the cluster's; else the instances it holds for are named. */
function subjectOf({ target }: Patient, { instances }: Held): string {
  return instances.length === target.members.length ? target.id : instances.join(", ");
}

function wishes(patient: Patient): readonly Wish[] {
  const destinations = heldValues(patient, "log_destination") ?? [];
  const csv = destinations.length > 0 && destinations.every(({ value }) => /csvlog/.test(value ?? ""));
  return [
    {
      id: "log-retention",
      name: "rds.log_retention_period",
      judge: (value) => {
        const minutes = Number(value ?? DEFAULT_RETENTION);
        const what = `RDS deletes log files after ${days(minutes * 60_000)} (rds.log_retention_period ${minutes})`;
        if (minutes >= LONGEST_RETENTION) return { what, why: null, to: null };
        const why =
          "an incident that is looked into later than that has no log files; seven days are the most RDS allows (they lie on the instance's own storage)";
        return { what, why, to: String(LONGEST_RETENTION) };
      },
    },
    {
      id: "log-line-prefix",
      name: "log_line_prefix",
      judge: (value) => {
        const text = value ?? DEFAULT_PREFIX;
        const what = `log_line_prefix is ${text}`;
        if (text.includes("%m") && text.includes("%l")) return { what, why: null, to: null };
        if (csv) return { what: `${what}; csvlog beside it has milliseconds and line numbers`, why: null, to: null };
        const why =
          "whole seconds order nothing inside a second, and lost lines cannot be seen: %m has milliseconds, %l numbers the lines of a session, %e is the SQLSTATE";
        return majorOf(patient) >= 16
          ? { what, why, to: LONG_PREFIX }
          : { what, why: `${why}; RDS allows it from version 16 on, csvlog has all of it in every version`, to: null };
      },
    },
    {
      id: "csvlog",
      name: "log_destination",
      judge: (value) => {
        const what = `log_destination is ${value ?? "stderr"}`;
        if (/csvlog/.test(value ?? "")) return { what, why: null, to: null };
        const why =
          "text logs can be forged by a user name and cannot prove that no line is lost; csvlog can (the text log is written beside it, so logs take about twice the space)";
        return { what, why, to: "csvlog" };
      },
    },
    connections(
      "log_connections",
      "when a session was born, before or after a failover, cannot be told from the server's log",
    ),
    connections("log_disconnections", "how long sessions lived cannot be told from the server's log"),
    {
      id: "log-error-verbosity",
      name: "log_error_verbosity",
      judge: (value) => {
        const what = `log_error_verbosity is ${value ?? "default"}`;
        if (value?.toLowerCase() !== "terse") return { what, why: null, to: null };
        const why =
          "DETAIL lines are not written: what a killed backend was running, the strongest evidence of a write on the wrong instance, is lost";
        return { what, why, to: "default", state: "missing" };
      },
    },
    {
      id: "log-min-messages",
      name: "log_min_messages",
      judge: (value) => {
        const what = `log_min_messages is ${value ?? "warning"}`;
        if (!/^(?:fatal|panic|log)$/i.test(value ?? "")) return { what, why: null, to: null };
        const why = "errors are not written: refused writes (SQLSTATE 25006) leave no line in the server's log";
        return { what, why, to: "warning", state: "missing" };
      },
    },
  ];
}

function connections(name: "log_connections" | "log_disconnections", why: string): Wish {
  return {
    id: name.replace("_", "-"),
    name,
    judge: (value) => {
      // From version 18 on log_connections is a list of what is written.
      const on = !/^(?:|0|off|false|no)$/i.test(value ?? "");
      const what = `${name} is ${on ? "on" : "off"}`;
      return on ? { what, why: null, to: null } : { what, why, to: "1" };
    },
  };
}

/** The major version; NaN where it is not told. */
function majorOf({ target }: Patient): number {
  const version = target.cluster?.EngineVersion ?? target.members[0]?.described?.EngineVersion;
  return Number(version?.split(".")[0]);
}

/** Groups whose changes wait for a reboot: until then the instance runs with something else than is told of it. */
function pendingGroups({ target }: Patient): readonly Finding[] {
  return target.members.flatMap(({ id, described }): readonly Finding[] => {
    const own = (described?.DBParameterGroups ?? []).filter((group) => group.ParameterApplyStatus === "pending-reboot");
    const shared = (target.cluster?.DBClusterMembers ?? []).some(
      (member) =>
        member.DBInstanceIdentifier?.toLowerCase() === id && member.DBClusterParameterGroupStatus === "pending-reboot",
    );
    const names = [
      ...own.flatMap((group) => group.DBParameterGroupName ?? []),
      ...(shared ? [target.cluster?.DBClusterParameterGroup ?? "the cluster's group"] : []),
    ];
    if (names.length === 0) return [];
    return [
      {
        id: "parameters-pending",
        state: "weak",
        subject: id,
        what: `changes of ${names.join(" and ")} wait for a reboot`,
        why: "until then the instance runs with other settings than those told here",
        change: `aws rds reboot-db-instance --db-instance-identifier ${word(id)} --region ${target.region}   # ends its connections; of a writer that is an outage`,
      },
    ];
  });
}

/** How old the oldest log files are: what is still to be had. */
export function oldestLogs({ oldestLogMs, nowMs }: Patient): readonly Finding[] {
  return [...oldestLogMs].flatMap(([subject, oldestMs]): readonly Finding[] => {
    if (oldestMs === null) return [];
    const what = Number.isNaN(oldestMs)
      ? "it has no log file of PostgreSQL"
      : `its oldest log file was last written ${days(nowMs - oldestMs)} ago`;
    return [{ id: "oldest-log", state: "ready", subject, what, why: null, change: null }];
  });
}
