import { createHash } from "node:crypto";
import { join } from "node:path";
import { LEAD_MS } from "../context.ts";
import type { CollectContext } from "../context.ts";
import type { AcquisitionEntry, CaseFile, Unit } from "../case-store.ts";
import { entryOf } from "../trouble.ts";
import { acquiredOf } from "../acquired.ts";
import { keepFormer, noticed } from "./case-files.ts";
import { countEvents } from "./event-counts.ts";
import type { EventCounts } from "./event-counts.ts";
import { instanceOfStream, postgresqlGroups } from "./groups.ts";
import type { PostgresqlGroup } from "./groups.ts";
import { countLines } from "./line-counts.ts";
import { MINUTE_MS, compareMinutes } from "./minutes.ts";
import type { LineCounts, PerMinute } from "./minutes.ts";
import type { MissingLog } from "./replace.ts";
import { SETTLED_MS } from "./slices.ts";
import { iso } from "../iso.ts";
import type { Span } from "./slices.ts";
import { WITNESS_PATH, document, minutesOf, verdict } from "./witness-document.ts";
import type { Witnessed } from "./witness-document.ts";

/**
 * Asks a second witness whether the log files are whole: where the server's log is exported, CloudWatch Logs counts the
 * events of every minute, which are compared with the records of the collected files. The counts go to
 * `cloudwatch/witness.json`, agreement and difference into the ledger. Does nothing without an exported log or files.
 *
 * @param missing stretches that are known to be missing: they are told of already
 */
export async function collectWitness(context: CollectContext, missing: readonly MissingLog[] = []): Promise<void> {
  const { aws, store, window, progress } = context;
  const logs = serverLogs(store.files());
  if (logs.size === 0) return;
  const span = { fromMs: window.sinceMs - LEAD_MS, untilMs: Math.min(window.untilMs, aws.nowMs() - SETTLED_MS) };
  if (span.untilMs - span.fromMs < 3 * MINUTE_MS) return;
  const groups = await postgresqlGroups(context, [...logs.keys()]);
  if (groups.length === 0) return;
  progress.step("counting the server logs' records in CloudWatch Logs");
  const hash = createHash("sha256");
  for (const { path, sha256 } of [...logs.values()].flat()) hash.update(`${path}\u0000${sha256}\n`);
  const key = [...groups.map(({ name }) => name), window.sinceMs, window.untilMs, hash.digest("hex")].join(" ");
  const { kept, reused } = await store.unit("cloudwatch witness", key, (unit) =>
    compareAll(context, groups, logs, missing, span, unit),
  );
  for (const file of kept.files) noticed(context, file, reused);
}

/** The collected log files by instance, text only: what CloudWatch gets is the text log. */
function serverLogs(files: readonly CaseFile[]): ReadonlyMap<string, readonly CaseFile[]> {
  const logs = new Map<string, CaseFile[]>();
  for (const file of files) {
    const [, instance, name = ""] = /^instances\/([^/]+)\/(?:[^/]+\/)*(postgresql\.log[^/]*)$/.exec(file.path) ?? [];
    if (instance === undefined || /\.(?:csv|json|cloudwatch)(?:\.gz)?$/i.test(name)) continue;
    logs.set(instance, [...(logs.get(instance) ?? []), file]);
  }
  return logs;
}

