import type { EventLine, EvidenceIds, EvidenceReport, Report } from "../model/index.ts";

/** Where evidence is looked up, and how it is cited. */
export interface Citations {
  find(id: string): EvidenceReport | undefined;
  /** {@link label} of the first evidence with a place; what people say is marked. Null when there is none. */
  first(ids: EvidenceIds): string | null;
  /**
   * `aurora-1:postgresql.log.2025-10-23-2038:1834`, `rds-events.json#/Events/3`: unique among the files of the report.
   * Not escaped: names are the case's.
   */
  label(id: string): string | null;
  /** The file that the name in front of a citation's line or pointer stands for; null for none. */
  fileOf(name: string): string | null;
}

/** Citations of a report's evidence, and of more. */
export function citations(report: Report, more: readonly EvidenceReport[] = []): Citations {
  const all = [...report.evidence, ...more];
  const byId = new Map(all.map((evidence) => [evidence.id, evidence]));
  const files = new Set([...report.inputs.map(({ file }) => file), ...all.map(({ source }) => source.file)]);
  files.delete("");
  const names = fileNames(all, files);
  const ofName = new Map([...names].map(([file, name]) => [name, file]));
  return {
    find: (id) => byId.get(id),
    first(ids) {
      for (const id of ids) {
        const evidence = byId.get(id);
        if (evidence && evidence.source.file !== "") {
          return `${place(evidence, names.get(evidence.source.file))}${evidence.kind === "operator" ? ", stated by the operator" : ""}`;
        }
      }
      return null;
    },
    label(id) {
      const evidence = byId.get(id);
      if (evidence === undefined || evidence.source.file === "") return null;
      return place(evidence, names.get(evidence.source.file));
    },
    fileOf: (name) => ofName.get(name) ?? (files.has(name) ? name : null),
  };
}

/**
 * `aurora-1:postgresql.log.2025-10-23-2038` for an instance's file, the shortest unique path for others; the whole path
 * where two files would have one name.
 */
function fileNames(all: readonly EvidenceReport[], files: ReadonlySet<string>): ReadonlyMap<string, string> {
  const short = shortest(files);
  const instances = new Map(
    all.flatMap(({ kind, instance, source }) =>
      kind === "line" && instance !== null ? [[source.file, instance] as const] : [],
    ),
  );
  const wanted = new Map(
    [...files].map((file) => {
      const instance = instances.get(file);
      return [file, instance === undefined ? (short.get(file) ?? file) : `${instance}:${baseName(file)}`];
    }),
  );
  const uses = new Map<string, number>();
  for (const name of wanted.values()) uses.set(name, (uses.get(name) ?? 0) + 1);
  return new Map([...wanted].map(([file, name]) => [file, uses.get(name) === 1 ? name : file]));
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}

/** `file:line`, or `file#pointer` in documents that nobody reads by line. */
export function place({ kind, source }: EvidenceReport, file: string = source.file): string {
  const { line, pointer } = source;
  const byPointer = pointer !== null && (kind === "metric" || kind === "api" || kind === "event");
  if (line !== null && !byPointer) return `${file}:${line}`;
  return pointer === null ? file : `${file}#${pointer}`;
}

/** Each file by the fewest last parts of its path that no other file ends in. */
function shortest(files: ReadonlySet<string>): ReadonlyMap<string, string> {
  const uses = new Map<string, number>();
  for (const file of files) for (const tail of tails(file)) uses.set(tail, (uses.get(tail) ?? 0) + 1);
  return new Map([...files].map((file) => [file, tails(file).find((tail) => uses.get(tail) === 1) ?? file]));
}

/** `c`, `b/c`, `a/b/c` */
function tails(file: string): readonly string[] {
  const parts = file.split("/");
  return parts.map((_, index) => parts.slice(-1 - index).join("/"));
}

/** `[aurora-1:postgresql.log.2025-10-23-2038:1834]`: who wrote it, the file's own name, the line. Not escaped. */
export function lineCitation(who: string | null, file: string, line: number): string {
  return `[${who === null ? "" : `${who}:`}${baseName(file)}:${line}]`;
}

/** The same of a record. */
export function eventCitation({ instance, client, source }: EventLine): string {
  return lineCitation(instance ?? client, source.file, source.line);
}
