import { fixedLine, type FixState, intendedTargetFix, oldWriterFix } from "../../model/index.ts";
import { word } from "./change.ts";
import type { Finding } from "./finding.ts";
import type { Patient } from "./patient.ts";

const OLD_WRITER =
  "the defect by which an old writer may not step down after a new one is promoted and continues to write";
const TARGET = "the defect by which a failover may not complete to its intended target";

/** Whether the engine has AWS's published fixes of failover (Aurora alone). */
export function engine(patient: Patient): readonly Finding[] {
  if (patient.target.kind !== "aurora-cluster") return [];
  return [oldWriter(patient), intendedTarget(patient)];
}

function versionOf({ target }: Patient): string {
  return target.cluster?.EngineVersion ?? target.members[0]?.described?.EngineVersion ?? "";
}

function oldWriter(patient: Patient): Finding {
  const { target, pending } = patient;
  const version = versionOf(patient);
  const fix = oldWriterFix(version);
  const base = { id: "engine-fix", subject: target.id } as const;
  const why = "a failover can end in a split-writer race; until then stop all writers before an intended failover";
  const known = toldOf(version, fix, OLD_WRITER);
  if (known !== null) return { ...base, ...known };
  if (fix.state === "patch-unknown") {
    const patch = (pending ?? []).find(({ action }) => /system-update|db-upgrade/.test(action));
    const what = `whether ${version} has AWS's fix (${fix.first}) of ${OLD_WRITER} the API does not tell`;
    if (patch === undefined)
      return {
        ...base,
        state: "unknown",
        what,
        why,
        change: "SELECT aurora_version();   -- in psql: tells the patch release",
      };
    return {
      ...base,
      state: "weak",
      what: `${what}; an update waits (${patch.action}), so it may not`,
      why,
      change: `aws rds apply-pending-maintenance-action --resource-identifier ${word(patch.resource)} --apply-action ${word(patch.action)} --opt-in-type next-maintenance --region ${target.region}   # in the next maintenance window; SELECT aurora_version() tells whether it is needed`,
    };
  }
  const first = "first" in fix ? fix.first : null;
  const none = first === null ? `; no release of the line ${lineOf(version)} is listed as mended` : ` (${first})`;
  return {
    ...base,
    state: "missing",
    what: `${version} is below AWS's fix of ${OLD_WRITER}${none}`,
    why,
    change: upgrade(patient),
  };
}

function intendedTarget(patient: Patient): Finding {
  const version = versionOf(patient);
  const fix = intendedTargetFix(version);
  const base = { id: "engine-fix-target", subject: patient.target.id } as const;
  const known = toldOf(version, fix, TARGET);
  if (known !== null) return { ...base, ...known };
  const first = "first" in fix ? fix.first : null;
  return {
    ...base,
    state: "weak",
    what: `${version} is below AWS's fix of ${TARGET}${first === null ? "; none is listed for this major version" : ` (${first})`}`,
    why: "the old writer may be promoted again in the middle of a failover (that this fix is of that is inferred)",
    change: first === null ? null : upgradeTo(patient, first),
  };
}

/** What is the same for every fix; null where it is not there, or not certain. */
function toldOf(version: string, fix: FixState, defect: string): Omit<Finding, "id" | "subject"> | null {
  const ready = { state: "ready", why: null, change: null } as const;
  if (fix.state === "fixed") return { ...ready, what: `${version} has AWS's fix (${fix.first}) of ${defect}` };
  if (fix.state === "presumed")
    return {
      ...ready,
      what: `${version} is newer than AWS's fix of ${defect}; that it is included is inferred, AWS does not list it`,
    };
  if (fix.state !== "unknown") return null;
  const what = `the engine version ${version === "" ? "is not told" : `${version} is none this program knows`}`;
  return { state: "unknown", what, why: null, change: null };
}

function lineOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/** Without --apply-immediately: whoever pastes it at 3 a.m. gets the next maintenance window. */
function upgradeTo({ target }: Patient, version: string): string {
  return `aws rds modify-db-cluster --db-cluster-identifier ${word(target.id)} --engine-version ${version} --region ${target.region}   # or newer; in the next maintenance window, restarts every instance`;
}

function upgrade(patient: Patient): string {
  const version = versionOf(patient);
  const to = fixedLine(version);
  if (to !== null) return upgradeTo(patient, to);
  return `aws rds describe-db-engine-versions --engine aurora-postgresql --engine-version ${word(version)} --query 'DBEngineVersions[].ValidUpgradeTarget[].EngineVersion' --region ${patient.target.region}   # then modify-db-cluster --engine-version with a mended one`;
}
