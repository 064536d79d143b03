import type {
  Facts,
  InstanceFacts,
  LastingFacts,
  Report,
  RevealClass,
  SignatureCodes,
  SignatureId,
  Stream,
} from "../model/index.ts";
import { serverLinesFor } from "../reconstruct/index.ts";
import { codes } from "../signatures/index.ts";
import type { Evidence } from "../sources/index.ts";
import type { Timeline } from "../timeline/index.ts";
import { examine } from "./analyze.ts";
import type { DraftReport } from "./draft.ts";
import { load } from "./load.ts";
import type { AnalyzeOptions } from "./options.ts";
import { silent } from "./progress.ts";
import { redactedReport } from "./redacted-report.ts";
import { hideTwins } from "./twins.ts";
import { planWindow } from "./window/plan.ts";

/** A case to be looked at: what it comes to, and every record of it. */
export interface Browsed {
  readonly report: Report;
  /** The same report as a screen shows it that shows the records themselves, with their files' own names. */
  readonly onScreen: Report;
  readonly facts: LastingFacts;
  /** All records in columns, those that repeat others hidden; its rows are not those that `facts` names. */
  readonly timeline: Timeline;
  /** Logs that have records, as citations name them, sorted; `lines` is null where only a part was read. */
  readonly files: readonly { readonly path: string; readonly lines: number | null }[];
  readonly codes: SignatureCodes;
  /** What a server writes when a client gets an error of a kind; null where nothing can be told. */
  readonly counterparts: (client: SignatureId) => readonly SignatureId[] | null;
}

/** Of 30 million records the order alone is 120 MB; rows that are looked at again come from the page cache. */
const ROW_BYTES = 16 * 1024 * 1024;

/**
 * Analyzes a case, then takes in all of its records: clients' clocks are corrected as the analysis corrected them. What
 * the analysis held is gone before the rest is read; of a case seen before both come from the cache.
 *
 * @throws whatever {@link analyze} throws
 */
export async function browse(opened: Evidence, options: AnalyzeOptions): Promise<Browsed> {
  const { draft, facts, paths, clients } = await examined(opened, options);
  const { report, pseudonyms } = redactedReport(draft, options.reveal);
  options.pseudonyms?.(pseudonyms);
  const evidence = { ...opened, files: opened.files.filter((file) => paths.has(file.path)) };
  const plans = planWindow(evidence.files, options.window, options.inputZones);
  const settings = { ...options, progress: silent, rowBytes: Math.min(options.rowBytes, ROW_BYTES) };
  const { timeline, serverFiles, files } = await load(evidence, settings, { keep: "all", plans });
  hideTwins(timeline, serverFiles);
  for (const { index, ...stream } of timeline.streams) {
    const clock = clients.get(keyOf(stream));
    if (clock !== undefined) timeline.describeStream(index, clock);
  }
  const withRows = new Set(timeline.files);
  return {
    report,
    onScreen: redactedReport(draft, new Set([...options.reveal, ...ON_SCREEN])).report,
    facts,
    timeline,
    files: files
      .filter(({ file }) => withRows.has(file.path))
      .map(({ file, counts, left }) => ({ path: file.path, lines: left === undefined ? counts.lines : null }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
    codes,
    counterparts: serverLinesFor,
  };
}

/** Who sees every record sees who connected from where; statements and secrets are read by going to their record. */
const ON_SCREEN: readonly RevealClass[] = ["email", "address", "host"];

/** What is kept of an analysis; its timeline is not. */
interface Kept {
  readonly draft: DraftReport;
  readonly facts: LastingFacts;
  /** Of files that repeat no other. */
  readonly paths: ReadonlySet<string>;
  readonly clients: ReadonlyMap<string, Pick<Stream, "offsetSeconds" | "timeBasis">>;
}

async function examined(opened: Evidence, options: AnalyzeOptions): Promise<Kept> {
  let kept: Omit<Kept, "draft"> | null = null;
  const draft = await examine(opened, options, ({ evidence, loaded, facts }) => {
    const clients = loaded.timeline.streams.filter((stream) => stream.kind === "client");
    kept = {
      facts: lasting(facts),
      paths: new Set(evidence.files.map((file) => file.path)),
      clients: new Map(
        clients.map((stream) => {
          const { offsetSeconds, timeBasis } = stream;
          return [keyOf(stream), { offsetSeconds, timeBasis }];
        }),
      ),
    };
  });
  if (kept === null) throw new TypeError("an analysis that shows nobody what it found");
  return { draft, ...(kept as Omit<Kept, "draft">) };
}

/** Accepted writes are looked for in records, and would hold all of them. */
function lasting(facts: Facts): LastingFacts {
  return { ...facts, instances: facts.instances.map(withoutWrites) };
}

function withoutWrites(instance: InstanceFacts): LastingFacts["instances"][number] {
  const rest: { accepted?: unknown } & LastingFacts["instances"][number] = { ...instance };
  delete rest.accepted;
  return rest;
}

/** A stream in two loads of one case. */
function keyOf({ kind, name, files }: Omit<Stream, "index">): string {
  return JSON.stringify([kind, name, files]);
}
