import { join } from "node:path";
import type { AcquisitionEntry, Unit } from "../case-store.ts";
import type { CollectContext } from "../context.ts";
import { casePath } from "../store/index.ts";
import { batchesFor } from "./batches.ts";
import { acquiredOf } from "../acquired.ts";
import { formerHasMore, keepFormer, noticed } from "./case-files.ts";
import { instanceOfStream, listStreams, postgresqlGroups } from "./groups.ts";
import type { PostgresqlGroup } from "./groups.ts";
import { entryOf } from "../trouble.ts";
import { counted } from "../words.ts";
import { serverEvents } from "./server-events.ts";
import type { ServerEventsRead } from "./server-events.ts";
import { SETTLED_MS, hourSlices, nameOf } from "./slices.ts";
import { iso } from "../iso.ts";
import type { Span } from "./slices.ts";
import { cutEndOf } from "./tail.ts";

/** What the log files of an instance do not cover. */
export interface MissingLog {
  readonly instance: string;
  /** Why, in the ledger's words: `rds:DescribeDBLogFiles is denied`, `3 files were rotated away`. */
  readonly why: string;
  readonly spans: readonly MissingSpan[];
}

/** A stretch without log files, by the times of the server's lines; epoch ms, the end exclusive. */
export interface MissingSpan extends Span {
  /** Case path of the collected file whose end is missing: the stretch begins where it was cut, no record twice. */
  readonly cutFile?: string;
}

/** A place from which the log of an instance can be had. */
interface Place {
  readonly group: PostgresqlGroup;
  readonly streams: readonly string[];
}

const EXPORT =
  "nothing brings it back; to have it next time export the log type postgresql to CloudWatch Logs (aws rds modify-db-cluster or modify-db-instance --cloudwatch-logs-export-configuration)";

/**
 * Collects from CloudWatch Logs what the log files of instances no longer have or do not give, as
 * `instances/<id>/postgresql.log.<from>.cloudwatch`: each event's message, ended by a newline, only for stretches that
 * the files do not cover. Hours are units, so that an interrupted run goes on with the hour it was at.
 */
export async function collectServerLogsFromCloudWatch(
  context: CollectContext,
  missing: readonly MissingLog[],
): Promise<void> {
  const wanted = withoutOverlaps(missing);
  if (wanted.length === 0) return;
  const { store, progress } = context;
  const groups = await postgresqlGroups(
    context,
    wanted.map(({ instance }) => instance),
  );
  for (const log of wanted) {
    progress.step(`${log.instance}: its log from CloudWatch Logs`);
    const place = await placeOf(context, groups, log.instance);
    if (place === "failed") continue;
    if (place === null) store.note(notExported(log, groups));
    else await collectInstance(context, log, place);
  }
}

/** One entry an instance, its stretches in order and apart: no record is collected twice. */
function withoutOverlaps(missing: readonly MissingLog[]): readonly MissingLog[] {
  const byInstance = Map.groupBy(missing, ({ instance }) => instance);
  return [...byInstance].flatMap(([instance, logs]) => {
    const spans: MissingSpan[] = [];
    for (const span of logs.flatMap((log) => log.spans).toSorted((a, b) => a.fromMs - b.fromMs)) {
      const before = spans.at(-1)?.untilMs ?? Number.NEGATIVE_INFINITY;
      const fromMs = Math.max(span.fromMs, before);
      if (fromMs < span.untilMs) spans.push({ ...span, fromMs });
    }
    const why = [...new Set(logs.map((log) => log.why))].join("; ");
    return spans.length === 0 ? [] : [{ instance, why, spans }];
  });
}

function notExported({ instance, why }: MissingLog, groups: readonly PostgresqlGroup[]): AcquisitionEntry {
  const reason =
    groups.length === 0
      ? `the PostgreSQL log is not exported to CloudWatch Logs, and of its files ${why}`
      : `no log stream of it in ${groups.map(({ name }) => name).join(", ")}, and of its files ${why}`;
  const consequence = `what ${instance} wrote in that time is nowhere to be had`;
  return entry(instance, { state: "absent", code: "NOT_EXPORTED", reason, consequence, remedy: EXPORT });
}

async function placeOf(
  context: CollectContext,
  groups: readonly PostgresqlGroup[],
  instance: string,
): Promise<Place | "failed" | null> {
  for (const group of groups) {
    if (group.instance !== null && group.instance !== instance) continue;
    const { streams, failure } = await listStreams(context, group.name, `${instance}.`);
    const names = streams.map(({ name }) => name).filter((name) => instanceOfStream(name) === instance);
    if (names.length > 0) return { group, streams: names.slice(0, 100) };
    if (failure === null || failure.kind === "not-found") continue;
    if (failure.kind === "denied") return { group, streams: [`${instance}.0`] };
    const consequence = `the log of ${instance} is not taken from CloudWatch Logs`;
    context.store.note(entryOf(failure, { source: "cloudwatch-logs", subject: instance, state: "none", consequence }));
    return "failed";
  }
  return null;
}

