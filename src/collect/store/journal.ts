import { join } from "node:path";
import type { Disk } from "./disk.ts";
import { CaseRefused } from "./refused.ts";
import { isCasePath } from "./case-path.ts";
import { adopt, isObject, readUnit } from "./units.ts";
import type { CaseRequest, EndedUnit } from "./units.ts";
import { readText, writeWhole } from "./whole-file.ts";

export const JOURNAL = "journal.jsonl";
const VERSION = 1;
/** Some hundred bytes a file and a kilobyte a unit. */
const MAX_BYTES = 256 * 1024 * 1024;

/** What a journal says, all its lines taken together. */
export interface JournalContent {
  readonly request: CaseRequest;
  /** The last of each subject. */
  readonly units: ReadonlyMap<string, EndedUnit>;
  /** Parts that were still to be moved to their names when the line was written, in this order. */
  readonly moves: readonly { readonly part: string; readonly path: string }[];
  /** Names that a unit had and none has any more. */
  readonly obsolete: readonly string[];
}

/** What was asked for, from a journal's first line; null when that is no head. @throws {CaseRefused} of a newer version */
export function readHead(line: string, path: string): CaseRequest | null {
  const json = parse(line);
  if (!isObject(json) || !isObject(json["request"])) return null;
  if (json["journal"] === VERSION) return json["request"];
  if (typeof json["journal"] !== "number") return null;
  throw new CaseRefused("version", path, `${path} was written by a newer version of postmortem`);
}

/** What a line says; null when it was not written whole. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}

/** What the journal in `.collect` says; null when there is none or its head cannot be read. @throws {CaseRefused} */
export async function readJournal(disk: Disk, folder: string): Promise<JournalContent | null> {
  const path = join(folder, JOURNAL);
  const text = await readText(disk, path, MAX_BYTES);
  if (text === null) return null;
  const [head = "", ...lines] = text.split("\n");
  const request = readHead(head, path);
  if (request === null) return null;
  const units = new Map<string, EndedUnit>();
  const named = new Set<string>();
  const moves: { part: string; path: string }[] = [];
  for (const line of lines) {
    const json = parse(line); // the last may not have been written whole
    const unit = isObject(json) ? readUnit(json["unit"]) : null;
    if (unit === null || !isObject(json)) continue;
    adopt(units, unit);
    for (const file of unit.files) named.add(file.path);
    const parts = isObject(json["parts"]) ? Object.entries(json["parts"]) : [];
    for (const [name, part] of parts) {
      if (isCasePath(name) && typeof part === "string" && isPart(part)) moves.push({ part, path: name });
    }
  }
  for (const unit of units.values()) for (const file of unit.files) named.delete(file.path);
  return { request, units, moves, obsolete: [...named] };
}

/** Whether a name in `.collect` is that of a part. */
function isPart(name: string): boolean {
  return /^part-\d+-\d+$/.test(name);
}

/** Whether a name in `.collect` is that of something a run left behind: parts, drafts of locks, temporary files. */
export function isLeftover(name: string): boolean {
  return isPart(name) || /^(?:draft|tmp)-[0-9a-f-]+$/.test(name);
}

/** The journal while it is written. */
export interface Journal {
  /**
   * A unit ended; resolves when that is on the disk. Units that end together share one fsync.
   *
   * @param parts the part of each new file, by path
   */
  append(unit: EndedUnit, parts: ReadonlyMap<string, string>): Promise<void>;
  /** After an `append` that failed: whether its line may be there nevertheless. Every later `append` fails then. */
  readonly inDoubt: boolean;
  close(): Promise<void>;
}

/** Writes a journal that says just this, in the place of the former, and opens it to write on. */
export async function startJournal(
  disk: Disk,
  folder: string,
  temporary: string,
  request: CaseRequest,
  units: Iterable<EndedUnit>,
): Promise<Journal> {
  const path = join(folder, JOURNAL);
  const lines = [{ journal: VERSION, request }, ...[...units].map((unit) => ({ unit }))];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  await writeWhole(disk, path, temporary, text);
  const file = await disk.open(path, "append");

  let goodBytes = Buffer.byteLength(text);
  let broken: { readonly error: unknown } | null = null;
  let waiting: { text: string; done: PromiseWithResolvers<void> }[] = [];
  let writing: Promise<void> = Promise.resolve();

  async function writeBatch(): Promise<void> {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    const bytes = Buffer.from(batch.map((item) => item.text).join(""), "utf8");
    try {
      if (broken !== null) throw broken.error;
      await file.write(bytes);
      await file.sync();
      goodBytes += bytes.length;
      for (const item of batch) item.done.resolve();
    } catch (error) {
      if (broken === null && !(await takenBack())) broken = { error };
      for (const item of batch) item.done.reject(error);
    }
  }

  async function takenBack(): Promise<boolean> {
    try {
      await file.truncate(goodBytes);
      await file.sync();
      return true;
    } catch {
      return false;
    }
  }

  return {
    append(unit, parts) {
      const done = Promise.withResolvers<void>();
      waiting.push({ text: `${JSON.stringify({ unit, parts: Object.fromEntries(parts) })}\n`, done });
      if (waiting.length === 1) writing = writing.then(writeBatch);
      return done.promise;
    },
    get inDoubt() {
      return broken !== null;
    },
    async close() {
      await writing;
      await file.close();
    },
  };
}
