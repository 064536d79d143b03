import type { EvidenceReport } from "../../model/index.ts";
import { at } from "../clock.ts";
import type { Inline, Section } from "../document/document.ts";
import type { DocumentContext } from "../document/document-context.ts";
import { joined, paragraph, phrase, words } from "../document/phrase.ts";
import { place } from "../citation.ts";

/** Each cited line with its provenance, in the report's order; then those an engineer marked. */
export function evidenceSection({ report, marks, zone }: DocumentContext): Section {
  const all = [...report.evidence, ...marks.map(({ evidence }) => evidence)];
  return {
    id: "evidence",
    title: "Evidence",
    blocks:
      all.length === 0
        ? [paragraph(words("None is cited."))]
        : all.map((evidence) => ({ kind: "evidence", evidence, provenance: provenance(evidence, zone) })),
  };
}

const kindText: Readonly<Record<EvidenceReport["kind"], string>> = {
  line: "line",
  event: "RDS event",
  metric: "metric",
  api: "AWS API",
  operator: "stated by the operator",
  absence: "absence",
};

function provenance(evidence: EvidenceReport, zone: string | null): Inline {
  const { kind, count, source, time, precision, instance, signature } = evidence;
  const parts: Inline[] = [words(kindText[kind])];
  if (source.file !== "") parts.push(place(evidence));
  if (source.pointer !== null && source.line !== null)
    parts.push(place(evidence).includes("#") ? words(`line ${source.line}`) : `#${source.pointer}`);
  if (source.byteOffset !== null)
    parts.push(words(`byte ${source.byteOffset}${source.byteLength === null ? "" : `, ${source.byteLength} bytes`}`));
  if (source.sha256 !== null) parts.push(phrase`sha256 ${source.sha256.slice(0, 12)}`);
  if (time !== null) parts.push(words(`${at(time, zone, true)}${precision === "second" ? ", whole seconds" : ""}`));
  if (instance !== null) parts.push(instance);
  if (signature !== null) parts.push(phrase`signature ${signature}`);
  if (count > 1) parts.push(words(`one of ${count} such lines`));
  return joined(parts, " · ");
}
