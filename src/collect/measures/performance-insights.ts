import type { AcquisitionEntry } from "../case-store.ts";
import type { AnswerFacts, CallFailure } from "../calls.ts";
import { type CollectContext, LEAD_MS, type Member } from "../context.ts";
import { entryOf } from "../trouble.ts";
import { counted } from "../words.ts";
import { askLoad } from "./database-load.ts";
import { acquiredBy } from "../acquired.ts";
import { iso } from "../iso.ts";
import { documentText, keptFormer, writeDocument } from "./write-document.ts";

const source = "performance-insights";
const call = "pi:GetResourceMetrics";
const PATH = "performance-insights.json";
const DAY_MS = 86_400_000;
/** Load is there about a minute after it was. */
const LATE_MS = 60_000;
const CONSEQUENCE = "what sessions waited for before and during the incident is not known";

/** Points of a second for windows this short and this young; else of a minute. */
const FINE_WINDOW_MS = 30 * 60_000;
const FINE_AGE_MS = DAY_MS;

/** What came of one member. */
interface Loaded {
  readonly member: string;
  /** Null when there is nothing to write. */
  readonly answer: unknown;
  readonly entry: AcquisitionEntry;
  readonly facts: readonly AnswerFacts[];
}

/**
 * Database load by wait event (`db.load.avg` by `db.wait_event`) of every member that has Performance Insights, to
 * `performance-insights.json`: the answer by instance.
 */
export async function collectPerformanceInsights(context: CollectContext): Promise<void> {
  const { aws, store, progress, target, window } = context;
  const on = target.members.filter(isOn).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const member of target.members) if (!isOn(member)) store.note(offEntry(member));
  if (on.length === 0) return;
  progress.step(`database load of ${counted(on.length, "instance")}`);
  const key = [iso(window.sinceMs), iso(window.untilMs), ...on.map(({ id }) => id)].join(" ");
  const late = window.untilMs > aws.nowMs() - LATE_MS;
  const { kept, reused } = await store.unit("performance-insights", key, async (unit) => {
    const loaded: Loaded[] = [];
    for (const member of on) loaded.push(await load(context, member));
    const answers = loaded.filter(({ answer }) => answer !== null);
    const text = documentText(Object.fromEntries(answers.map(({ member, answer }) => [member, answer])));
    const failed = loaded.some(({ entry }) => entry.state === "none" || entry.state === "partial");
    const bytes = answers.length === 0 ? 0 : text.length;
    if (!(failed && keptFormer(unit, bytes, (path) => path === PATH)) && answers.length > 0) {
      const origin = {
        call,
        parameters: {
          Metric: "db.load.avg",
          Group: "db.wait_event",
          StartTime: iso(window.sinceMs - LEAD_MS),
          EndTime: iso(window.untilMs),
          instances: answers.map(({ member }) => member).join(" "),
        },
      };
      const acquired = acquiredBy(
        loaded.flatMap(({ facts }) => facts),
        aws.nowMs(),
      );
      await writeDocument(context, unit, PATH, text, { origin, acquired });
    }
    for (const { entry } of loaded)
      unit.note(late && entry.state === "complete" ? pending(entry, window.untilMs) : entry);
    return failed || late ? "again" : "final";
  });
  if (reused) for (const { path } of kept.files) progress.file(path, true);
}

function isOn({ described }: Member): boolean {
  return described?.PerformanceInsightsEnabled === true && (described.DbiResourceId ?? "") !== "";
}

const entryBase = { source, call, consequence: CONSEQUENCE, remedy: null, runAgainAfter: null } as const;

function offEntry({ id, described }: Member): AcquisitionEntry {
  const reason =
    described === null ? `AWS no longer describes ${id}` : `Performance Insights (Database Insights) of ${id} is off`;
  const code = described === null ? "UNKNOWN_RESOURCE_ID" : "OFF";
  return { ...entryBase, subject: id, state: "absent", code, call: null, reason };
}

function pending(entry: AcquisitionEntry, untilMs: number): AcquisitionEntry {
  const after = iso(Math.ceil((untilMs + LATE_MS) / 60_000) * 60_000);
  return {
    ...entry,
    state: "pending",
    code: "LATE",
    reason: `${entry.reason}; load is published up to a minute late, and the window ends later than that`,
    consequence: "the load of the window's last minute may be missing",
    remedy: `run the same command again after ${after}`,
    runAgainAfter: after,
  };
}

async function load(context: CollectContext, { id, described }: Member): Promise<Loaded> {
  const { aws, window } = context;
  const days = described?.PerformanceInsightsRetentionPeriod ?? 7;
  const keptMs = Math.ceil((aws.nowMs() - days * DAY_MS) / 60_000 + 1) * 60_000;
  const fromMs = Math.max(Math.floor((window.sinceMs - LEAD_MS) / 60_000) * 60_000, keptMs);
  const toMs = Math.ceil((window.untilMs + 1) / 60_000) * 60_000;
  if (fromMs >= toMs) {
    const reason = `Performance Insights of ${id} keeps ${days} days, and the window is older`;
    const entry: AcquisitionEntry = { ...entryBase, subject: id, state: "absent", code: "BEYOND_RETENTION", reason };
    return { member: id, answer: null, entry, facts: [] };
  }
  const identifier = described?.DbiResourceId ?? "";
  const fine = window.untilMs - window.sinceMs <= FINE_WINDOW_MS && fromMs > aws.nowMs() - FINE_AGE_MS;
  const first = await askLoad(context, id, identifier, { fromMs, toMs, periodSeconds: fine ? 1 : 60 });
  // Seconds are not kept for every engine and retention: where they are refused, minutes are asked for.
  const answered =
    fine && first.failure?.kind === "refused"
      ? await askLoad(context, id, identifier, { fromMs, toMs, periodSeconds: 60 })
      : first;
  const { failure, facts, series } = answered;
  const points = series.reduce((sum, { DataPoints }) => sum + (DataPoints?.length ?? 0), 0);
  const entry = loadEntry(id, failure, points);
  const answer = failure !== null && points === 0 ? null : answered.answer;
  return { member: id, answer, entry, facts };
}

function loadEntry(subject: string, failure: CallFailure | null, points: number): AcquisitionEntry {
  if (failure !== null)
    return entryOf(failure, {
      source,
      subject,
      state: points === 0 ? "none" : "partial",
      consequence: CONSEQUENCE,
    });
  if (points === 0)
    return {
      ...entryBase,
      subject,
      state: "absent",
      code: "NO_POINTS",
      reason: `there is no load of ${subject} in it`,
    };
  const reason = `${counted(points, "point")} of database load`;
  return { ...entryBase, subject, state: "complete", code: null, reason, consequence: null };
}
