import { type Row, SECOND_US, type Stream, type Window, epochUs } from "../model/index.ts";
import { trailOf } from "./calls.ts";
import { type Input, LowerBounds, rowsOf } from "./context.ts";
import { incarnationsOf } from "./incarnations.ts";
import { isInstant } from "./instants.ts";

/** Longest stretch of ordinary operation read again around one cause: refusals may go on for days. */
const MAX_SPAN_US = 2 * 3600 * SECOND_US;

/**
 * Where ordinary operation (connections, statements) must be read: around ends and starts of lives, crashes, failovers
 * that events, CloudTrail or operators tell, and refusals. Computed from the records that matter alone; everything else of a long log is never read twice.
 */
export function incidentWindows(input: Input): readonly Window[] {
  const { records, options } = input;
  const before = options.failoverLeadSeconds * SECOND_US;
  const after = (options.failoverTailSeconds + options.failoverLeadSeconds) * SECOND_US;
  const found: { start: number; end: number }[] = [];
  const around = (us: number): void => {
    if (!Number.isNaN(us)) found.push({ start: us - before, end: us + after });
  };
  for (const event of input.events) if (event.meaning !== "other" && event.meaning !== "proxy") around(event.time);
  const logged = records.streams.filter((stream) => stream.kind === "server").map((stream) => stream.name);
  for (const call of trailOf(input.documents, input.events, logged, null).failovers) around(call.us);
  for (const told of input.documents.operator?.failovers ?? []) if (isInstant(told.us)) around(told.us);
  for (const stream of records.streams) {
    if (stream.kind !== "server") continue;
    for (const life of incarnationsOf(input, stream)) {
      if (life.start !== null) around(life.start.us);
      if (life.endKind !== "open") around(life.endUs);
      for (const promoted of life.promoted) around(promoted.us);
      for (const ready of life.ready) around(ready.us);
    }
    const { firstUs, lastUs } = refusedSpan(input, stream);
    if (!Number.isNaN(firstUs))
      found.push({ start: firstUs - before, end: Math.min(lastUs, firstUs + MAX_SPAN_US) + before });
  }
  return merged(found);
}

/** From the first time to the last (µs, NaN: none) at which an instance refused writes or connections. */
function refusedSpan({ records, codes }: Input, stream: Stream): { readonly firstUs: number; readonly lastUs: number } {
  const times = new LowerBounds(records, stream);
  let firstUs = Number.NaN;
  let last: Row | null = null;
  for (const row of rowsOf(records, codes, stream, ["read-only-refused", "too-many-connections"])) {
    if (Number.isNaN(firstUs)) firstUs = times.at(row).us;
    last = row;
  }
  return { firstUs, lastUs: last === null ? Number.NaN : times.at(last).us };
}

function merged(windows: { start: number; end: number }[]): readonly Window[] {
  windows.sort((a, b) => a.start - b.start);
  const out: { start: number; end: number }[] = [];
  for (const window of windows) {
    const last = out.at(-1);
    if (last !== undefined && window.start <= last.end) last.end = Math.max(last.end, window.end);
    else out.push({ ...window });
  }
  return out.map(({ start, end }) => ({ start: epochUs(Math.round(start)), end: epochUs(Math.round(end)) }));
}
