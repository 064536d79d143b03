import { deserialize, serialize } from "node:v8";
import { type BlobCache, identityOf, isAsOpened, placeOf } from "../sources/index.ts";
import { type Page, PAGE_BYTES, type PageStore, ROW_BYTES } from "../timeline/index.ts";
import type { Scanned, ScanJob } from "./scan-files.ts";
import { type ScanResult, type ScanTask, workOf } from "./scan-task.ts";

/** Raised when what is kept changes its meaning. */
const GENERATION = 1;

/** Less is scanned again sooner than an entry is looked up. */
const WORTH_KEEPING = 4 * 1024 * 1024;

/** Rows of an entry are read at once, and must not be more than memory has room for. */
const MAX_ROW_BYTES = 128 * 1024 * 1024;

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
  const blob = key === null ? null : (cache?.read(key) ?? null);
  if (blob === null) return null;
  try {
    return decoded(blob, store);
  } catch {
    return null;
  }
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
  cache.write(key, [length, head, ...pages.map((page) => store.bytes(page))]);
}

function decoded(blob: Uint8Array, store: PageStore): Scanned | null {
  const { buffer, byteOffset, byteLength } = blob;
  const headLength = new DataView(buffer, byteOffset).getUint32(0, true);
  const { task, result } = deserialize(blob.subarray(4, 4 + headLength)) as Header;
  const from = 4 + headLength;
  const rowBytes = result.segment.rows * ROW_BYTES;
  if (from + rowBytes !== byteLength) return null;
  const pages: Page[] = [];
  for (let at = 0; at < rowBytes; at += PAGE_BYTES) {
    const length = Math.min(PAGE_BYTES, rowBytes - at);
    pages.push(store.keep(new DataView(buffer, byteOffset + from + at, length)));
  }
  return { task, result, pages, whole: true };
}
