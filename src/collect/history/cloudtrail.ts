import type { Event } from "@aws-sdk/client-cloudtrail";
import type { AnswerFacts, CallFailure, OutputOf } from "../calls.ts";
import type { Unit } from "../case-store.ts";
import { type CollectContext, LEAD_MS } from "../context.ts";
import { acquiredBy } from "../acquired.ts";
import { iso } from "../iso.ts";
import { allPages, type Pages } from "../pages.ts";
import { isHopeless } from "../trouble.ts";
import { cliJson } from "./cli-json.ts";
import { historyUnit, nothingCame, readKept, writeFile } from "./files.ts";
import type { SeenMember } from "./members.ts";
import { trailEventsIn, trailInOrder } from "./printed-trail.ts";
import { isDecisive, type TrailCall, trailCalls } from "./trail-calls.ts";
import {
  lateTrailEntry,
  missingCallEntries,
  noTrailEntry,
  trailRetentionEntry,
  wholeTrailEntry,
} from "./trail-entries.ts";
import { concerns, membersOfTrail, ownNames, subjectOf } from "./trail-subjects.ts";

/** Of LookupEvents. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html */
const TRAIL_RETENTION_MS = 90 * 24 * 3_600_000;
/** CloudTrail delivers within an average of five, at most about fifteen minutes of a call. */
const TRAIL_DELAY_MS = 15 * 60_000;

const FILE = "cloudtrail.json";

/** Asking for exactly 90 days is refused once a request takes a moment. */
const EDGE_MS = 60_000;

/** 50 events a page at 1.5 calls a second: 2,000 events of one name, half a minute. */
const MAX_PAGES = 40;

/** 200 events: fewer calls than asking by name, as long as nobody describes the account all the time. */
const QUIET_PAGES = 4;

/** What was looked up, and what came of it. */
interface Found {
  readonly by: string;
  readonly events: Event[];
  readonly answers: AnswerFacts[];
  readonly failures: { readonly name: TrailCall; readonly failure: CallFailure }[];
}

/**
 * `cloudtrail.json`: management calls that concern the target, from {@link LEAD_MS} before the window to its end.
 *
 * LookupEvents takes one attribute, and which resources CloudTrail lists for a call differs by call. A quiet account is
 * asked by `EventSource=rds.amazonaws.com`. In a busy one that pages through every Describe of its monitoring (50 a page,
 * 1.5 pages a second: an hour takes minutes), so there each call that can change a role is looked up by its name: some
 * twenty look-ups, mostly of one page, a quarter of a minute. What concerns other clusters is left out here.
 * DeleteDBInstance is looked up to this day: who was deleted since was a member then, and has no logs any more.
 *
 * @returns instances that calls name as members
 * @throws {DiskFull} {Interrupted}
 */
export async function gatherCloudTrail(context: CollectContext): Promise<readonly SeenMember[]> {
  const { store, target, window, progress } = context;
  const key = `${iso(window.sinceMs - LEAD_MS)}..${iso(window.untilMs)}`;
  progress.step("CloudTrail");
  const { kept, reused } = await historyUnit(store, `cloudtrail ${target.id}`, key, (unit) => gather(context, unit));
  for (const { path } of kept.files) progress.file(path, reused);
  return membersOfTrail(target, trailEventsIn(await readKept(store, kept, FILE)).map(subjectOf));
}

