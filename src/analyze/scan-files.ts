import { availableParallelism } from "node:os";
import type { SourceFile } from "../model/index.ts";
import { type FilePlace, placeOf } from "../sources/index.ts";
import type { Page, PageStore } from "../timeline/index.ts";
import type { AnalyzeOptions } from "./options.ts";
import { RANGE_BYTES, rangesOf } from "./ranges.ts";
import { keepScan, keptScan } from "./scan-cache.ts";
import { runScan, type ScanResult, type ScanTask, workOf } from "./scan-task.ts";
import { ScanThreads } from "./scan-threads.ts";
import { wholeReads } from "./whole-reads.ts";

/** A file and what is to be done with it. */
export interface ScanJob {
  readonly file: SourceFile;
  readonly task: ScanTask;
}

/** A result with its rows. */
export interface Scanned {
  readonly result: ScanResult;
  readonly pages: readonly Page[];
  /** What was done in the end. */
  readonly task: ScanTask;
  /** It is of all the bytes that were to be read. */
  readonly whole: boolean;
}

/** Scans that are under way, or will be when somebody asks for them. */
export interface Scans {
  has(file: SourceFile): boolean;
  /** Of each file once, its ranges in order; the result is the same whoever made it. */
  of(file: SourceFile): Promise<readonly Scanned[]>;
  /** Scans a server's log in one go, after its ranges could not tell what is in it. */
  inOneGo(file: SourceFile, ranges: readonly Scanned[]): Scanned;
  /** Ends the threads. */
  close(): Promise<void>;
}

/**
 * Starting threads pays from here on. One alone pays later: two cores are often two halves of one, and what both of them
 * have to compile anew is a quarter of a second.
 */
const THREADS_FROM_BYTES = 64 * 1024 * 1024;
const ONE_THREAD_FROM_BYTES = 2 * 1024 * 1024 * 1024;
const MAX_THREADS = 8;

/** What scans are made with. */
export interface ScanFilesOptions extends Pick<AnalyzeOptions, "cache" | "workers" | "progress" | "rangeBytes"> {
  /** Bytes that another thread reads meanwhile: of many, a core fewer is free. */
  readonly beside: number;
}

/**
 * Scans files: takes what an earlier run kept, gives large inputs to threads, large logs in ranges, and does the rest in
 * this thread when it is asked for. Rows go to `store`.
 */
export function scanFiles(
  jobs: readonly ScanJob[],
  store: PageStore,
  { cache, workers, progress, rangeBytes, beside }: ScanFilesOptions,
): Scans {
  const started = new Map<ScanTask, Promise<Scanned>>();
  const isKept = (job: ScanJob): boolean => {
    const kept = keptScan(cache, job, store);
    if (kept !== null) started.set(job.task, Promise.resolve(kept));
    return kept !== null;
  };
  const waiting = jobs.filter((job) => !isKept(job));
  const free = workers ?? freeCores(waiting, beside);
  const length = rangeBytes ?? (isUneven(waiting, free) ? RANGE_BYTES : Number.POSITIVE_INFINITY);
  const parts = new Map(waiting.map((job) => [job, inRanges(job, length)]));
  const jobsOf = Map.groupBy(
    jobs.flatMap((job) => parts.get(job) ?? [job]),
    ({ file }) => file,
  );
  const here = (job: ScanJob): Scanned => {
    const scanned = scanHere(job, store);
    keepScan(cache, job, scanned, store);
    return scanned;
  };

  const left = [...parts].flatMap(([job, own]) => own.filter((part) => part === job || !isKept(part)));
  const orders = left.flatMap(orderOf);
  const count = workers ?? Math.max(0, Math.min(free, orders.length - 1, MAX_THREADS));
  const threads =
    count === 0 || orders.length === 0
      ? null
      : new ScanThreads(count, store, (path, bytes) => progress.read(path, bytes));
  // The largest first: a large one that is begun last keeps everybody waiting.
  for (const { job, place } of orders.toSorted((a, b) => b.bytes - a.bytes)) {
    const answer = threads?.scan(job.task, place).then((scanned) => {
      if (scanned === null) return here(job);
      keepScan(cache, job, scanned, store);
      return scanned;
    });
    if (answer !== undefined) started.set(job.task, answer);
    // Awaited later, in the files' order; until then nobody may call its failure unhandled.
    answer?.catch(() => {});
  }
  const one = async (job: ScanJob): Promise<Scanned> => {
    const answer = started.get(job.task);
    if (answer === undefined) return here(job);
    // Rather than to wait.
    if (threads !== null) await whileWaiting(answer, () => threads.giveBack(job.task));
    return answer;
  };
  return {
    has: (file) => jobsOf.has(file),
    async of(file) {
      const scanned: Scanned[] = [];
      // oxlint-disable-next-line no-await-in-loop -- in the file's order; others work meanwhile
      for (const job of jobsOf.get(file) ?? []) scanned.push(await one(job));
      if (scanned.length === 0) throw new RangeError(`${file.path} was not to be scanned`);
      return scanned;
    },
    inOneGo(file, ranges) {
      for (const { pages } of ranges) store.drop(pages);
      const [task] = ranges.map((range) => range.task);
      if (task?.kind !== "server") throw new TypeError(`${file.path} was not cut into ranges`);
      const job = { file, task: { ...task, range: null } };
      return keptScan(cache, job, store) ?? here(job);
    },
    close: async () => threads?.close(),
  };
}

