import { deserialize, serialize } from "node:v8";
import { type BlobCache, identityOf, isAsOpened, placeOf } from "../sources/index.ts";
import { type Page, PAGE_BYTES, type PageStore, ROW_BYTES } from "../timeline/index.ts";
import type { Scanned, ScanJob } from "./scan-files.ts";
import { type ScanResult, type ScanTask, workOf } from "./scan-task.ts";

/** Raised when what is kept changes its meaning. */
const GENERATION = 2;

/** Less is scanned again sooner than an entry is looked up. */
const WORTH_KEEPING = 4 * 1024 * 1024;

/** Pages of one entry, 8 MiB: an entry is read at once, whatever a scan's rows come to. */
const ENTRY_PAGES = 46;
const ENTRY_BYTES = ENTRY_PAGES * PAGE_BYTES;

/** More would take most of the cache. */
const MAX_ROW_BYTES = 1024 * 1024 * 1024;

/** What stands in front of the rows. */
interface Header {
  readonly task: ScanTask;
  readonly result: ScanResult;
}

/** What names a scan's result: the file's bytes, what was to be done, and what zones and numbers are read with. */
function keyOf({ file, task }: ScanJob): string | null {
  if (workOf(task, file.bytes.size) < WORTH_KEEPING || placeOf(file) === null) return null;
  const identity = identityOf(file.bytes);
  if (identity === null) return null;
  const { node, tz } = process.versions;
  const todo = JSON.stringify(task, (_key, value: unknown) => (typeof value === "number" ? `${value}` : value));
  return `scan ${GENERATION} ${node} ${tz ?? ""} ${identity} ${todo}`;
}

/** The result an earlier run kept; null when there is none that is whole. */
export function keptScan(cache: BlobCache | null, job: ScanJob, store: PageStore): Scanned | null {
  const key = cache === null ? null : keyOf(job);
  if (cache === null || key === null) return null;
  const pages: Page[] = [];
  try {
    const kept = readParts(cache, key, pages, store);
    if (kept !== null) return kept;
  } catch {
    // What is there is no result: the file is scanned again.
  }
  store.drop(pages);
  return null;
}

/** Keeps a result for later runs, unless somebody changed the file meanwhile. */
export function keepScan(cache: BlobCache | null, job: ScanJob, scanned: Scanned, store: PageStore): void {
  if (cache === null || !scanned.whole || scanned.result.segment.rows * ROW_BYTES > MAX_ROW_BYTES) return;
  const key = keyOf(job);
  if (key === null || !isAsOpened(job.file.bytes)) return;
  const { task, result, pages } = scanned;
  const header: Header = { task, result };
  const head = serialize(header);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  for (let from = ENTRY_PAGES; from < pages.length; from += ENTRY_PAGES)
    cache.write(entryKey(key, from), rowsOf(store, pages, from));
  // Last: who finds it may expect the others.
  cache.write(key, [length, head, ...rowsOf(store, pages, 0)]);
}

/** What names the entry whose rows begin with this page. */
function entryKey(key: string, from: number): string {
  return `${key} from ${from}`;
}

function rowsOf(store: PageStore, pages: readonly Page[], from: number): readonly Uint8Array[] {
  return pages.slice(from, from + ENTRY_PAGES).map((page) => store.bytes(page));
}

/** @throws when what is there is no result */
function readParts(cache: BlobCache, key: string, pages: Page[], store: PageStore): Scanned | null {
  const first = cache.read(key);
  if (first === null) return null;
  const from = 4 + new DataView(first.buffer, first.byteOffset, first.length).getUint32(0, true);
  // What is made lies on the bytes that are given, and would hold all of the entry.
  const header = deserialize(Uint8Array.prototype.slice.call(first, 4, from)) as Header;
  const rowBytes = header.result.segment.rows * ROW_BYTES;
  if (!takeRows(first.subarray(from), Math.min(rowBytes, ENTRY_BYTES), pages, store)) return null;
  for (let at = ENTRY_BYTES; at < rowBytes; at += ENTRY_BYTES) {
    const rows = cache.read(entryKey(key, at / PAGE_BYTES));
    if (rows === null || !takeRows(rows, Math.min(rowBytes - at, ENTRY_BYTES), pages, store)) return null;
  }
  return { ...header, pages, whole: true };
}

/** Hands an entry's rows to the store, page by page; false when they are not as many as they should be. */
function takeRows(
  { buffer, byteOffset, length }: Uint8Array,
  wanted: number,
  pages: Page[],
  store: PageStore,
): boolean {
  if (length !== wanted) return false;
  for (let at = byteOffset; at < byteOffset + length; at += PAGE_BYTES) {
    const end = Math.min(at + PAGE_BYTES, byteOffset + length);
    // A page that stays in memory must not hold its entry.
    pages.push(store.keep(new DataView(buffer.slice(at, end))));
  }
  return true;
}
