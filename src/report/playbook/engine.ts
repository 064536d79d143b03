import { type ClusterReport, fixedLine, intendedTargetFix, oldWriterFix, type Report } from "../../model/index.ts";
import type { Entry } from "./action.ts";
import { blames, cited } from "./findings.ts";
import { sources } from "./sources.ts";

/** A version that a command may name: nothing from the evidence reaches a shell otherwise. */
const version = /^\d{1,3}(?:\.\d{1,4}){1,2}$/;

/** The engine's version for Aurora PostgreSQL's tables; null when the evidence shows another engine. */
export function auroraVersion({
  cluster,
  evidence,
}: Report): { readonly version: string | null; readonly sure: boolean } | null {
  const engine = cluster?.engine ?? null;
  if (engine !== null && engine !== "aurora-postgresql") return null;
  const stated = cluster?.engineVersion ?? null;
  return {
    version: stated !== null && version.test(stated) ? stated : null,
    // Its storage runtime writes to no other engine's log (DOMAIN §0.1).
    sure: engine !== null || evidence.some(({ signature }) => signature === "storage-runtime-crash"),
  };
}

/** `15.12, by DescribeDBClusters`. */
export function toldVersion(stated: string, cluster: ClusterReport | null): string {
  return `${stated}, by ${cluster?.by === "log" ? "the server's own start" : "DescribeDBClusters"}`;
}

const ask = "SELECT aurora_version();   -- in psql: tells the patch release";

function upgradeTo(to: string): string {
  return `aws rds modify-db-cluster --db-cluster-identifier CLUSTER --engine-version ${to}   # or newer; in the next maintenance window, restarts every instance`;
}

/** The failover did not reach its target, whatever else happened. */
function wentBack({ incidents }: Report): boolean {
  return incidents
    .flatMap(({ hypotheses }) => hypotheses)
    .some((each) => each.class === "reversed-failover" && each.level !== "insufficient");
}

/** AWS's published fixes of failover (DOMAIN §5.9): that one of them mends this incident's cause is inferred. */
export const engineEntries: readonly Entry[] = [
  {
    id: "engine-old-writer-fix",
    purpose: "prevent",
    title: "Run an engine release with AWS's fix of the old writer that does not step down",
    detail:
      "AWS's notes list it first in 17.5.3, 16.9.3, 15.13.3, 14.18.3, 13.21.3, 17.4.4, 16.8.4, 15.12.4, 14.17.4, 13.20.4, 16.6.6, 15.10.6, 14.15.6, 13.18.6, 12.22.6, 16.4.6, 15.8.6, 14.13.6, 13.16.6, 12.9.18, 11.21.12 and 11.9.18. That this is the defect behind an incident is inferred; until it runs, stop every writer before an intended failover.",
    when: "a split-writer race or a reversed failover, and the engine is below the fix or its patch release is not told",
    source: sources.auroraReleases,
    mark: "inferred",
    addresses: ["split-writer-race", "reversed-failover"],
    asks(report) {
      const claim = blames(report, "split-writer-race", "reversed-failover");
      const engine = auroraVersion(report);
      if (claim === null || engine === null) return null;
      const evidence = cited(report.cluster?.evidence ?? [], claim.evidence);
      if (engine.version === null) {
        const unless = engine.sure
          ? ""
          : " (Aurora alone has this defect; which engine it is, the evidence does not tell)";
        return { text: `${claim.text}, and no evidence tells the engine's version${unless}`, evidence, exactly: ask };
      }
      const fix = oldWriterFix(engine.version);
      const told = toldVersion(engine.version, report.cluster);
      if (fix.state === "patch-unknown") {
        const text = `${claim.text}; the engine is ${told}, mended from ${fix.first} on: which patch release ran is not told`;
        return { text, evidence, exactly: `${ask}; below ${fix.first} the fix is missing` };
      }
      if (fix.state !== "open") return null;
      const to = fixedLine(engine.version);
      return {
        text: `${claim.text}; the engine is ${told}, below AWS's fix${fix.first === null ? " (no release of its line is listed as mended)" : ` (${fix.first})`}`,
        evidence,
        ...(to === null ? {} : { exactly: upgradeTo(to) }),
      };
    },
  },
  {
    id: "engine-intended-target-fix",
    purpose: "prevent",
    title: "Run an engine release with AWS's fix of failovers that do not reach their target",
    detail:
      "AWS's notes list it in 17.9, 16.13, 15.17 and 14.22 (2026-04-06); none is listed for 13 and older. That it mends a failover that went back is inferred.",
    when: "a failover that went back, and the engine is below the fix",
    source: sources.auroraReleases,
    mark: "inferred",
    addresses: ["reversed-failover", "split-writer-race"],
    asks(report) {
      const claim = blames(report, "reversed-failover", "split-writer-race");
      const engine = auroraVersion(report);
      if (claim === null || !wentBack(report) || engine === null || engine.version === null) return null;
      const fix = intendedTargetFix(engine.version);
      if (fix.state !== "open") return null;
      const told = toldVersion(engine.version, report.cluster);
      return {
        text: `${claim.text}; the engine is ${told}, below AWS's fix${fix.first === null ? " (none is listed for its major version)" : ` (${fix.first})`}`,
        evidence: cited(report.cluster?.evidence ?? [], claim.evidence),
        ...(fix.first === null ? {} : { exactly: upgradeTo(fix.first) }),
      };
    },
  },
];
