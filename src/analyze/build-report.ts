import {
  type Accounting,
  asInstant,
  type CaseJudgement,
  type Cite,
  type CoverageReport,
  describeProblem,
  type Facts,
  formatUtc,
  type Hypothesis,
  type IncidentReport,
  type Judgement,
  type Problem,
  type Reason,
  type Report,
  type Thresholds,
  toolVersion,
} from "../model/index.ts";
import { rulesSha256 } from "../signatures/index.ts";
import type { FileHash } from "../sources/index.ts";
import { clientReport } from "./client-report.ts";
import { clusterReport } from "./cluster-report.ts";
import type { DraftReport } from "./draft.ts";
import type { EvidenceBook } from "./evidence-book.ts";
import { fingerprintReport } from "./fingerprint.ts";
import type { LoadedFile } from "./loaded.ts";
import type { Novelty } from "./novel.ts";
import { instanceReport } from "./states.ts";
import { outsideWindow } from "./window/outside.ts";
import { endsOf, type TimeWindow } from "./window/time-window.ts";

/** Everything a report is made of. */
export interface Parts {
  readonly facts: Facts;
  readonly judgement: CaseJudgement;
  readonly novelty: Novelty["lines"];
  readonly book: EvidenceBook;
  readonly files: readonly LoadedFile[];
  readonly hashes: readonly FileHash[];
  readonly problems: readonly Problem[];
  readonly thresholds: Thresholds;
  readonly clocks: string;
  /** The window that was asked for; null for none. */
  readonly window: TimeWindow | null;
}

/** Instant of plain µs; the epoch stands for "not dated", which callers exclude. */
function at(us: number): string {
  const instant = asInstant(us);
  return instant === null || !Number.isFinite(us) ? "1970-01-01T00:00:00.000Z" : formatUtc(instant, "millisecond");
}

/** Puts facts and judgement into the published shape. Evidence gets its ids in the order claims cite it. */
export function buildReport(parts: Parts): DraftReport {
  const { facts, judgement, book, problems } = parts;
  const incidents = judgement.incidents.map((each, i) => incidentReport(each, i, book, facts));
  const instances = facts.instances.map((instance) => instanceReport(instance, book));
  const clients = facts.clients.map((client) =>
    clientReport(
      client,
      judgement.clients.find((each) => each.id === client.id),
      book,
    ),
  );
  const texts = problems.map((problem) => ({ ...problem, text: describeProblem(problem) }));
  return {
    $schema: "https://unpkg.com/@postmortem/cli/schema/report-1.schema.json",
    schemaVersion: "1",
    tool: { version: toolVersion, rulesSha256: rulesSha256() },
    options: { ...parts.thresholds, clocks: parts.clocks, ...asked(parts.window) },
    inputs: inputReports(parts),
    window: {
      start: facts.window === null ? null : at(facts.window.start),
      end: facts.window === null ? null : at(facts.window.end),
    },
    cluster: clusterReport(facts, judgement, book),
    verdict: judgement.verdict,
    incidents,
    instances,
    clients,
    evidence: book.all(),
    coverage: coverageReports(parts),
    novel: parts.novelty.map(({ template, instance, level, inside, before, comparedSeconds, cites }) => ({
      template,
      instance,
      level,
      inside,
      before,
      comparedSeconds,
      evidence: book.cite(cites, inside),
    })),
    ruleFindings: [],
    recurrence: null,
    problems: texts,
    accounting: accounting(parts),
  };
}

function claim(reason: Reason, book: EvidenceBook): { text: string; evidence: readonly string[] } {
  return { text: reason.text, evidence: book.cite(reason.cites, Math.max(1, reason.count)) };
}

/** Who made the call that is among some citations. */
function callerOf(cites: readonly Cite[], { documents }: Facts): string | null {
  const exhibits = new Set(cites.flatMap((cite) => ("exhibit" in cite ? [cite.exhibit] : [])));
  return documents.calls.find(({ exhibit }) => exhibits.has(exhibit))?.who ?? null;
}

