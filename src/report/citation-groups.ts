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
  const groups = new Map<string, { readonly id: string; readonly lines: string[]; readonly said: boolean }>();
  for (const id of ids) {
    const evidence = cite.find(id);
    const label = cite.label(id);
    if (evidence === undefined || label === null) continue;
    const [, file = label, line = ""] = /^(.*):(\d+)$/s.exec(label) ?? [];
    const said = evidence.kind === "operator";
    const known = line === "" ? undefined : groups.get(file);
    if (known === undefined)
      groups.set(line === "" ? `${label}\n` : file, { id, lines: line === "" ? [] : [line], said });
    else if (!known.lines.includes(line)) known.lines.push(line);
  }
  return [...groups].map(([file, { id, lines, said }]) => ({
    label: `[${file.trimEnd()}${lines.length === 0 ? "" : `:${lines.toSorted((a, b) => Number(a) - Number(b)).join(",")}`}]`,
    id,
    saidByOperator: said,
  }));
}