interface Order {
  readonly job: ScanJob;
  readonly place: FilePlace;
  /** To be read. */
  readonly bytes: number;
}

/** What a thread can be told to do: files that lie on disk as they are. */
function orderOf(job: ScanJob): readonly Order[] {
  const place = placeOf(job.file);
  const bytes = workOf(job.task, job.file.bytes.size);
  return place === null || bytes === 0 ? [] : [{ job, place, bytes }];
}

/** Helps as long as there is something to be done and no answer; whoever waits for this thread gets a turn between. */
async function whileWaiting(answer: Promise<unknown>, help: () => boolean): Promise<void> {
  const waiting = { isOver: false };
  const end = (): void => {
    waiting.isOver = true;
  };
  answer.then(end, end);
  do
    await new Promise(setImmediate); // oxlint-disable-line no-await-in-loop -- a turn for each
  while (!waiting.isOver && help());
}

/** How many threads pay beside this one, which scans too: one for each core that is free. */
function freeCores(jobs: readonly ScanJob[], beside: number): number {
  const { total } = workIn(jobs);
  const free = availableParallelism() - (beside > total / 4 ? 2 : 1);
  return total < (free > 1 ? THREADS_FROM_BYTES : ONE_THREAD_FROM_BYTES) ? 0 : free;
}

/** Whether the largest file would keep everybody waiting: it is half more than the share of each, or longer. */
function isUneven(jobs: readonly ScanJob[], threads: number): boolean {
  const { total, largest } = workIn(jobs);
  return threads > 0 && largest > (1.5 * total) / (threads + 1);
}

/** Bytes that threads could be told to scan. */
function workIn(jobs: readonly ScanJob[]): { readonly total: number; readonly largest: number } {
  let [total, largest] = [0, 0];
  for (const { bytes } of jobs.flatMap(orderOf)) {
    total += bytes;
    largest = Math.max(largest, bytes);
  }
  return { total, largest };
}

/** The ranges of a log that is to be scanned whole and is long enough, else the job as it is. */
function inRanges(job: ScanJob, rangeBytes: number): readonly ScanJob[] {
  const { file, task } = job;
  if (task.kind !== "server" || task.limits !== null) return [job];
  const ranges = rangesOf(file, task.sniff, rangeBytes);
  return ranges?.map((range) => ({ file, task: { ...task, range } })) ?? [job];
}

/** Scans a file in this thread. */
function scanHere({ file, task }: Pick<ScanJob, "file" | "task">, store: PageStore): Scanned {
  const pages: Page[] = [];
  const reads = wholeReads(file.bytes);
  const result = runScan(task, reads.bytes, (page) => pages.push(store.keep(page)));
  if (result.again === null) return { result, pages, task, whole: !reads.short() };
  store.drop(pages);
  return scanHere({ file, task: result.again }, store);
}
