import { LEAD_MS } from "../context.ts";
import type { AppSource } from "../context.ts";
import type { FileSink, Unit } from "../case-store.ts";
import { batchesFor } from "../cloudwatch-logs/batches.ts";
import type { Batches } from "../cloudwatch-logs/batches.ts";
import { acquiredOf } from "../acquired.ts";
import { formerHasMore, keepFormer } from "../cloudwatch-logs/case-files.ts";
import { filterEvents } from "../cloudwatch-logs/filter.ts";
import type { LogEvent } from "../cloudwatch-logs/filter.ts";
import { SETTLED_MS } from "../cloudwatch-logs/slices.ts";
import { iso } from "../iso.ts";
import { troubleOf } from "../trouble.ts";
import { eventHeader, eventRow } from "./event-rows.ts";
import { counted } from "../words.ts";
import { appEntry, arrived, unseen } from "./gathering.ts";
import type { Gathering } from "./gathering.ts";
import { serviceOf } from "./service-name.ts";
import { writtenSource } from "./source.ts";

/** Files open at once; macOS allows 256 to a process. What further streams say goes into one more file, by stream. */
const MAX_STREAM_FILES = 64;

/** Where the events of one stream go. */
interface StreamFile {
  readonly sink: FileSink;
  readonly batches: Batches;
  /** Null for the file of all the others. */
  readonly stream: string | null;
  events: number;
}

/**
 * Collects a log group's events of the window, a file for every stream: `apps/<service>/<stream>.csv`. One listing of
 * FilterLogEvents over all streams: a group of Lambda or ECS keeps thousands of streams that ended long ago, and
 * what DescribeLogStreams says of their ends lags behind. The group is one unit: an interrupted one begins anew.
 */
export async function collectGroup(gathering: Gathering, source: AppSource): Promise<void> {
  const { store, window } = gathering.context;
  const written = writtenSource(source);
  const subject = `app ${source.service ?? ""} ${written}`;
  const { kept, reused } = await store.unit(subject, `${window.sinceMs} ${window.untilMs}`, (unit) =>
    gatherGroup(gathering, source, unit),
  );
  arrived(gathering, kept.files, reused);
}

async function gatherGroup(gathering: Gathering, source: AppSource, unit: Unit): Promise<"final" | "again"> {
  const { aws, window, progress } = gathering.context;
  const [group = "", streamPrefix = ""] = source.place.split(":");
  const service =
    source.service ?? serviceOf(group.split("/").findLast((part) => part !== "") ?? group, gathering.services);
  progress.step(`${service}: ${group} from CloudWatch Logs`);
  const [fromMs, untilMs] = [window.sinceMs - LEAD_MS, window.untilMs];
  const files = new Map<string | null, StreamFile>();
  const fileOf = async (stream: string): Promise<StreamFile> => {
    const named = files.has(stream) || files.size < MAX_STREAM_FILES ? stream : null;
    const known = files.get(named);
    if (known !== undefined) return known;
    const path = gathering.claims.of([service, `${named ?? "other-streams"}.csv`], `${group}:${streamPrefix}`);
    const sink = await unit.create(path);
    const file = { sink, batches: batchesFor(sink, (count) => progress.bytes(count)), stream: named, events: 0 };
    await file.batches.add(eventHeader);
    files.set(named, file);
    return file;
  };
  const take = async (events: readonly LogEvent[]): Promise<void> => {
    for (const event of events) {
      const file = await fileOf(event.stream);
      file.events++;
      await file.batches.add(eventRow(event));
    }
  };
  const read = await filterEvents(aws, { group, streamPrefix, fromMs, untilMs }, `${service} ${group}`, take);
  const settled = untilMs <= aws.nowMs() - SETTLED_MS;
  for (const { batches } of files.values()) await batches.flush();
  const bytes = [...files.values()].reduce((sum, { sink }) => sum + sink.bytes, 0);
  const behind = read.failure !== null && formerHasMore(unit, bytes);
  if (behind) {
    for (const { sink } of files.values()) await sink.discard();
    keepFormer(unit);
    files.clear();
  }
  for (const { sink, stream, events } of files.values()) {
    const parameters = {
      group,
      stream: stream ?? `${streamPrefix}*`,
      from: iso(fromMs),
      until: iso(untilMs),
      events,
    };
    const origin = { call: "logs:FilterLogEvents", parameters, ...(stream === null ? {} : { name: stream }) };
    await sink.commit({
      declaredSize: null,
      growing: !settled,
      origin,
      acquired: acquiredOf(read.acquired, aws.nowMs()),
    });
  }
  const { failure, events, unusable } = read;
  const span = `from ${iso(fromMs)} to ${iso(untilMs)}`;
  const what = `${counted(events, "event")} in ${counted(files.size, "file")} from ${group} ${span}`;
  const call = "logs:FilterLogEvents";
  if (failure !== null) {
    if (events === 0 && !behind) keepFormer(unit);
    const { reason, ...trouble } = troubleOf(failure);
    const state = events === 0 ? "none" : "partial";
    const came = events === 0 ? `${group}: ${reason}` : `${what}, then ${reason}`;
    const why = behind && events > 0 ? `what a former run had of ${group} stays: ${reason}` : came;
    const remedy =
      failure.kind === "not-found" ? `look for its name with: aws logs describe-log-groups` : trouble.remedy;
    unit.note(appEntry(service, { ...trouble, remedy, call, state, reason: why, consequence: unseen(service) }));
  } else if (events === 0) {
    const prefix = streamPrefix === "" ? "" : ` in streams that begin with ${streamPrefix}`;
    const remedy = "check the group's name and that the service logs there";
    const reason = `${group} holds no events ${span}${prefix}`;
    unit.note(
      appEntry(service, { state: "none", code: "NO_EVENTS", call, reason, consequence: unseen(service), remedy }),
    );
  } else if (unusable > 0) {
    const consequence = `${counted(unusable, "event")} of ${service} cannot be read`;
    const reason = `${what}; ${counted(unusable, "event")} came without time, stream or message`;
    unit.note(appEntry(service, { state: "partial", code: "MALFORMED", call, reason, consequence }));
  } else unit.note(appEntry(service, { state: "complete", call, reason: what }));
  return failure === null && settled ? "final" : "again";
}
