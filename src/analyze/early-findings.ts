import { PartCode, type Records, type Row, type SignatureId } from "../model/index.ts";
import { allSignatures, codes } from "../signatures/index.ts";
import type { EarlyFinding } from "./progress.ts";

/** Lines that are worth a look by themselves, the gravest first. */
const worthALook: readonly SignatureId[] = [
  "storage-runtime-crash",
  "aurora-runtime-exit",
  "child-terminated",
  "out-of-memory",
  "no-space",
  "fork-failed",
  "wraparound",
  "restart-after-crash-off",
  "was-interrupted",
  "promote-requested",
  "shutdown-requested",
  "too-many-connections",
  "read-only-refused",
  "client-role-disagreement",
  "client-stale-dns",
  "pooler-obsolete-connection",
  "client-stale-read",
  "client-read-only",
  "client-transaction-in-doubt",
  "client-too-many-connections",
];

const titles = new Map(allSignatures.map(({ id, title }) => [id, title]));
const rank = new Map(worthALook.map((id, i) => [codes.code(id), i]));

/** Rows that follow each other: from, up to and without. */
export type RowRange = readonly [from: Row, to: Row];

/** The first row of a file with each signature that is worth a look, the gravest first. */
export function earlyFindings(records: Records, file: string, ranges: readonly RowRange[]): readonly EarlyFinding[] {
  const firsts = new Map<number, { readonly row: Row; count: number }>();
  for (const [from, to] of ranges) {
    for (let row = from; row < to; row++) {
      const code = records.signature(row);
      if (code === 0 || !rank.has(code) || records.part(row) !== PartCode.message) continue;
      const known = firsts.get(code);
      if (known === undefined) firsts.set(code, { row, count: 1 });
      else known.count++;
    }
  }
  return [...firsts]
    .sort(([a], [b]) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0))
    .flatMap(([code, { row, count }]): readonly EarlyFinding[] => {
      const id = codes.id(code);
      if (id === null) return [];
      const [time, precision] = [records.time(row), records.precision(row)];
      const [subject, { line }] = [records.stream(row).name, records.source(row)];
      return [{ id, title: titles.get(id) ?? id, subject, time, precision, file, line, count }];
    });
}
