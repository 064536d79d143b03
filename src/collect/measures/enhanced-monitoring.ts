import type { AcquisitionEntry } from "../case-store.ts";
import type { CallFailure } from "../calls.ts";
import { type CollectContext, LEAD_MS, type Member } from "../context.ts";
import { entryOf } from "../trouble.ts";
import { acquiredOf, unanswered, withAnswer } from "../acquired.ts";
import { iso } from "../iso.ts";
import { pages } from "../pages.ts";
import { counted } from "../words.ts";
import { casePath } from "../store/case-path.ts";
import { jsonlFiles } from "./jsonl-files.ts";
import { keptFormer } from "./write-document.ts";

const source = "enhanced-monitoring";
const call = "logs:FilterLogEvents";
/** https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Monitoring.OS.CloudWatchLogs.html */
const GROUP = "RDSOSMetrics";
/** CloudWatch Logs may show an event this late. */
const LATE_MS = 2 * 60_000;
/** A megabyte each at most. */
const MOST_PAGES = 100_000;
const CONSEQUENCE =
  "memory is known by CloudWatch's minutes only: a spike inside of one, and which process ate the memory, cannot be seen";

/**
 * The operating system's metrics of every member that has Enhanced Monitoring: a message every 1 to 60 seconds, with all
 * processes, to `enhanced-monitoring/<instance>.jsonl` as they came (5 to 20 KB each: 20 to 70 MB an hour by the second).
 */
export async function collectEnhancedMonitoring(context: CollectContext): Promise<void> {
  for (const member of context.target.members) {
    const { described } = member;
    const interval = described?.MonitoringInterval ?? 0;
    const stream = described?.DbiResourceId ?? "";
    if (interval > 0 && stream !== "") await collectMember(context, member, interval, stream);
    else context.store.note(notAsked(member, interval));
  }
}

function notAsked({ id, described }: Member, interval: number): AcquisitionEntry {
  const off = described !== null && interval === 0;
  return {
    ...lost,
    subject: id,
    state: "absent",
    call: null,
    code: off ? "OFF" : "UNKNOWN_RESOURCE_ID",
    reason: off
      ? `Enhanced Monitoring of ${id} is off`
      : `AWS no longer describes ${id}, so the stream of its Enhanced Monitoring (its DbiResourceId) is not known`,
    remedy: off
      ? "turn it on for the next time: aws rds modify-db-instance --monitoring-interval 1 --monitoring-role-arn …"
      : `find its DbiResourceId in an older snapshot or bill: aws logs filter-log-events --log-group-name ${GROUP} --log-stream-names db-…`,
  };
}

async function collectMember(context: CollectContext, { id }: Member, interval: number, stream: string): Promise<void> {
  const { aws, store, progress, window } = context;
  const fromMs = window.sinceMs - LEAD_MS;
  const nowMs = aws.nowMs();
  const late = window.untilMs > nowMs - LATE_MS;
  const base = casePath("enhanced-monitoring", id);
  const key = `${iso(fromMs)} ${iso(window.untilMs)} ${stream}`;
  progress.step(`Enhanced Monitoring of ${id}, every ${interval} s`);
  const { kept, reused } = await store.unit(`enhanced-monitoring ${id}`, key, async (unit) => {
    const files = jsonlFiles(unit, base);
    try {
      const input = {
        logGroupName: GROUP,
        logStreamNames: [stream],
        startTime: fromMs,
        // The last instant that is asked for is among the answers.
        endTime: window.untilMs,
        limit: 10_000,
      };
      let failure: CallFailure | null = null;
      let answered = unanswered;
      for await (const page of pages(aws, "FilterLogEvents", input, id, { maxPages: MOST_PAGES })) {
        if (!page.ok) {
          ({ failure } = page);
          break;
        }
        answered = withAnswer(answered, page.facts);
        const before = files.bytes;
        await files.write((page.value.events ?? []).flatMap(({ message }) => jsonLine(message)));
        progress.bytes(files.bytes - before);
      }
      const { lines } = files;
      if (!(failure !== null && keptFormer(unit, files.bytes, (path) => path.startsWith(`${base}.`)))) {
        const origin = {
          call,
          parameters: {
            logGroupName: GROUP,
            logStreamName: stream,
            startTime: iso(fromMs),
            endTime: iso(window.untilMs),
          },
        };
        const written = await files.commit({ origin, acquired: acquiredOf(answered, aws.nowMs()) });
        for (const { path } of written) progress.file(path, false);
      }
      if (failure !== null) unit.note(failed(failure, id, stream, lines));
      else if (late) unit.note(pending(id, window.untilMs));
      else unit.note(lines === 0 ? empty(id, interval) : complete(id, lines, interval));
      return (failure === null && !late) || failure?.kind === "not-found" ? "final" : "again";
    } finally {
      await files.discard();
    }
  });
  if (reused) for (const { path } of kept.files) progress.file(path, true);
}

/** JSON may hold newlines between its tokens, a line of JSON Lines none; in a string JSON has none. */
function jsonLine(message: string | undefined): readonly string[] {
  const line = (message ?? "").replaceAll(/[\r\n]+/g, " ");
  return line.trim() === "" ? [] : [line];
}

function failed(failure: CallFailure, subject: string, stream: string, lines: number): AcquisitionEntry {
  const state = lines === 0 ? "none" : "partial";
  const entry = entryOf(failure, { source, subject, state, consequence: CONSEQUENCE });
  if (failure.kind !== "not-found") return entry;
  const reason = `CloudWatch Logs has no stream ${stream} in the group ${GROUP}: it is kept 30 days unless told otherwise, or was deleted`;
  return { ...entry, state: lines === 0 ? "absent" : "partial", reason };
}

const lost = { source, call, consequence: CONSEQUENCE, remedy: null, runAgainAfter: null } as const;

function complete(subject: string, lines: number, interval: number): AcquisitionEntry {
  const reason = `${counted(lines, "message")}, one every ${interval} s`;
  return { ...lost, subject, state: "complete", code: null, reason, consequence: null };
}

function empty(subject: string, interval: number): AcquisitionEntry {
  return {
    ...lost,
    subject,
    state: "absent",
    code: "NO_POINTS",
    reason: `Enhanced Monitoring of ${subject} is on now (every ${interval} s), and the window holds no message: it was off then, or its retention ended`,
  };
}

function pending(subject: string, untilMs: number): AcquisitionEntry {
  const after = iso(Math.ceil((untilMs + LATE_MS) / 60_000) * 60_000);
  return {
    ...lost,
    subject,
    state: "pending",
    code: "LATE",
    runAgainAfter: after,
    reason: "CloudWatch Logs shows messages up to two minutes late, and the window ends later than that",
    consequence: "the last seconds of the window may be missing",
    remedy: `run the same command again after ${after}`,
  };
}