async function collectInstance(context: CollectContext, log: MissingLog, place: Place): Promise<void> {
  const { store } = context;
  const { instance } = log;
  let [records, unsorted] = [0, false];
  const lost: AcquisitionEntry[] = [];
  for (const missing of log.spans) {
    const span = await untilNow(context, missing);
    for (const slice of hourSlices(span)) {
      const subject = `cloudwatch log ${instance} ${nameOf(slice.fromMs)}`;
      const key = [place.group.name, place.streams.join(","), slice.fromMs, slice.untilMs, missing.cutFile ?? ""].join(
        " ",
      );
      const { kept, reused } = await store.unit(subject, key, (unit) =>
        collectSlice(context, log, place, slice, missing, unit, lost),
      );
      for (const file of kept.files) {
        noticed(context, file, reused);
        records += Number(file.origin.parameters["records"] ?? 0);
        unsorted ||= file.origin.call === "logs:StartQuery";
      }
    }
  }
  // Of this run: when the files are to be had in the next one, nobody asks for these hours, and units would tell of
  // a hole for ever.
  for (const each of lost) store.note(each);
  if (lost.length > 0) return;
  const where = `${place.group.name} (${place.streams.join(", ")})`;
  const spans = log.spans.map(({ fromMs, untilMs }) => `${iso(fromMs)} to ${iso(untilMs)}`).join(", ");
  if (records === 0) {
    const reason = `${where} holds nothing of it from ${spans}, and of its files ${log.why}`;
    const consequence = `what ${instance} wrote in that time is nowhere to be had`;
    store.note(entry(instance, { state: "absent", code: "NO_EVENTS", reason, consequence, remedy: null }));
    return;
  }
  const reason = `${counted(records, "record")} from ${where}, ${spans}; of its log files ${log.why}`;
  const facts = unsorted
    ? {
        state: "partial" as const,
        code: "UNSORTED",
        consequence:
          "records of the same second stand in no certain order: Logs Insights gave them, as logs:FilterLogEvents is denied",
        remedy: "allow logs:FilterLogEvents and collect into a new case",
      }
    : { state: "complete" as const, code: null, consequence: null, remedy: null };
  store.note(entry(instance, { reason, ...facts }));
}

/** The stretch as far as it lies in the past; behind a cut file, from the second of its last record. */
async function untilNow({ aws, store }: CollectContext, span: MissingSpan): Promise<Span> {
  const untilMs = Math.min(span.untilMs, Math.ceil(aws.nowMs()));
  const cut = span.cutFile === undefined ? null : await cutEndOf(join(store.folder, span.cutFile));
  return { fromMs: cut === null ? span.fromMs : Math.max(span.fromMs, cut.secondMs), untilMs };
}

async function collectSlice(
  context: CollectContext,
  log: MissingLog,
  place: Place,
  slice: Span,
  missing: MissingSpan,
  unit: Unit,
  lost: AcquisitionEntry[],
): Promise<"final" | "again"> {
  const { aws, store, progress } = context;
  const { instance } = log;
  const { group, streams } = place;
  const cut = missing.cutFile === undefined ? null : await cutEndOf(join(store.folder, missing.cutFile));
  const known = new Map(cut?.records);
  const sink = await unit.create(`instances/${casePath(instance)}/postgresql.log.${nameOf(slice.fromMs)}.cloudwatch`);
  let kept = 0;
  const batches = batchesFor(sink, (count) => progress.bytes(count));
  const about = `${instance} ${iso(slice.fromMs)}`;
  const read = await serverEvents(context, group.name, streams, slice, about, async (record, ms) => {
    const twice = known.get(record) ?? 0;
    if (twice > 0 && cut !== null && ms < cut.secondMs + 1_000) {
      known.set(record, twice - 1);
      return;
    }
    await batches.add(`${record}\n`);
    kept++;
  });
  await batches.flush();
  const whole = read.failure === null && read.overfull.length === 0;
  if (!whole) lost.push(lossOf(log, place, slice, read, kept));
  if (kept === 0 || (!whole && formerHasMore(unit, sink.bytes))) {
    await sink.discard();
    if (!whole) keepFormer(unit);
  } else {
    const growing = slice.untilMs > aws.nowMs() - SETTLED_MS;
    const parameters = {
      group: group.name,
      streams: streams.join(", "),
      from: iso(slice.fromMs),
      until: iso(slice.untilMs),
      records: kept,
    };
    const acquired = acquiredOf(read.acquired, aws.nowMs());
    await sink.commit({ declaredSize: null, growing, origin: { call: read.call, parameters }, acquired });
  }
  return whole && slice.untilMs <= aws.nowMs() - SETTLED_MS ? "final" : "again";
}

function lossOf(log: MissingLog, place: Place, slice: Span, read: ServerEventsRead, kept: number): AcquisitionEntry {
  const span = `${iso(slice.fromMs)} to ${iso(slice.untilMs)}`;
  const subject = `${log.instance} ${span}`;
  const state = kept === 0 ? "none" : "partial";
  const consequence = `the log of ${log.instance} has a hole from ${span}: of its files ${log.why}`;
  if (read.failure !== null) return entryOf(read.failure, { source: "cloudwatch-logs", subject, state, consequence });
  const seconds = read.overfull.map(({ fromMs }) => iso(fromMs)).slice(0, 5);
  const reason = `${place.group.name} holds more than 10,000 events a second at ${seconds.join(", ")}, which Logs Insights does not give`;
  const remedy = "allow logs:FilterLogEvents and run the same command again";
  return entry(subject, { state, code: "TOO_MANY_ROWS", reason, consequence, remedy });
}

function entry(
  subject: string,
  facts: Pick<AcquisitionEntry, "state" | "code" | "reason" | "consequence" | "remedy">,
): AcquisitionEntry {
  return { source: "cloudwatch-logs", subject, call: "logs:FilterLogEvents", runAgainAfter: null, ...facts };
}
