import type { LineCounts, Problem, RdsEvent, SourceFile, Window } from "../model/index.ts";
import { decodeAppRecord, decodeServerRecord, parseRdsEvents, type ServerFormat } from "../parse/index.ts";
import type { Evidence } from "../sources/index.ts";
import { PageStore, Timeline } from "../timeline/index.ts";
import { earlyFindings, type RowRange } from "./early-findings.ts";
import { groupByInstance } from "./group.ts";
import { addApplication, addUnread } from "./load-application.ts";
import { addChatter, chatterJobs } from "./load-chatter.ts";
import { isDocument } from "./load-documents.ts";
import {
  addInstance,
  addServerLog,
  type InstanceLogs,
  scannedLog,
  type ServerFile,
  serverJob,
  sniffInstance,
} from "./load-server.ts";
import { type Loaded, type LoadedFile, leftBeside } from "./loaded.ts";
import type { AnalyzeOptions } from "./options.ts";
import { silent } from "./progress.ts";
import { scanFiles, type ScanFilesOptions, type ScanJob, type Scans } from "./scan-files.ts";
import { type Kept, partOf } from "./scan-task.ts";
import { unreadLines } from "./unread-lines.ts";
import { wholeFile } from "./whole-file.ts";
import { limitsOf, lineBase } from "./window/limits.ts";
import { type FilePlans, planWindow } from "./window/plan.ts";
import { cutTo, isInside } from "./window/time-window.ts";
import { zoneFor } from "./zones.ts";

const EMPTY: LineCounts = { lines: 0, records: 0, continuations: 0, quarantined: 0 };

/** How a case is loaded. */
interface LoadOptions {
  /** Notable records unless told otherwise. */
  readonly keep?: Kept;
  readonly plans?: FilePlans;
  /** Bytes that another thread reads meanwhile. */
  readonly beside?: number;
}

/** Pass 1: every file once, or what of it a window needs. */
export async function load(
  evidence: Evidence,
  options: AnalyzeOptions,
  { keep = "notable", plans: planned, beside = 0 }: LoadOptions = {},
): Promise<Loaded> {
  const plans = planned ?? planWindow(evidence.files, options.window, options.inputZones);
  const { instances, problems } = groupByInstance(evidence.files.filter((file) => file.kind === "postgresql"));
  const logs = instances.map((instance) => sniffInstance(instance, plans));
  const others = evidence.files.filter((file) => file.kind !== "postgresql" && !isDocument(file.kind));
  const zones = new Map(
    others
      .filter((file) => file.kind === "application")
      .map((file) => [file.path, zoneFor(file.path, options.inputZones)]),
  );
  const jobs: readonly ScanJob[] = [
    ...logs.flatMap(({ files }) => files.map((file) => serverJob(file, keep, plans, options))),
    ...others.flatMap((file): readonly ScanJob[] => {
      const zone = zones.get(file.path);
      const plan = plans.get(file.path);
      if (zone === undefined || plan?.what === "none") return [];
      const limits = limitsOf(options.window, plan);
      const { scanner } = options;
      return [{ file, task: { kind: "application", path: file.path, keep, zone, scanner, limits } }];
    }),
  ];
  const loading = new Loading(formatsOf(logs), zones, plans, jobs, { ...options, beside }, () => evidence.spill());
  loading.problems.push(...problems);
  try {
    for (const each of logs) await loading.instance(each);
    for (const file of others) await loading.other(file);
    return loading.finish();
  } finally {
    await loading.close();
  }
}

/** Pass 2: ordinary operation inside the windows, in a timeline of its own. */
export async function loadChatter(
  { serverFiles, store, window }: Loaded,
  windows: readonly Window[],
  options: AnalyzeOptions,
): Promise<Timeline> {
  const formats = new Map(serverFiles.map(({ file, sniff }) => [file.path, sniff.format]));
  const chatter = newTimeline(formats, new Map(), store);
  const jobs = chatterJobs(serverFiles, window === null ? windows : cutTo(window, windows), options.scanner);
  // Bytes that are read again are not told again.
  const scans = scanFiles(jobs, store, { ...options, progress: silent, beside: Infinity });
  try {
    await addChatter(chatter, serverFiles, scans);
    return chatter;
  } finally {
    await scans.close();
  }
}

function formatsOf(logs: readonly InstanceLogs[]): ReadonlyMap<string, ServerFormat> {
  return new Map(logs.flatMap(({ files }) => files.map(({ file, sniff }) => [file.path, sniff.format])));
}

function newTimeline(
  formats: ReadonlyMap<string, ServerFormat>,
  zones: ReadonlyMap<string, string>,
  store: PageStore,
): Timeline {
  return new Timeline(
    (bytes, stream, file) =>
      stream.kind === "server"
        ? decodeServerRecord(bytes, formats.get(file.path) ?? "stderr")
        : decodeAppRecord(bytes, stream.format, zones.get(file.path) ?? "UTC"),
    store,
  );
}

