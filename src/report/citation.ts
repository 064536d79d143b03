import type { EvidenceIds, EvidenceReport, Report } from "../model/index.ts";

/** Where evidence is looked up and cited by the shortest path that is still unique. */
export interface Citations {
  find(id: string): EvidenceReport | undefined;
  /** `postgresql.log:1834`, of the first evidence with a place; null when there is none. */
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
        if (evidence && evidence.source.file !== "") return place(evidence, short.get(evidence.source.file));
      }
      return null;
    },
  };
}

/** `file:line`, or `file` with its JSON pointer. */
export function place({ source }: EvidenceReport, file: string = source.file): string {
  return source.line === null
    ? `${file}${source.pointer === null ? "" : `#${source.pointer}`}`
    : `${file}:${source.line}`;
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
