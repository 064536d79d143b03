import type { Claim, Confidence, EvidenceIds, Report, StalenessSubtype } from "../../model/index.ts";
import { intendedTargetFix, oldWriterFix } from "../../model/index.ts";
import { plural } from "../words.ts";
import { auroraVersion, toldVersion } from "./engine.ts";
import {
  blamed,
  blames,
  cited,
  citedEach,
  clientsOf,
  clientsText,
  longestText,
  staleClients,
  triggeredBy,
} from "./findings.ts";
import { outOfMemory } from "./servers.ts";

/** Something that made an incident possible, longer or worse, as far as the report itself shows it. */
export interface Factor {
  readonly id: string;
  /** May hold names from the evidence: not escaped for any medium. */
  readonly text: string;
  readonly evidence: EvidenceIds;
  /** How sure: never more than the finding it rests on. */
  readonly level: Confidence;
}

type Finder = (report: Report) => Omit<Factor, "id"> | null;

/** How clients stayed on the old writer, by sub-type; `undetermined` says nothing that could be named. */
const stayed: Readonly<Partial<Record<StalenessSubtype, string>>> = {
  pooled: "kept connections to the demoted instance in their pools",
  survivor: "kept sessions that outlived the change of the writer",
  dns: "went on opening sessions at the old writer's address",
  "resolver-cache": "went on resolving the writer's name to the old address in one process",
  proxy: "reached the old writer through a pooler or proxy that kept its sessions",
  "control-plane": "were led to the wrong instance by the endpoint itself",
};

function stale(subtype: StalenessSubtype): Finder {
  return (report) => {
    const found = staleClients(report).filter((each) => each.subtype === subtype && each.client !== null);
    const [first] = found;
    const how = stayed[subtype];
    if (first === undefined || how === undefined) return null;
    const clients = clientsOf(found);
    const ttl = first.client?.staleness ?? null;
    const against =
      ttl === null || (subtype !== "dns" && subtype !== "resolver-cache")
        ? ""
        : `; the endpoint's TTL was ${ttl.endpointTtlSeconds} s (${ttl.endpointTtlSource})`;
    return {
      text: `${clientsText(clients)} ${how}, ${longestText(clients)}${against}`,
      evidence: citedEach(found),
      level: first.level,
    };
  };
}

/** Writes failed in an incident that began with a failover somebody asked for. */
const writersNotPaused: Finder = (report) => {
  const asked = triggeredBy(report, "customer").filter(({ impact }) => impact.failedWrites > 0);
  const [first] = asked;
  if (first === undefined) return null;
  const failed = asked.reduce((sum, { impact }) => sum + impact.failedWrites, 0);
  const effects = asked.flatMap(({ clientEffects }) => clientEffects.map(({ evidence }) => evidence));
  return {
    text: `writers were not all paused for a failover that was asked for: ${plural(failed, "write")} failed during or after it`,
    evidence: cited(first.trigger.evidence.slice(0, 2), ...effects),
    level: "probable",
  };
};

const commitsInFlight: Finder = ({ incidents }) => {
  const doubts = incidents.flatMap(({ inDoubt }) => inDoubt);
  if (doubts.length === 0) return null;
  return {
    text: `${plural(doubts.length, "commit")} in flight lost the connection before the answer: the outcome is unknown`,
    evidence: cited(...doubts.map(({ evidence }) => evidence)),
    level: "strong",
  };
};

const neededRestart: Finder = (report) => {
  const found = staleClients(report).filter(({ client }) => client?.staleness?.neededRestart === true);
  const [first] = found;
  if (first === undefined) return null;
  return {
    text: `${clientsText(clientsOf(found))} did not recover without a new process`,
    evidence: citedEach(found),
    level: first.level,
  };
};

const crashFirst: Finder = ({ incidents }) => {
  const incident = incidents.find(
    ({ trigger, mechanism }) => trigger.kind === "crash" && mechanism.class === "crash-failover",
  );
  if (incident === undefined) return null;
  return {
    text: "a crash of the writer came before the change of the writer",
    evidence: cited(incident.trigger.evidence),
    level: incident.mechanism.level,
  };
};

const memoryRanOut: Finder = (report) => {
  const claim: Claim | null = outOfMemory(report);
  return claim === null ? null : { ...claim, level: report.verdict.level };
};

const connectionsRanOut: Finder = (report) => {
  const claim = blames(report, "connection-exhaustion");
  if (claim === null) return null;
  return {
    text: "connection slots or pools ran out",
    evidence: claim.evidence,
    level: levelOf(report, "connection-exhaustion"),
  };
};

const maintenance: Finder = (report) => {
  const [incident] = triggeredBy(report, "maintenance");
  if (incident === undefined) return null;
  return {
    text: "maintenance, a modification or a reboot fell into the time of use",
    evidence: cited(incident.trigger.evidence),
    level: incident.mechanism.level,
  };
};

/** A version below a published fix is a fact; that the fix is of this incident's cause is inferred, hence `possible`. */
const engineBelowFix: Finder = (report) => {
  if (blames(report, "split-writer-race", "reversed-failover") === null) return null;
  const version = auroraVersion(report)?.version ?? null;
  if (version === null) return null;
  const open = [
    ...(oldWriterFix(version).state === "open" ? ["the old writer that does not step down"] : []),
    ...(intendedTargetFix(version).state === "open" ? ["failovers that do not reach their target"] : []),
  ];
  if (open.length === 0) return null;
  return {
    text: `the engine (${toldVersion(version, report.cluster)}) is below AWS's fix of ${open.join(" and of ")}; that this was it is inferred`,
    evidence: cited(report.cluster?.evidence ?? []),
    level: "possible",
  };
};

function levelOf(report: Report, named: ReturnType<typeof blamed>[number]["class"]): Confidence {
  return blamed(report).find((each) => each.class === named)?.level ?? "insufficient";
}

const finders: readonly (readonly [string, Finder])[] = [
  ["writers-not-paused", writersNotPaused],
  ["engine-below-fix", engineBelowFix],
  ["crash-first", crashFirst],
  ["out-of-memory", memoryRanOut],
  ["maintenance", maintenance],
  ["kept-connections", stale("pooled")],
  ["surviving-sessions", stale("survivor")],
  ["old-address", stale("dns")],
  ["resolver-cache", stale("resolver-cache")],
  ["pooler-kept-sessions", stale("proxy")],
  ["wrong-endpoint", stale("control-plane")],
  ["needed-restart", neededRestart],
  ["connections-ran-out", connectionsRanOut],
  ["commits-in-flight", commitsInFlight],
];

/**
 * Contributing factors that the report itself supports, each with its evidence and how sure it is; none where nothing
 * was found. Never a cause: that is the verdict's.
 */
export function factors(report: Report): readonly Factor[] {
  return finders.flatMap(([id, find]) => {
    const found = find(report);
    return found === null || found.evidence.length === 0 ? [] : [{ id, ...found }];
  });
}
