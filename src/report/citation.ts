import type { EvidenceIds, EvidenceReport, Report } from "../model/index.ts";

/** Where evidence is looked up and cited by the shortest path that is still unique. */
export interface Citations {
  find(id: string): EvidenceReport | undefined;
  /** `postgresql.log:1834`, of the first evidence with a place; what people say is marked. Null when there is none. */
  first(ids: EvidenceIds): string | null;
}

/** Citations of a report's evidence. */
export function citations(report: Report): Citations {
  const byId = new Map(report.evidence.map((evidence) => [evidence.id, evidence]));
  const files = new Set([
    ...report.inputs.map(({ file }) => file),
    ...report.evidence.map(({ source }) => source.file),
  ]);
  const short = new Map([...files].map((file) => [file, shortest(file, files)]));
  return {
    find: (id) => byId.get(id),
    first(ids) {
      for (const id of ids) {
        const evidence = byId.get(id);
        if (evidence && evidence.source.file !== "") {
          return `${place(evidence, short.get(evidence.source.file))}${evidence.kind === "operator" ? ", stated by the operator" : ""}`;
        }
      }
      return null;
    },
  };
}

/** `file:line`, or `file#pointer` in documents that nobody reads by line. */
export function place({ kind, source }: EvidenceReport, file: string = source.file): string {
  const { line, pointer } = source;
  if (line !== null && !(pointer !== null && (kind === "metric" || kind === "api"))) return `${file}:${line}`;
  return pointer === null ? file : `${file}#${pointer}`;
}

function shortest(file: string, files: ReadonlySet<string>): string {
  const parts = file.split("/");
  for (let take = 1; take < parts.length; take++) {
    const tail = parts.slice(-take).join("/");
    const same = [...files].filter((other) => other === tail || other.endsWith(`/${tail}`));
    if (same.length === 1) return tail;
  }
  return file;
}
