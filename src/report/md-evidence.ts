import type { EvidenceReport } from "../model/index.ts";
import { fenced } from "../text/index.ts";
import { place } from "./citation.ts";
import type { Context } from "./context.ts";
import { at, inline, isAnchor, join, md, type Inline } from "./md.ts";

/** Each cited line with its provenance, in the report's order. */
export function evidenceSection({ report, zone }: Context): string[] {
  if (report.evidence.length === 0) return ["## Evidence", "", "None is cited."];
  return ["## Evidence", ...report.evidence.flatMap((evidence) => ["", ...entry(evidence, zone)])];
}

function entry(evidence: EvidenceReport, zone: string | null): string[] {
  const { id, source, text } = evidence;
  return [
    `#### ${isAnchor(id) ? id : inline(id)}`,
    "",
    join(provenance(evidence, zone), " · ").markdown,
    "",
    // Only a line is shown as it stands in its file; what a document states is told in our words.
    fenced(text, { gutter: evidence.kind !== "line" || source.line === null ? "" : String(source.line) }),
  ];
}

const kindText: Readonly<Record<EvidenceReport["kind"], string>> = {
  line: "line",
  event: "RDS event",
  metric: "metric",
  api: "AWS API",
  operator: "stated by the operator",
  absence: "absence",
};

function provenance(evidence: EvidenceReport, zone: string | null): Inline[] {
  const { kind, count, source, time, precision, instance, signature } = evidence;
  const parts: Inline[] = [kindText[kind]];
  if (source.file !== "") parts.push(place(evidence));
  if (source.pointer !== null && source.line !== null) {
    const byPointer = kind === "metric" || kind === "api";
    parts.push(byPointer ? `line ${source.line}` : `#${source.pointer}`);
  }
  if (source.byteOffset !== null) {
    parts.push(`byte ${source.byteOffset}${source.byteLength === null ? "" : `, ${source.byteLength} bytes`}`);
  }
  if (source.sha256 !== null) parts.push(`sha256 ${source.sha256.slice(0, 12)}`);
  if (time !== null) parts.push(`${at(time, zone, true)}${precision === "second" ? ", whole seconds" : ""}`);
  if (instance !== null) parts.push(instance);
  if (signature !== null) parts.push(md`signature ${signature}`);
  if (count > 1) parts.push(`one of ${count} such lines`);
  return parts;
}
