import type { AnswerFacts, CallFailure } from "../calls.ts";
import type { AcquisitionEntry, Unit } from "../case-store.ts";
import { type CollectContext, LEAD_MS } from "../context.ts";
import { acquiredBy } from "../acquired.ts";
import { iso } from "../iso.ts";
import { allPages } from "../pages.ts";
import { isHopeless } from "../trouble.ts";
import { counted } from "../words.ts";
import { cliJson } from "./cli-json.ts";
import { type EventSource, eventSources, sourceText } from "./event-sources.ts";
import { deploymentsOf } from "./deployments.ts";
import { eventEntries, lateEntry, retentionEntry } from "./event-entries.ts";
import { fileNameOf, historyUnit, nothingCame, readKept, writeFile } from "./files.ts";
import { membersSeen, type SeenMember } from "./members.ts";
import { eventMs, eventsIn, inOrder, membersIn, type PrintedEvent, printedEvent } from "./printed-events.ts";

/** RDS events are kept for 14 days. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeEvents.html */
const EVENT_RETENTION_MS = 14 * 24 * 3_600_000;
/** RDS promises an event within five minutes. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.html */
const EVENT_DELAY_MS = 5 * 60_000;

const FILE = "rds-events.json";

/** Asking for exactly 14 days is refused once a request takes a moment. */
const EDGE_MS = 60_000;

/** A failover names an instance, whose events name nothing new: more rounds would only be asked by hostile answers. */
const MAX_ROUNDS = 3;
const MAX_NAMED = 50;

/** What was asked, and what came of it. */
interface Asked {
  readonly events: PrintedEvent[];
  readonly answers: AnswerFacts[];
  readonly failures: { readonly source: EventSource; readonly failure: CallFailure }[];
  readonly sources: EventSource[];
  /** Raw pages that were written. */
  readonly raw: Set<string>;
}

/**
 * `rds-events.json`: what RDS said about the cluster, each of its members (those too that only its events or the trail
 * name), its parameter groups, proxies and blue/green deployments, from {@link LEAD_MS} before the window to its end.
 *
 * @param more names of proxies in front of the target, and members that the trail names
 * @returns instances that the cluster's events name
 * @throws {DiskFull} {Interrupted}
 */
export async function gatherRdsEvents(
  context: CollectContext,
  more: { readonly proxies: readonly string[]; readonly members: readonly SeenMember[] },
): Promise<readonly SeenMember[]> {
  const { store, target, window, progress } = context;
  const key = `${iso(window.sinceMs - LEAD_MS)}..${iso(window.untilMs)}`;
  progress.step("RDS events");
  const { kept, reused } = await historyUnit(store, `rds-events ${target.id}`, key, (unit) =>
    gather(context, more, unit),
  );
  for (const { path } of kept.files) progress.file(path, reused);
  return target.kind === "instance" ? [] : membersIn(eventsIn(await readKept(store, kept, FILE)));
}

async function gather(
  context: CollectContext,
  more: { readonly proxies: readonly string[]; readonly members: readonly SeenMember[] },
  unit: Unit,
): Promise<"final" | "again"> {
  const { aws, store, target, window } = context;
  const nowMs = aws.nowMs();
  const wantedMs = window.sinceMs - LEAD_MS;
  const oldestMs = nowMs - EVENT_RETENTION_MS + EDGE_MS;
  if (window.untilMs < oldestMs) {
    nothingCame(unit, [retentionEntry(target.id, "absent", oldestMs)]);
    return "final";
  }
  // EndTime is not said to be inclusive: a second more is asked for, and cut.
  const startMs = Math.floor(Math.max(wantedMs, oldestMs) / 1000) * 1000;
  const endMs = Math.min(Math.ceil(window.untilMs / 1000) * 1000 + 1000, nowMs);
  const former = eventsIn(await readKept(store, unit.former, FILE));
  const asked = await askAll(context, more, unit, former, { startMs, endMs });
  const late = nowMs < window.untilMs + EVENT_DELAY_MS;
  if (asked.answers.length === 0) {
    const failures = eventEntries(target.id, asked.failures, "none");
    return nothingCame(unit, failures.length > 0 ? failures : [lateEntry(target.id, window.untilMs + EVENT_DELAY_MS)]);
  }
  const inWindow = [...former, ...asked.events].filter((event) => {
    const ms = eventMs(event);
    // An event without time lies nowhere; its reader says so.
    return ms === Number.MAX_SAFE_INTEGER || (ms >= wantedMs && ms <= window.untilMs);
  });
  const events = inOrder(deploymentsOf(target, more.proxies, inWindow));
  for (const { path } of unit.former?.files ?? []) if (path !== FILE && !asked.raw.has(path)) unit.keep(path);
  const origin = {
    call: "rds:DescribeEvents",
    parameters: {
      StartTime: iso(wantedMs),
      EndTime: iso(window.untilMs),
      Sources: asked.sources.map(sourceText).join(", "),
    },
  };
  await writeFile(unit, FILE, Buffer.from(cliJson({ Events: events })), origin, acquiredBy(asked.answers));
  for (const entry of entries(context, asked, events.length, wantedMs < oldestMs ? oldestMs : null, late)) {
    unit.note(entry);
  }
  return late || asked.failures.length > 0 ? "again" : "final";
}

