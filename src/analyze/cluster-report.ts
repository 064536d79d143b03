import type { CaseJudgement, Cite, ClusterReport, ClusterSnapshot, Facts } from "../model/index.ts";
import type { EvidenceBook } from "./evidence-book.ts";

/** A version as a snapshot or a start line writes it; of anything else nothing can be concluded. */
const version = /^\d{1,3}(?:\.\d{1,4}){1,2}$/;

/**
 * The cluster and the engine the incident ran on. A snapshot was taken afterwards, when an upgrade may lie between: a
 * start in the logs that tells another version is believed, and where both agree, the snapshot is (Aurora's lines carry
 * the number of the community's minor release).
 */
export function clusterReport(facts: Facts, judgement: CaseJudgement, book: EvidenceBook): ClusterReport | null {
  const snapshot = facts.documents.snapshots.at(-1) ?? null;
  const logged = loggedVersion(facts, judgement);
  if (snapshot === null && logged === null) return null;
  const stated = snapshot === null ? null : versionOf(snapshot);
  const named = {
    id: snapshot === null || snapshot.cluster === "" ? null : snapshot.cluster,
    engine: snapshot?.engine ?? null,
  };
  if (logged !== null && (stated === null || !sameLine(stated, logged.version))) {
    const cites = snapshot === null ? [logged.cite] : [logged.cite, { exhibit: snapshot.exhibit }];
    return { ...named, engineVersion: logged.version, by: "log", evidence: book.cite(cites) };
  }
  const cites = snapshot === null ? [] : [{ exhibit: snapshot.exhibit }];
  return { ...named, engineVersion: stated, by: "api", evidence: book.cite(cites) };
}

function versionOf({ engineVersion, instances }: ClusterSnapshot): string | null {
  const all = [engineVersion, ...instances.map((each) => each.engineVersion)];
  return all.find((each) => each !== null && version.test(each)) ?? null;
}

/** `16.4.6` is of the line `16.4`. */
function sameLine(stated: string, logged: string): boolean {
  return stated === logged || stated.startsWith(`${logged}.`);
}

/** The version of the latest start that lies not behind the gravest incident: what it ran on. */
function loggedVersion(facts: Facts, judgement: CaseJudgement): { version: string; cite: Cite } | null {
  const incident = judgement.incidents[judgement.verdict.incident ?? 0];
  const untilUs = incident === undefined || Number.isNaN(incident.endUs) ? Number.POSITIVE_INFINITY : incident.endUs;
  const starts = facts.instances
    .flatMap(({ incarnations }) => incarnations)
    .flatMap(({ version: told, start }) =>
      told === null || start === null || !version.test(told) || !(start.us <= untilUs) ? [] : [{ told, start }],
    )
    .toSorted((a, b) => b.start.us - a.start.us || a.start.row - b.start.row);
  const [latest] = starts;
  return latest === undefined ? null : { version: latest.told, cite: { row: latest.start.row } };
}
