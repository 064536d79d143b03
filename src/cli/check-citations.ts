import type { EvidenceReport, SourceFile } from "../model/index.ts";
import { linesBefore } from "../parse/index.ts";
import type { HumanCitation } from "../report/index.ts";
import type { Evidence } from "../sources/index.ts";

/** A citation that leads nowhere, and why. */
export interface Unresolved {
  readonly citation: string;
  readonly why: string;
}

/** A document that is looked into whole. */
const MOST_DOCUMENT_BYTES = 256 * 1024 * 1024;

/**
 * Citations of evidence against the bytes, read again: the file is there, the bytes are, the first of them begins the
 * physical line that is named, a JSON pointer leads to something.
 *
 * @param pathOf the path of a file, by its name in the report
 */
export function unresolved(
  cited: readonly EvidenceReport[],
  evidence: Evidence,
  pathOf: (name: string) => string,
): readonly Unresolved[] {
  const files = new Map(evidence.files.map((file) => [file.path, file]));
  const found: Unresolved[] = [];
  const lines = lineCounter();
  const documents = new Map<string, unknown>();
  const byPlace = cited.toSorted((a, b) => (a.source.byteOffset ?? 0) - (b.source.byteOffset ?? 0));
  for (const { source } of byPlace) {
    if (source.file === "") continue;
    const citation = `${source.file}${source.line === null ? `#${source.pointer ?? ""}` : `:${source.line}`}`;
    const file = files.get(pathOf(source.file));
    const why =
      file === undefined
        ? "there is no such file in the case"
        : (bytesObjection(source, file, lines) ?? pointerObjection(source, file, documents));
    if (why !== null) found.push({ citation, why });
  }
  return found;
}

/** Physical line of an offset; asked in ascending order it reads each file once. */
type LineCounter = (file: SourceFile, offset: number) => number;

function lineCounter(): LineCounter {
  const at = new Map<string, { offset: number; lines: number }>();
  return (file, offset) => {
    const known = at.get(file.path) ?? { offset: 0, lines: 0 };
    const from = known.offset <= offset ? known : { offset: 0, lines: 0 };
    const lines = from.lines + linesBefore(file.bytes, offset, from.offset);
    at.set(file.path, { offset, lines });
    return lines + 1;
  };
}

function bytesObjection(
  { line, byteOffset, byteLength }: EvidenceReport["source"],
  file: SourceFile,
  lineOf: LineCounter,
): string | null {
  if (byteOffset === null) return null;
  if (byteOffset + (byteLength ?? 0) > file.bytes.size) return `the file has only ${file.bytes.size} bytes`;
  if (line === null) return null;
  const is = lineOf(file, byteOffset);
  return is === line ? null : `byte ${byteOffset} is on line ${is}`;
}

function pointerObjection(
  { pointer, line }: EvidenceReport["source"],
  file: SourceFile,
  documents: Map<string, unknown>,
): string | null {
  // In YAML and in lines of JSON the line leads there.
  if (pointer === null || pointer === "" || (line !== null && !file.path.endsWith(".json"))) return null;
  if (!documents.has(file.path)) documents.set(file.path, jsonOf(file));
  const document = documents.get(file.path);
  if (document === undefined) return null;
  return pointsTo(document, pointer) ? null : `${pointer} leads to nothing`;
}

function jsonOf({ bytes }: SourceFile): unknown {
  if (bytes.size > MOST_DOCUMENT_BYTES) return undefined;
  const target = Buffer.alloc(bytes.size);
  const read = bytes.read(target, 0);
  try {
    return JSON.parse(target.subarray(0, read).toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}

/** RFC 6901. */
function pointsTo(document: unknown, pointer: string): boolean {
  let value = document;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return true;
}

/** Citations that people wrote, against the files of the case. */
export function unresolvedByPeople(
  citations: readonly HumanCitation[],
  fileOf: (name: string) => string | null,
  evidence: Evidence,
): readonly Unresolved[] {
  const files = new Map(evidence.files.map((file) => [file.path, file]));
  const documents = new Map<string, unknown>();
  return citations.flatMap(({ text, line, name, lines, pointer }): Unresolved[] => {
    const citation = `${text} (line ${line} of the report)`;
    const file = files.get(fileOf(name) ?? "");
    if (file === undefined) return [{ citation, why: "it names no file of the case" }];
    if (pointer !== null) {
      const source = { file: file.path, line: null, byteOffset: null, byteLength: null, sha256: null, pointer };
      const why = pointerObjection(source, file, documents);
      return why === null ? [] : [{ citation, why }];
    }
    const count = linesBefore(file.bytes, file.bytes.size) + 1;
    const beyond = lines.find((each) => each < 1 || each > count);
    return beyond === undefined ? [] : [{ citation, why: `the file has ${count} lines` }];
  });
}
