import type { EvidenceReport, IncidentReport } from "../../model/index.ts";
import { at, millis, period } from "../clock.ts";
import type { Block, Inline, Section } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { cited, evidenceOf, heading, list, paragraph, phrase, strong, table, words } from "../document/phrase.ts";
import { levelMeaning, triggerText } from "../words.ts";
import { awsQuestions } from "./aws-questions.ts";

/** What AWS is asked, and what we believe and why, in a few lines. */
export function awsQuestionsSection({ report, incident, window, zone }: DocumentContext): Section {
  const { verdict } = report;
  const reading = phrase`Our reading: ${strong(words(verdict.class))}, ${words(verdict.level)} (${words(levelMeaning[verdict.level])}). ${verdict.headline}`;
  const questions = incident === null ? [] : awsQuestions(report, incident);
  return {
    id: "aws-questions",
    title: "What we ask AWS",
    blocks: [
      paragraph(reading),
      ...(window === null ? [] : [paragraph(phrase`When: ${words(period(window.start, window.end, zone))}`)]),
      ...(questions.length === 0
        ? [paragraph(words("This report holds no question that AWS alone can answer."))]
        : list(questions.map(({ text, evidence }) => cited(text, evidence)))),
    ],
  };
}

/** Cluster, engine version and instances with their states. */
export function awsClusterSection({ report, incident }: DocumentContext): Section {
  const { cluster, instances } = report;
  const items: Inline[] = [
    cluster === null
      ? words("Cluster and engine version: neither a snapshot of the API nor a start in a log names them.")
      : cited(
          phrase`Cluster ${cluster.id ?? words("(not named)")}, ${cluster.engine ?? words("engine not named")} ${cluster.engineVersion ?? words("version not named")} (by ${words(cluster.by === "api" ? "the API" : "the log")})`,
          cluster.evidence,
        ),
    phrase`Instances: ${instances.map(({ id }) => id).join(", ") || words("none")}`,
  ];
  if (incident !== null)
    items.push(cited(phrase`Trigger: ${words(triggerText[incident.trigger.kind])}`, incident.trigger.evidence));
  return { id: "aws-cluster", title: "Cluster", blocks: list(items) };
}

/** RDS events and API calls around it, with the ids that AWS finds them by. */
export function awsCallsSection(context: DocumentContext): Section {
  const shown = context.report.evidence.filter(({ kind }) => kind === "event" || kind === "api").toSorted(inTime);
  const rows = shown.map((each) => [
    words(at(each.time, context.zone, true)),
    words(each.kind === "event" ? "RDS event" : "AWS API"),
    each.instance ?? "",
    each.text,
    evidenceOf([each.id]),
  ]);
  return {
    id: "aws-calls",
    title: "RDS events and API calls",
    blocks:
      rows.length === 0
        ? [paragraph(words("NOT AVAILABLE: neither RDS events nor CloudTrail calls are in the evidence."))]
        : [table(["UTC", "Source", "Subject", "What", "Evidence"], rows)],
  };
}

/**
 * What each instance wrote, line by line as it stands in its log (redacted where a value or a secret stood): only what
 * the mechanism, the trigger and the roles rest on.
 */
export function awsSequenceSection({ report, incident, zone }: DocumentContext): Section {
  const wanted = incident === null ? new Set<string>() : mechanismEvidence(incident);
  for (const { states } of report.instances)
    for (const { evidence } of states) for (const id of evidence) wanted.add(id);
  const lines = report.evidence.filter(
    ({ id, kind, instance, signature }) =>
      kind === "line" && instance !== null && wanted.has(id) && !SESSIONS.has(signature ?? ""),
  );
  const blocks = report.instances.flatMap(({ id }): readonly Block[] => {
    const own = lines.filter(({ instance }) => instance === id).toSorted(inTime);
    if (own.length === 0) return [paragraph(phrase`${strong(id)}: none of its lines is cited.`)];
    return [
      heading(id),
      ...own.flatMap((each): readonly Block[] => [
        paragraph(
          phrase`${words(at(each.time, zone, true))} ${evidenceOf([each.id])} ${words(`byte ${each.source.byteOffset ?? "?"}, ${each.source.byteLength ?? "?"} bytes`)}, file sha256 ${(each.source.sha256 ?? "not computed").slice(0, 16)}`,
        ),
        { kind: "quote", text: each.text, gutter: String(each.source.line ?? "") },
      ]),
    ];
  });
  return {
    id: "aws-sequence",
    title: "What each instance wrote",
    blocks: blocks.length === 0 ? [paragraph(words("No instance's log is in the evidence."))] : blocks,
  };
}

/** Ordinary operation of the customer's sessions, which tells who was a reader and is not AWS's. */
const SESSIONS: ReadonlySet<string> = new Set([
  "connection-received",
  "connection-authenticated",
  "connection-authorized",
  "disconnection",
  "duration",
  "statement",
]);

/** Of the two leading hypotheses, the trigger, the moments and the database's phases: the client's side is not AWS's. */
function mechanismEvidence({ trigger, hypotheses, moments, phases }: IncidentReport): Set<string> {
  return new Set([
    ...trigger.evidence,
    ...hypotheses.slice(0, 2).flatMap((each) => [...each.for, ...each.against].flatMap(({ evidence }) => evidence)),
    ...moments.flatMap(({ evidence }) => evidence),
    ...phases.filter(({ client }) => client === null).flatMap(({ evidence }) => evidence),
  ]);
}

/** By time, then by place; what has no time last. */
function inTime(a: EvidenceReport, b: EvidenceReport): number {
  const [left, right] = [a.time === null ? Infinity : millis(a.time), b.time === null ? Infinity : millis(b.time)];
  if (left !== right) return left - right;
  if (a.source.file !== b.source.file) return a.source.file < b.source.file ? -1 : 1;
  return (a.source.byteOffset ?? 0) - (b.source.byteOffset ?? 0);
}