/** A case while it is loaded: files are added in a fixed order, whoever scans them and whenever that ends. */
class Loading {
  readonly problems: Problem[] = [];
  private readonly store: PageStore;
  private readonly timeline: Timeline;
  private readonly zones: ReadonlyMap<string, string>;
  private readonly plans: FilePlans;
  private readonly options: AnalyzeOptions;
  private readonly scans: Scans;
  private readonly serverFiles: ServerFile[] = [];
  private readonly files: LoadedFile[] = [];
  private readonly events: RdsEvent[] = [];
  private eventsSupplied = false;

  constructor(
    formats: ReadonlyMap<string, ServerFormat>,
    zones: ReadonlyMap<string, string>,
    plans: FilePlans,
    jobs: readonly ScanJob[],
    options: AnalyzeOptions & Pick<ScanFilesOptions, "beside">,
    spill: Evidence["spill"],
  ) {
    this.store = new PageStore(options.rowBytes, spill);
    this.zones = zones;
    this.plans = plans;
    this.options = options;
    this.timeline = newTimeline(formats, zones, this.store);
    this.scans = scanFiles(jobs, this.store, options);
  }

  async instance(logs: InstanceLogs): Promise<void> {
    const stream = addInstance(this.timeline, logs);
    for (const { file, sniff } of logs.files) {
      // oxlint-disable-next-line no-await-in-loop -- rows are numbered in the files' order
      const { log, rows } = addServerLog(this.timeline, stream, file, await scannedLog(this.scans, file));
      const { scan, part } = log;
      this.serverFiles.push({ file, instance: logs.instance, sniff, ...log });
      const format = [sniff.format];
      this.files.push({ file, counts: scan.counts, format, timeBasis: "stated", ...leftBeside(file, part) });
      this.problems.push(...scan.problems);
      this.done(file, rows);
    }
    for (const { file, why } of logs.left) this.leftOut(file, why);
    for (const file of logs.unread) {
      this.files.push({ file, counts: unreadLines(file), format: [], timeBasis: "none" });
      const reason = "no line in it has a known log_line_prefix";
      if (file.bytes.size > 0) this.problems.push({ kind: "not-used", file: file.path, reason });
    }
  }

  /** A file that is neither a server's log nor a document. */
  async other(file: SourceFile): Promise<void> {
    if (file.kind === "application") return this.application(file);
    if (file.kind === "rds-events") {
      const { events, problems, counts } = parseRdsEvents(wholeFile(file), file.path);
      this.events.push(...events);
      this.eventsSupplied ||= events.length > 0 || problems.length === 0;
      this.problems.push(...problems);
      this.files.push({ file, counts, format: ["rds-events"], timeBasis: "stated" });
    } else {
      this.files.push({ file, counts: isRead(file) ? unreadLines(file) : EMPTY, format: [], timeBasis: "none" });
    }
    this.done(file, []);
  }

  /** A log that lies outside of the window. */
  private leftOut(file: SourceFile, why: string): void {
    const left = { bytes: file.bytes.size, whole: true, why };
    this.files.push({ file, counts: EMPTY, format: [], timeBasis: "none", left });
    this.done(file, []);
  }

  private async application(file: SourceFile): Promise<void> {
    const plan = this.plans.get(file.path);
    if (plan?.what === "none") {
      addUnread(this.timeline, file);
      this.leftOut(file, plan.why);
      return;
    }
    const [scanned] = await this.scans.of(file);
    if (scanned?.result.kind !== "application")
      throw new TypeError(`${file.path} was not scanned as an application's log`);
    const { result, pages, task } = scanned;
    const { timeline } = this;
    const part = partOf(task);
    const zone = this.zones.get(file.path) ?? "UTC";
    const added = addApplication(timeline, file, result, pages, zone, lineBase(file, part));
    this.files.push({ ...added.loaded, ...leftBeside(file, part) });
    this.problems.push(...added.problems);
    this.done(file, [[added.first, added.first + result.segment.rows]]);
  }

  private done({ path }: SourceFile, rows: readonly RowRange[]): void {
    const { timeline } = this;
    this.options.progress.fileDone(path, () => earlyFindings(timeline, path, rows));
  }

  close(): Promise<void> {
    return this.scans.close();
  }

  finish(): Loaded {
    const { timeline, store, serverFiles, eventsSupplied, files, problems } = this;
    const { window } = this.options;
    const events = this.events.filter(({ time }) => window === null || isInside(window, time));
    events.sort(
      (a, b) =>
        a.time - b.time || (a.source.file < b.source.file ? -1 : 1) || a.source.byteOffset - b.source.byteOffset,
    );
    return { timeline, window, store, serverFiles, events, eventsSupplied, files, problems };
  }
}

/** Files that nothing reads are listed with their bytes; their lines are no part of the analysis. */
function isRead({ kind }: SourceFile): boolean {
  return kind !== "unknown" && kind !== "kept";
}
