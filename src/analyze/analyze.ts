import { type AnalyzeOptions } from "./options.ts";
import { judge } from "../classify/index.ts";
import { type Problem, type Report } from "../model/index.ts";
import { correlate, type Correlations, type Extents, incidentWindows, reconstruct } from "../reconstruct/index.ts";
import { codes } from "../signatures/index.ts";
import { type Evidence, manifestMismatches, startHashing } from "../sources/index.ts";
import { buildReport } from "./build-report.ts";
import { dropRepeatedFiles } from "./duplicates.ts";
import { EvidenceBook } from "./evidence-book.ts";
import type { DraftReport } from "./draft.ts";
import type { Examined } from "./examined.ts";
import { inputOf } from "./input.ts";
import { load, loadChatter } from "./load.ts";
import { loadDocuments } from "./load-documents.ts";
import type { Loaded } from "./loaded.ts";
import { novelLines } from "./novel.ts";
import { redactedReport } from "./redacted-report.ts";
import { watched } from "./overview.ts";
import { hideTwins, sameInstances } from "./twins.ts";
import { outsideWindow } from "./window/outside.ts";
import { planWindow } from "./window/plan.ts";
import { endsOf } from "./window/time-window.ts";

/**
 * The pipeline: bytes → columns → one timeline → relations → gates → report → redaction. Reads only what `evidence`
 * holds, so the same bytes give the same report.
 *
 * @throws {AccountingError} when lines are unaccounted for (a bug)
 */
export async function analyze(opened: Evidence, options: AnalyzeOptions): Promise<Report> {
  const { report, pseudonyms } = redactedReport(await examine(opened, options), options.reveal);
  options.pseudonyms?.(pseudonyms);
  return report;
}

/**
 * As {@link analyze}, before redaction.
 *
 * @param watch is given the case after reconstruction
 */
export async function examine(
  opened: Evidence,
  options: AnalyzeOptions,
  watch?: (seen: Examined) => void,
): Promise<DraftReport> {
  const stage = options.stage ?? ((): void => {});
  stage("duplicates");
  const plans = planWindow(opened.files, options.window, options.inputZones);
  const trusted = options.hashes === "trusted";
  const trust = { cache: trusted ? options.cache : null, manifest: trusted, partly: plans };
  const hashing = startHashing(opened, trust);
  const { evidence: distinctFiles, problems: repeated } = await dropRepeatedFiles(opened, hashing.hashes);
  const evidence = watched(distinctFiles, options.progress);
  stage("scan");
  const loaded = await load(evidence, options, { plans, beside: hashing.byteLength });
  stage("documents");
  const beside = await loadDocuments(evidence, options.window);
  options.progress.ended();
  const { timeline, serverFiles } = loaded;
  stage("twins");
  const twins = hideTwins(timeline, serverFiles);
  const same = mergeSameInstances(loaded);

  const input = inputOf(loaded, beside.documents, options);
  stage("windows");
  const chatter = await loadChatter(loaded, incidentWindows(input), options);
  stage("correlate");
  const correlations = correlate({ ...input, chatter });
  const offsets = options.clocks === "corrected" ? applyOffsets(timeline, correlations) : [];
  stage("reconstruct");
  const facts = reconstruct({ ...input, chatter }, extentsOf(loaded), correlations);
  watch?.({ evidence, loaded, facts });
  stage("judge");
  const judgement = judge(facts, options.thresholds);

  stage("novel lines");
  const novelty = novelLines(loaded, judgement.incidents, options.thresholds.failoverLeadSeconds);

  stage("wait for hashes");
  const hashes = await hashing.hashes;
  stage("report");
  const book = new EvidenceBook(timeline, chatter, codes, new Map(hashes.map((hash) => [hash.file, hash.sha256])));
  const problems: readonly Problem[] = [
    // Read last: what goes wrong with a file during the run (it shrinks, it vanishes) is appended there.
    ...opened.problems,
    ...loaded.problems,
    ...beside.problems,
    ...repeated,
    ...twins,
    ...same,
    ...offsets,
    ...manifestMismatches(hashes),
    ...limitedBy(loaded),
    ...(novelty.unread > 0 ? [{ kind: "novel-lines-cut", count: novelty.unread } as const] : []),
    ...judgement.missingInstances.map((instance): Problem => ({
      kind: "instance-not-supplied",
      instance,
      reason: "RDS events, the API or CloudTrail name it",
    })),
  ];
  const report = buildReport({
    facts,
    judgement,
    novelty: novelty.lines,
    book,
    files: [...loaded.files, ...beside.files],
    hashes,
    problems: distinct(problems),
    thresholds: options.thresholds,
    clocks: options.clocks,
    window: options.window,
  });
  assertConserved(report);
  if (options.rules.length === 0) return report;
  // Loaded for those who bring rules alone.
  const { withRuleFindings } = await import("./case-rules.ts");
  return withRuleFindings(report, { evidence, loaded, facts }, options, book);
}