async function compareAll(
  context: CollectContext,
  groups: readonly PostgresqlGroup[],
  logs: ReadonlyMap<string, readonly CaseFile[]>,
  missing: readonly MissingLog[],
  span: Span,
  unit: Unit,
): Promise<"final" | "again"> {
  const { store, aws, window } = context;
  const witnessed: Witnessed[] = [];
  const counted: { readonly group: string; readonly counts: EventCounts }[] = [];
  for (const { name, assumed } of groups) {
    // One minute more on either side: events stand before their lines.
    const counts = await countEvents(context, name, wider(span));
    if (counts.failure?.kind === "not-found" && assumed) continue;
    const lost = lossOf(name, counts);
    // Of this run: the next one may find no group any more, and a unit would tell of it for ever.
    if (lost !== null) store.note(lost);
    else counted.push({ group: name, counts });
  }
  for (const [instance, files] of logs) {
    const lines: LineCounts = { all: new Map(), early: new Map() };
    const unread = await readLines(store.folder, files, lines);
    if (unread !== null) {
      unit.note(unreadable(instance, unread));
      continue;
    }
    for (const { group, counts } of counted) {
      const streams = [...counts.byStream.keys()].filter((stream) => instanceOfStream(stream) === instance).toSorted();
      if (streams.length === 0) continue;
      const events = together(streams.map((stream) => counts.byStream.get(stream) ?? new Map<number, number>()));
      // Paging shows the lines, whose own times were counted.
      const exact = counts.call === "logs:FilterLogEvents";
      const spans = missing.filter((each) => each.instance === instance).flatMap((each) => each.spans);
      const skip = (ms: number): boolean =>
        spans.some((gap) => ms < gap.untilMs + MINUTE_MS && ms >= gap.fromMs - MINUTE_MS);
      const compared = compareMinutes(events, lines.all, exact ? noMinutes : lines.early, span, skip);
      witnessed.push({ instance, streams, ...compared, minutes: minutesOf(events, lines.all, span) });
      unit.note(verdict(instance, group, compared));
    }
  }
  if (counted.length === 0) {
    keepFormer(unit);
    return "again";
  }
  const acquired = counted.map(({ counts }) => counts.acquired);
  const [first] = counted;
  const sink = await unit.create(WITNESS_PATH);
  await sink.write(
    Buffer.from(
      document(
        counted.map(({ group }) => group),
        span,
        witnessed,
      ),
    ),
  );
  await sink.commit({
    declaredSize: null,
    growing: false,
    origin: {
      call: first?.counts.call ?? "logs:StartQuery",
      parameters: {
        groups: counted.map(({ group }) => group).join(", "),
        from: iso(span.fromMs),
        until: iso(span.untilMs),
        query: "events by minute and stream, beside the records of the collected log files",
      },
    },
    acquired: acquiredOf(
      acquired[0] ?? { fromMs: Number.NaN, toMs: Number.NaN, requestIds: [], attempts: 0 },
      aws.nowMs(),
    ),
  });
  return window.untilMs <= aws.nowMs() - SETTLED_MS && counted.length === groups.length ? "final" : "again";
}

const noMinutes: PerMinute = new Map();

/** Adds the files' records to `lines`; why one of them cannot be read, or null. */
async function readLines(folder: string, files: readonly CaseFile[], lines: LineCounts): Promise<string | null> {
  for (const { path } of files) {
    try {
      await countLines(join(folder, path), lines);
    } catch (error) {
      return `${path}: ${(error as Error).message}`; // compressed and damaged, or gone from under us
    }
  }
  return null;
}

function unreadable(instance: string, why: string): AcquisitionEntry {
  return {
    source: "cloudwatch-logs",
    subject: `${instance}, second witness`,
    state: "none",
    code: "UNREADABLE",
    call: "logs:StartQuery",
    reason: `the records of ${why} cannot be counted`,
    consequence: `no second witness says whether the log files of ${instance} are whole`,
    remedy: null,
    runAgainAfter: null,
  };
}

function wider({ fromMs, untilMs }: Span): Span {
  return {
    fromMs: (Math.floor(fromMs / MINUTE_MS) - 1) * MINUTE_MS,
    untilMs: (Math.ceil(untilMs / MINUTE_MS) + 1) * MINUTE_MS,
  };
}

function together(counts: readonly PerMinute[]): PerMinute {
  const sum = new Map<number, number>();
  for (const each of counts) for (const [minute, count] of each) sum.set(minute, (sum.get(minute) ?? 0) + count);
  return sum;
}

function lossOf(group: string, { failure, tooMany }: EventCounts): AcquisitionEntry | null {
  const consequence = "no second witness says whether the log files are whole";
  const subject = `${group}, second witness`;
  if (failure !== null) return entryOf(failure, { source: "cloudwatch-logs", subject, state: "none", consequence });
  if (!tooMany) return null;
  return {
    source: "cloudwatch-logs",
    subject,
    state: "none",
    code: "TOO_MANY_EVENTS",
    call: "logs:StartQuery",
    reason: `Logs Insights is denied, and ${group} holds too much to be read only to be counted`,
    consequence,
    remedy: "allow logs:StartQuery, logs:GetQueryResults and logs:StopQuery and run the same command again",
    runAgainAfter: null,
  };
}