async function gather(context: CollectContext, unit: Unit): Promise<"final" | "again"> {
  const { aws, store, target, window } = context;
  const nowMs = aws.nowMs();
  const wantedMs = window.sinceMs - LEAD_MS;
  const oldestMs = nowMs - TRAIL_RETENTION_MS + EDGE_MS;
  if (window.untilMs < oldestMs) {
    nothingCame(unit, [trailRetentionEntry(target.id, "absent", oldestMs)]);
    return "final";
  }
  const late = nowMs < window.untilMs + TRAIL_DELAY_MS;
  const afterMs = window.untilMs + TRAIL_DELAY_MS;
  const startMs = Math.floor(Math.max(wantedMs, oldestMs) / 1000) * 1000;
  // Whether EndTime is inclusive is not said: a second more is asked for, and cut.
  const endMs = Math.min(Math.ceil(window.untilMs / 1000) * 1000 + 1000, nowMs);
  if (startMs >= endMs) {
    return nothingCame(unit, [lateTrailEntry(target.id, afterMs)]);
  }
  const found = await lookUpAll(context, { startMs, endMs, nowMs });
  const decisive = found.failures.find(({ name }) => isDecisive(name));
  if (decisive !== undefined) {
    // A trail without them reads as "nobody asked for the failover".
    return nothingCame(unit, [noTrailEntry(target.id, decisive.failure, decisive.name)]);
  }
  const former = trailEventsIn(await readKept(store, unit.former, FILE));
  const subjects = new Map([...former, ...found.events].map((event) => [event, subjectOf(event)] as const));
  const own = ownNames(target, membersOfTrail(target, [...subjects.values()]));
  const inWindow = [...subjects].filter(([{ EventTime: time, EventName: name }]) => {
    const ms = time?.getTime() ?? Number.NaN;
    return !(ms < wantedMs || (ms > window.untilMs && name !== "DeleteDBInstance"));
  });
  const ours = trailInOrder(inWindow.flatMap(([event, subject]) => (concerns(subject, own) ? [event] : [])));
  const others = trailInOrder(inWindow.map(([event]) => event)).length - ours.length;
  const origin = {
    call: "cloudtrail:LookupEvents",
    parameters: {
      StartTime: iso(wantedMs),
      EndTime: iso(window.untilMs),
      LookupAttribute: found.by,
    },
  };
  await writeFile(unit, FILE, Buffer.from(cliJson({ Events: ours })), origin, acquiredBy(found.answers));
  for (const entry of missingCallEntries(target.id, found.failures)) unit.note(entry);
  if (wantedMs < oldestMs) unit.note(trailRetentionEntry(target.id, "partial", oldestMs));
  if (late) unit.note(lateTrailEntry(target.id, afterMs));
  const whole = !late && found.failures.length === 0;
  if (whole && wantedMs >= oldestMs) unit.note(wholeTrailEntry(target.id, ours.length, others));
  return whole ? "final" : "again";
}

/** Epoch ms. */
interface Times {
  readonly startMs: number;
  readonly endMs: number;
  readonly nowMs: number;
}

async function lookUpAll(context: CollectContext, times: Times): Promise<Found> {
  const { target } = context;
  const all = await lookUp(context, "EventSource", "rds.amazonaws.com", times, QUIET_PAGES);
  const quiet = all.failure === null;
  const by = quiet ? "EventSource=rds.amazonaws.com" : `EventName=${trailCalls(target).join(", ")}`;
  const found: Found = { by, events: [], answers: all.pages.map(({ facts }) => facts), failures: [] };
  if (all.failure?.kind === "denied") {
    // IAM allows LookupEvents as a whole or not at all.
    found.failures.push(...trailCalls(target).map((name) => ({ name, failure: all.failure as CallFailure })));
    return found;
  }
  if (!quiet) return lookUpByName(context, times, found);
  const names = new Set<string>(trailCalls(target));
  for (const { value } of all.pages)
    found.events.push(...(value.Events ?? []).filter(({ EventName: name }) => names.has(name ?? "")));
  if (times.nowMs > times.endMs) {
    const later = { ...times, startMs: times.endMs, endMs: times.nowMs };
    const deleted = await lookUp(context, "EventName", "DeleteDBInstance", later, MAX_PAGES);
    for (const { value, facts } of deleted.pages) {
      found.answers.push(facts);
      found.events.push(...(value.Events ?? []));
    }
    if (deleted.failure !== null) found.failures.push({ name: "DeleteDBInstance", failure: deleted.failure });
  }
  return found;
}

function lookUp(
  { aws, target }: CollectContext,
  key: "EventSource" | "EventName",
  value: string,
  { startMs, endMs }: Times,
  maxPages: number,
): Promise<Pages<OutputOf<"LookupEvents">>> {
  const input = {
    LookupAttributes: [{ AttributeKey: key, AttributeValue: value }],
    StartTime: new Date(startMs),
    EndTime: new Date(endMs),
    MaxResults: 50,
  };
  return allPages(aws, "LookupEvents", input, `${target.id} ${value}`, { maxPages });
}

async function lookUpByName(context: CollectContext, times: Times, found: Found): Promise<Found> {
  let last: CallFailure | null = null;
  let hopeless = 0;
  for (const name of trailCalls(context.target)) {
    // IAM allows LookupEvents as a whole or not at all; who asks, or the way to AWS, may fail once by chance.
    if (last !== null && (last.kind === "denied" || hopeless >= 2)) {
      found.failures.push({ name, failure: last });
      continue;
    }
    const until = name === "DeleteDBInstance" ? { ...times, endMs: times.nowMs } : times;
    const { pages, failure } = await lookUp(context, "EventName", name, until, MAX_PAGES);
    for (const { value, facts } of pages) {
      found.answers.push(facts);
      found.events.push(...(value.Events ?? []));
    }
    hopeless = failure !== null && isHopeless(failure) ? hopeless + 1 : 0;
    last = failure;
    if (failure !== null) found.failures.push({ name, failure });
    // Without these nothing is written: the others need not be asked.
    if (failure !== null && isDecisive(name)) return found;
  }
  return found;
}
