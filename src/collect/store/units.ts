import type { AcquisitionEntry, CaseFile } from "../case-store.ts";
import { isCasePath } from "./case-path.ts";
import { caseFile } from "./sink.ts";

/** What was asked for, as the caller keeps it: plain JSON. */
export type CaseRequest = Readonly<Record<string, unknown>>;

/** A unit that ended, as journal and manifest keep it. */
export interface EndedUnit {
  readonly subject: string;
  readonly key: string;
  readonly end: "final" | "again";
  /** When its work began, ISO 8601 UTC: what is not final is known as of then. Null when final. */
  readonly asOf: string | null;
  readonly files: readonly CaseFile[];
  readonly entries: readonly AcquisitionEntry[];
}

type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value);
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

/** A file's entry as it was written; null when it is none, or when its path leaves the case. */
export function readCaseFile(value: unknown): CaseFile | null {
  if (!isObject(value)) return null;
  const { path, sha256, bytes, declaredSize, growing, origin, acquired } = value;
  if (!isText(path) || !isCasePath(path) || !isText(sha256) || !/^[0-9a-f]{64}$/.test(sha256)) return null;
  if (!isSize(bytes) || (declaredSize !== null && !isSize(declaredSize)) || typeof growing !== "boolean") return null;
  if (!isObject(origin) || !isObject(acquired)) return null;
  const { call, parameters, markers, name } = origin;
  if (!isText(call) || !isObject(parameters)) return null;
  if ((markers !== undefined && !isTexts(markers)) || (name !== undefined && !isText(name))) return null;
  const { from, to, requestIds, attempts } = acquired;
  if (!isText(from) || !isText(to) || !isTexts(requestIds) || !isSize(attempts)) return null;
  return caseFile(value as unknown as CaseFile);
}

const STATES: ReadonlySet<unknown> = new Set<AcquisitionEntry["state"]>([
  "complete",
  "partial",
  "none",
  "pending",
  "absent",
]);

/** An entry of the ledger with its fields in the order of manifest.json. */
export function ledgerEntry(entry: AcquisitionEntry): AcquisitionEntry {
  const { source, subject, state, code, call, reason, consequence, remedy, runAgainAfter } = entry;
  return { source, subject, state, code, call, reason, consequence, remedy, runAgainAfter };
}

/** An entry of the ledger as it was written; null when it is none. A source that this version does not know is kept. */
export function readEntry(value: unknown): AcquisitionEntry | null {
  if (!isObject(value)) return null;
  const { source, subject, state, code, call, reason, consequence, remedy, runAgainAfter } = value;
  if (!isText(source) || !isText(subject) || !isText(reason) || !STATES.has(state)) return null;
  if (![code, call, consequence, remedy, runAgainAfter].every(isTextOrNull)) return null;
  return ledgerEntry(value as unknown as AcquisitionEntry);
}

/** All of a list, or null when one of them is not readable: half a unit is none. */
function all<T>(values: readonly unknown[], read: (value: unknown) => T | null): readonly T[] | null {
  const found = values.map(read);
  return found.every((value) => value !== null) ? found : null;
}

/**
 * A unit as it was written; null when it is none.
 *
 * @param file what a member of its `files` stands for
 * @param entry what a member of its `entries` stands for
 */
export function readUnit(
  value: unknown,
  file: (member: unknown) => CaseFile | null = readCaseFile,
  entry: (member: unknown) => AcquisitionEntry | null = readEntry,
): EndedUnit | null {
  if (!isObject(value)) return null;
  const { subject, key, end, asOf } = value;
  if (!isText(subject) || !isText(key) || (end !== "final" && end !== "again")) return null;
  if (!isTextOrNull(asOf) || !Array.isArray(value["files"]) || !Array.isArray(value["entries"])) return null;
  const files = all(value["files"], file);
  const entries = all(value["entries"], entry);
  return files === null || entries === null ? null : { subject, key, end, asOf, files, entries };
}

/**
 * Puts a unit in the place of the one of its subject. A file that another unit has listed is this one's now; the other
 * is then not whole any more and is done again.
 */
export function adopt(units: Map<string, EndedUnit>, unit: EndedUnit): void {
  units.set(unit.subject, unit);
  const taken = new Set(unit.files.map((file) => file.path));
  for (const other of units.values()) {
    if (other === unit || !other.files.some((file) => taken.has(file.path))) continue;
    const files = other.files.filter((file) => !taken.has(file.path));
    units.set(other.subject, { ...other, files, end: "again", asOf: other.asOf ?? files[0]?.acquired.from ?? null });
  }
}
