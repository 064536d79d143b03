import type { SourceFile } from "../model/index.ts";
import type { Page, PageStore } from "../timeline/index.ts";
import { runScan, type ScanResult, type ScanTask } from "./scan-task.ts";

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
}

/** Scans files; who asks for one gets it when it is done, whatever the order. */
export function scanFiles(jobs: readonly ScanJob[], store: PageStore): (file: SourceFile) => Promise<Scanned> {
  const waiting = new Map(jobs.map((job) => [job.file, job]));
  return (file) => {
    const job = waiting.get(file);
    if (job === undefined) throw new RangeError(`${file.path} was not to be scanned`);
    return Promise.resolve(scanHere(job, store));
  };
}

/** Scans a file in this thread. */
function scanHere({ file, task }: ScanJob, store: PageStore): Scanned {
  const pages: Page[] = [];
  const result = runScan(task, file.bytes, (page) => pages.push(store.keep(page)));
  return result.again === null ? { result, pages, task } : scanHere({ file, task: result.again }, store);
}