function entries(
  { target, window }: CollectContext,
  asked: Asked,
  count: number,
  oldestMs: number | null,
  late: boolean,
): readonly AcquisitionEntry[] {
  const found: AcquisitionEntry[] = [...eventEntries(target.id, asked.failures, "partial")];
  if (oldestMs !== null) found.push(retentionEntry(target.id, "partial", oldestMs));
  if (late) found.push(lateEntry(target.id, window.untilMs + EVENT_DELAY_MS));
  if (found.length > 0) return found;
  const reason = `${counted(count, "event")}; asked for: ${asked.sources.map(sourceText).join(", ")}`;
  const call = "rds:DescribeEvents";
  const nothing = { code: null, consequence: null, remedy: null, runAgainAfter: null };
  return [{ source: "rds-events", subject: target.id, state: "complete", call, reason, ...nothing }];
}

/** Asks for all sources, then for instances that the answers name and that were not asked for. */
async function askAll(
  context: CollectContext,
  more: { readonly proxies: readonly string[]; readonly members: readonly SeenMember[] },
  unit: Unit,
  former: readonly PrintedEvent[],
  times: { readonly startMs: number; readonly endMs: number },
): Promise<Asked> {
  const { target } = context;
  const asked: Asked = { events: [], answers: [], failures: [], sources: [], raw: new Set() };
  const known = new Set<string>();
  let hopeless = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const members = membersSeen(target, membersIn([...former, ...asked.events]), more.members)
      .map(({ id }) => id)
      .slice(0, target.members.length + MAX_NAMED);
    const sources = eventSources(target, members, more.proxies).filter((source) => !known.has(sourceText(source)));
    if (sources.length === 0) break;
    for (const source of sources) {
      known.add(sourceText(source));
      asked.sources.push(source);
      const last = asked.failures.at(-1)?.failure;
      // Who asks, or the way to AWS, has failed twice in a row: each further call would wait as long again.
      const failure = hopeless >= 2 && last !== undefined ? last : await ask(context, source, times, unit, asked);
      hopeless = failure !== null && isHopeless(failure) ? hopeless + 1 : 0;
      if (failure !== null) asked.failures.push({ source, failure });
    }
  }
  return asked;
}

/** Adds what comes to `asked`, pages before a failure too. */
async function ask(
  { aws }: CollectContext,
  source: EventSource,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  unit: Unit,
  asked: Asked,
): Promise<CallFailure | null> {
  const input = {
    SourceType: source.type,
    ...(source.id === null ? {} : { SourceIdentifier: source.id }),
    StartTime: new Date(startMs),
    EndTime: new Date(endMs),
    MaxRecords: 100,
  };
  if (startMs >= endMs) return null;
  const { pages, failure } = await allPages(aws, "DescribeEvents", input, sourceText(source), { keepRaw: true });
  for (const [i, { value, facts }] of pages.entries()) {
    asked.answers.push(facts);
    asked.events.push(...(value.Events ?? []).map(printedEvent));
    if (facts.raw === null) continue;
    const name = source.id === null ? source.type : `${source.type}.${fileNameOf(source.id)}`;
    const parameters = { SourceType: source.type, ...(source.id === null ? {} : { SourceIdentifier: source.id }) };
    const origin = { call: "rds:DescribeEvents", parameters: { ...parameters, page: i + 1 } };
    const path = `raw/describe-events/${name}.${i + 1}.xml`;
    await writeFile(unit, path, facts.raw, origin, acquiredBy([facts]));
    asked.raw.add(path);
  }
  return failure;
}