function incidentReport(each: Judgement, index: number, book: EvidenceBook, facts: Facts): IncidentReport {
  const fallback = facts.window === null ? "1970-01-01T00:00:00.000Z" : at(facts.window.start);
  const dated = (us: number): string => (Number.isFinite(us) ? at(us) : fallback);
  const hypothesis = (h: Hypothesis): IncidentReport["hypotheses"][number] => ({
    class: h.class,
    level: h.level,
    for: h.for.map((reason) => claim(reason, book)),
    against: h.against.map((reason) => claim(reason, book)),
    missing: h.missing,
    caps: h.caps,
  });
  return {
    id: `i${index + 1}`,
    window: { start: dated(each.startUs), end: dated(each.endUs) },
    trigger: {
      kind: each.trigger.kind,
      who: callerOf(each.trigger.cites, facts),
      evidence: book.cite(each.trigger.cites),
    },
    mechanism: each.mechanism,
    clientEffects: each.effects.map((effect) => ({
      class: effect.class,
      subtype: effect.subtype,
      level: effect.level,
      clients: effect.clients,
      evidence: book.cite(effect.cites),
    })),
    hypotheses: each.hypotheses.map(hypothesis),
    phases: each.phases.map((phase) => ({
      name: phase.name,
      client: phase.client,
      start: dated(phase.startUs),
      end: dated(phase.endUs),
      uncertaintyMs: phase.uncertaintyMs,
      source: phase.source,
      evidence: book.cite(phase.cites),
    })),
    inDoubt: each.inDoubt.map((doubt) => ({
      client: doubt.client,
      time: Number.isFinite(doubt.us) ? at(doubt.us) : null,
      statement: doubt.statement,
      why: doubt.why,
      evidence: book.cite(doubt.cites),
    })),
    impact: each.impact,
    fingerprint: fingerprintReport(each.fingerprint),
    moments: each.moments.map((moment) => ({
      time: moment.dated ? book.instant(moment.us, moment.cites[0]) : null,
      instance: moment.instance,
      text: moment.text,
      evidence: book.cite(moment.cites),
    })),
  };
}

function inputReports({ files, hashes }: Parts): Report["inputs"] {
  return files.map(({ file, format, timeBasis, left }) => {
    const hash = hashes.find((each) => each.file === file.path);
    return {
      file: file.path,
      kind: file.kind,
      format,
      timeBasis,
      sha256: hash?.sha256 ?? null,
      sha256State: hash?.state ?? "none",
      ...(left === undefined ? {} : { notRead: `${left.whole ? "not read" : "read in part"}: ${left.why}` }),
    };
  });
}

function known(us: number): string | null {
  return Number.isFinite(us) ? at(us) : null;
}

function coverageReports({ facts }: Parts): readonly CoverageReport[] {
  return facts.ledger.map((entry): CoverageReport => ({
    subject: entry.subject,
    source: entry.source,
    from: known(entry.fromUs),
    to: known(entry.toUs),
    state: entry.state,
    why: entry.why,
    fetch: entry.fetch,
    availableUntil: known(entry.availableUntilUs),
    runAgainAfter: known(entry.runAgainUs),
  }));
}

/** The window among the options. */
function asked(window: TimeWindow | null): Record<string, string> {
  if (window === null) return {};
  const { since, until } = endsOf(window);
  return { ...(since === null ? {} : { since }), ...(until === null ? {} : { until }) };
}

function accounting({ files }: Parts): Accounting {
  const sum = (of: (file: LoadedFile) => number): number => files.reduce((total, file) => total + of(file), 0);
  return {
    files: files.length,
    bytes: sum(({ file }) => file.bytes.size),
    lines: sum(({ counts }) => counts.lines),
    records: sum(({ counts }) => counts.records),
    continuations: sum(({ counts }) => counts.continuations),
    quarantined: sum(({ counts }) => counts.quarantined),
    outsideWindow: outsideWindow(files),
  };
}
