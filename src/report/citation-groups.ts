import type { EvidenceIds } from "../model/index.ts";
import type { Citations } from "./citation.ts";

/** Lines of one file that are cited together. */
export interface CitationGroup {
  /** `[aurora-1:postgresql.log:1834,1836]`; not escaped. */
  readonly label: string;
  /** The first evidence of it. */
  readonly id: string;
  readonly saidByOperator: boolean;
}

/** What evidence is cited as; ids that are no evidence of the report are left out. */
export function citationGroups(ids: EvidenceIds, cite: Citations): readonly CitationGroup[] {
  const groups = new Map<string, { readonly name: string; readonly lines: number[] } & Omit<CitationGroup, "label">>();
  for (const id of ids) {
    const evidence = cite.find(id);
    const label = cite.label(id);
    if (evidence === undefined || label === null) continue;
    const [, file = label, line] = /^(.*):(\d+)$/s.exec(label) ?? [];
    // A pointer into a document is a citation of its own.
    const key = line === undefined ? `#${label}` : `:${file}`;
    const group = groups.get(key) ?? { name: file, lines: [], id, saidByOperator: evidence.kind === "operator" };
    groups.set(key, group);
    if (line !== undefined && !group.lines.includes(Number(line))) group.lines.push(Number(line));
  }
  return [...groups.values()].map(({ name, lines, id, saidByOperator }) => ({
    label: `[${name}${lines.length === 0 ? "" : `:${lines.toSorted((a, b) => a - b).join(",")}`}]`,
    id,
    saidByOperator,
  }));
}
