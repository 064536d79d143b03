import { oldWriterFix } from "./engine-fixes.ts";
import type { Finding } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** Whether the engine has AWS's fix of the old-writer defect (Aurora alone). */
export function engine({ target, pending }: Patient): readonly Finding[] {
  if (target.kind !== "aurora-cluster") return [];
  const version = target.cluster?.EngineVersion ?? "";
  const base = { id: "engine-fix", subject: target.id } as const;
  const defect =
    "the defect by which an old writer may not step down after a new one is promoted and continues to write";
  const waiting = (pending ?? []).filter(({ action }) => /system-update|db-upgrade/.test(action));
  const upgrade = `aws rds modify-db-cluster --db-cluster-identifier ${target.id} --engine-version <newer> --apply-immediately --region ${target.region}   # restarts the cluster`;
  const patch = waiting[0];
  const apply =
    patch === undefined
      ? null
      : `aws rds apply-pending-maintenance-action --resource-identifier ${patch.resource} --apply-action ${patch.action} --opt-in-type next-maintenance --region ${target.region}`;
  const fix = oldWriterFix(version);
  if (fix.state === "fixed")
    return [
      {
        ...base,
        state: "ready",
        what: `${version} has AWS's fix (${fix.first}) of ${defect}`,
        why: null,
        change: null,
      },
    ];
  if (fix.state === "presumed")
    return [
      {
        ...base,
        state: "ready",
        what: `${version} is newer than AWS's fix of ${defect}; that it is included is inferred, AWS does not list it`,
        why: null,
        change: null,
      },
    ];
  if (fix.state === "open")
    return [
      {
        ...base,
        state: "missing",
        what: `${version} is below AWS's fix of ${defect}${fix.first === null ? "; no fixed release of this line is listed" : ` (${fix.first})`}`,
        why: "a failover can end in a split-writer race; until then pause all writers before an intentional failover",
        change: upgrade,
      },
    ];
  if (fix.state === "patch-unknown")
    return [
      {
        ...base,
        state: patch === undefined ? "unknown" : "weak",
        what: `whether ${version} has AWS's fix (${fix.first}) of ${defect} the API does not tell${patch === undefined ? "" : "; a system update waits, so it probably does not"}`,
        why: "a failover can end in a split-writer race; until then pause all writers before an intentional failover",
        change: apply ?? "SELECT aurora_version();   -- tells the patch release",
      },
    ];
  return [
    {
      ...base,
      state: "unknown",
      what: `the engine version ${version === "" ? "is not told" : version} is none this program knows`,
      why: null,
      change: null,
    },
  ];
}