/** That the analysis was limited to a window limits its answer. */
function limitedBy({ window, files }: Loaded): readonly Problem[] {
  if (window === null) return [];
  const { files: count, bytes: byteLength } = outsideWindow(files);
  return [{ kind: "limited-to-window", ...endsOf(window), count, byteLength }];
}

/** Two names for one log (P2): the later name's rows are taken out, and the report says so. */
function mergeSameInstances(loaded: Loaded): readonly Problem[] {
  const names = loaded.timeline.streams.filter((stream) => stream.kind === "server").map((stream) => stream.name);
  return sameInstances(loaded.timeline, names).map(({ drop, keep, share, shared }): Problem => {
    loaded.timeline.dropStream(drop);
    return {
      kind: "same-instance",
      files: loaded.serverFiles
        .filter((file) => file.instance === drop || file.instance === keep)
        .map((file) => file.file.path),
      reason: `${shared} records (${Math.round(share * 100)} %) of "${drop}" are those of "${keep}": one instance under two names, used once`,
    };
  });
}

/** Clocks and zones of client streams; applied to ordering, never to the line as shown. */
function applyOffsets(timeline: Loaded["timeline"], correlations: Correlations): readonly Problem[] {
  const problems: Problem[] = [];
  const zones = correlations.assumedZones();
  for (const stream of timeline.streams) {
    if (stream.kind !== "client") continue;
    const file = stream.files[0] ?? stream.name;
    const clock = correlations.clockOf(stream);
    const zone = zones.get(stream.index);
    if (zone !== undefined) {
      timeline.describeStream(stream.index, { offsetSeconds: zone.seconds });
      problems.push({ kind: "zone-assumed", file, zone: zone.zone, reason: zone.reason });
    } else if (clock.state === "agrees") {
      // The pairs say what the stamps do not: they are UTC.
      if (stream.timeBasis === "assumed") timeline.describeStream(stream.index, { timeBasis: "estimated" });
    } else if (clock.state !== "not-estimable") {
      timeline.describeStream(stream.index, { offsetSeconds: clock.seconds, timeBasis: "estimated" });
      const reason = `${clock.pairs} of ${clock.pairs + clock.outliers} pairs by ${clock.by} agree on ${clock.lowSeconds} to ${clock.highSeconds} s${clock.state === "zone" ? ": most likely another time zone" : ""}`;
      problems.push({ kind: "zone-estimated", file, offsetSeconds: clock.seconds, reason });
    }
  }
  return problems;
}

/** First and last dated record of each instance, and its silences. Gaps between rotated files are silences too. */
function extentsOf({ serverFiles }: Loaded): Extents {
  const extents = new Map<string, { firstUs: number; lastUs: number; gaps: { startUs: number; endUs: number }[] }>();
  for (const { instance, scan, index } of serverFiles) {
    if (Number.isNaN(scan.firstUs)) continue;
    const known = extents.get(instance);
    if (known === undefined) {
      extents.set(instance, { firstUs: scan.firstUs, lastUs: scan.lastUs, gaps: [...index.gaps] });
      continue;
    }
    if (scan.firstUs - known.lastUs > 60_000_000) known.gaps.push({ startUs: known.lastUs, endUs: scan.firstUs });
    known.gaps.push(...index.gaps);
    known.firstUs = Math.min(known.firstUs, scan.firstUs);
    known.lastUs = Math.max(known.lastUs, scan.lastUs);
  }
  return extents;
}

/** The same problem from two passes counts once; the order is that of the files. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = JSON.stringify(problem);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Lines unaccounted for: the one error a forensic tool must not survive. */
class AccountingError extends Error {}

function assertConserved({ accounting }: DraftReport): void {
  const { lines, records, continuations, quarantined } = accounting;
  if (lines !== records + continuations + quarantined)
    throw new AccountingError(
      `lines unaccounted for: ${lines} lines, ${records} records + ${continuations} continuations + ${quarantined} quarantined`,
    );
}
