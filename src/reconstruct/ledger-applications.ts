import { type ClientFacts, type LedgerEntry, SECOND_US, type Stream, type Window } from "../model/index.ts";
import { allMarks, type Input } from "./context.ts";

/** Applications log at their own pace: minutes without a record at either end are no gap. */
const SLACK_US = 300 * SECOND_US;

const NOTHING = { fetch: null, availableUntilUs: Number.NaN, runAgainUs: Number.NaN } as const;

/** Logs of applications, one entry a stream: what each covers of the window, and whether it is silent inside. */
export function applicationEntries(
  input: Input,
  clients: readonly ClientFacts[],
  window: Window | null,
  delayUs: number,
): readonly LedgerEntry[] {
  if (clients.length === 0) {
    const why = "no application logs were supplied";
    const subject = "application-log";
    return [{ ...NOTHING, subject, source: subject, state: "none", fromUs: Number.NaN, toUs: Number.NaN, why }];
  }
  return clients.map((client): LedgerEntry => {
    const { id: subject, firstUs: fromUs, lastUs: toUs, files } = client;
    const { state, why } = coverage(input, client, window);
    const entry = { ...NOTHING, subject, source: "application-log", state, fromUs, toUs, why } as const;
    const growing = files.some((file) => input.documents.growing.has(file));
    if (!growing || window === null || Number.isNaN(fromUs)) return entry;
    const late = "its file was still growing when it was collected";
    return {
      ...entry,
      state: "pending",
      why: state === "full" ? late : `${late}; ${why}`,
      runAgainUs: window.end + delayUs,
    };
  });
}

function coverage(
  input: Input,
  { id, firstUs, lastUs, starts }: ClientFacts,
  window: Window | null,
): Pick<LedgerEntry, "state" | "why"> {
  const limited = input.limits !== undefined;
  if (Number.isNaN(firstUs)) {
    const why = limited ? "no dated record inside the window that was asked for" : "no record of it has a time";
    return { state: "none", why };
  }
  if (window === null)
    return { state: "full", why: limited ? "all that was asked for of its log" : "the whole of the supplied log" };
  if (lastUs < window.start) return { state: "none", why: "its log ends before the window" };
  if (firstUs > window.end) return { state: "none", why: "its log begins after the window" };
  const stream = input.records.streams.find((each) => each.kind === "client" && each.name === id);
  const { silentSeconds, stopped } = courseOf(input, stream, window);
  // A process that starts or stops inside the window has no log before or after.
  const born = starts.some((start) => start.us <= firstUs + SLACK_US);
  const late = firstUs > window.start + SLACK_US && !born;
  const early = lastUs < window.end - SLACK_US && !stopped;
  const parts = [
    ...(late ? ["its log begins inside the window"] : []),
    ...(early ? ["its log ends inside the window"] : []),
    ...(silentSeconds > input.options.coverageGapSeconds
      ? [`no record for ${Math.round(silentSeconds)} s inside the window`]
      : []),
  ];
  if (parts.length > 0) return { state: "partial", why: parts.join("; ") };
  const whole = firstUs <= window.start + SLACK_US && lastUs >= window.end - SLACK_US;
  // Within limits nothing before and after them was looked at.
  const across = limited
    ? "records from one end of the window to the other"
    : "records from before to after the window";
  return { state: "full", why: whole ? across : "from its start to its end" };
}

/** The longest silence inside the window, and whether the last thing said is that the process stops. */
function courseOf(
  { records, codes }: Input,
  stream: Stream | undefined,
  window: Window,
): { readonly silentSeconds: number; readonly stopped: boolean } {
  let lastUs = Number.NaN;
  let silentUs = 0;
  let stopped = false;
  for (const { id, at } of stream === undefined ? [] : allMarks(records, codes, stream)) {
    stopped = id === "client-stopped" || (stopped && id === null && !at.dated);
    if (!at.dated) continue;
    const insideUs = Math.min(at.us, window.end) - Math.max(lastUs, window.start);
    if (insideUs > silentUs) silentUs = insideUs;
    if (!(at.us < lastUs)) lastUs = at.us;
  }
  return { silentSeconds: silentUs / SECOND_US, stopped };
}
