import {
  type ClientClock,
  type ClockEstimate,
  type ClockKey,
  clockKeys,
  SECOND_US,
  type Stream,
} from "../../model/index.ts";
import type { Input } from "../context.ts";
import type { Candidate } from "./candidate.ts";
import { statedUs } from "./keyed-records.ts";
import type { ClientPairs, PairedRecord } from "./pairs.ts";
import { mostCovered, type Region, type Span } from "./sweep.ts";

/** Least share of the keyed records that must agree on one offset (APPS §5.2). */
const MIN_AGREEING = 0.6;
/** Few agree by chance: if any do not, so many more must. */
const MIN_LEAD = 3;
/** Widest interval that is still an answer, and how far away another answer is another answer. */
const MAX_WIDTH_US = 2 * SECOND_US;
/** A second answer as good as this share of the first leaves none. */
const RIVAL = 0.8;
/** Zones differ by quarters of an hour; less than half an hour is a clock (APPS §5.4). */
const QUARTER_US = 900 * SECOND_US;
const MIN_ZONE_US = 1800 * SECOND_US;
const NEAR_ZONE_US = 3 * SECOND_US;
/** Pairs with lines that speak for many sessions: so many at least. */
const MIN_SHARED = 3;
/** Ends of sessions closer together than this are one end of them all. */
const BURST_US = 2 * SECOND_US;
const MAX_EXEMPLARS = 3;

/** A pair that agrees with the estimate. */
interface Pair {
  readonly paired: PairedRecord;
  readonly candidate: Candidate;
}

/**
 * A client's clock against the databases' (APPS §5): the offset that most of the records agree on that name the same
 * session as a server's line, by backend PID, client address or statement. Never from times alone. The interval holds
 * every offset that explains them; where it holds 0 the stamps are used as written.
 */
export function clockOf(input: Input, client: Stream, pairs: ClientPairs): ClientClock {
  const { keyed, paired, unheard } = pairs;
  if (keyed === 0) return none("no record of it names a backend PID, a client address or a statement");
  if (paired.length === 0)
    return none("no record names a backend PID, client address or statement that the servers' logs hold");
  const region = mostCovered(
    paired.map(({ candidates }) => candidates.map(({ span }) => span)),
    MAX_WIDTH_US,
  );
  if (region === null) return none("no keyed record has a time");
  const agreeing = paired.flatMap((each): readonly Pair[] => {
    const candidate = bestOf(each.candidates, region.peak);
    return candidate === undefined ? [] : [{ paired: each, candidate }];
  });
  const refusal =
    refusalOf(paired.length, unheard, agreeing.length, region) ??
    sharedEnds(paired.length, agreeing) ??
    lateEnds(input, client, agreeing, region);
  return refusal === null ? estimate(paired.length, agreeing, region) : none(refusal);
}

function none(reason: string): ClientClock {
  return { state: "not-estimable", reason };
}

/** Why the pairs are no answer, or null. */
function refusalOf(total: number, unheard: number, agreeing: number, region: Region): string | null {
  if (total === 1) return "only 1 keyed pair";
  if (agreeing < 2 || !outweighs(agreeing, total - agreeing)) return `only ${agreeing} of ${total} keyed pairs agree`;
  if (!outweighs(agreeing, total - agreeing + unheard))
    return `${unheard} of ${total + unheard} keyed records name a session whose error no log holds, or which is another client's`;
  if (region.rival >= RIVAL * region.count)
    return `${region.count} of ${total} keyed pairs fit one offset and ${region.rival} another`;
  if (region.high - region.low > MAX_WIDTH_US)
    return `offsets over ${((region.high - region.low) / SECOND_US).toFixed(1)} s fit the keyed pairs alike`;
  return null;
}

/**
 * A crash ends all sessions of a life with one line, so a wrong PID of that life fits as well as the right one. Such
 * pairs alone are an answer only when there are some and all agree.
 */
function sharedEnds(total: number, agreeing: readonly Pair[]): string | null {
  const own = agreeing.filter(({ candidate }) => !candidate.shared).length;
  if (own >= 2 || (agreeing.length === total && total >= MIN_SHARED)) return null;
  return `${own} of ${total} keyed records have a line of their own; a crash ended the other sessions`;
}

/**
 * The ends of idle sessions, all at once: drivers that read only when they are asked to find them at their next use, and
 * a batch that wakes up finds them all together. Then the stamps may be right and the client late. Its own records
 * between tell that it was at work; ends reported as they came, and ends at several moments, need no such witness.
 */
function lateEnds(input: Input, client: Stream, agreeing: readonly Pair[], region: Region): string | null {
  if (region.low <= 0 || isZone((region.low + region.high) / 2)) return null;
  const store = (candidate: Candidate) => (candidate.store === "records" ? input.records : input.chatter);
  const inFlight = ({ candidate }: Pair): boolean => store(candidate).text(candidate.row).statement !== null;
  const prompt = ({ paired: { record } }: Pair): boolean => record.promptness !== "end" || record.eventDriven;
  if (agreeing.some((pair) => prompt(pair) || inFlight(pair))) return null;
  const ends = agreeing.map(({ candidate }) => statedUs(store(candidate), candidate.row));
  const lastEnd = Math.max(...ends);
  if (lastEnd - Math.min(...ends) > BURST_US) return null;
  const firstTold = Math.min(...agreeing.map(({ paired: { record } }) => statedUs(input.records, record.row)));
  for (const row of input.records.ofStream(client)) {
    const at = statedUs(input.records, row);
    if (at > lastEnd + SECOND_US && at < firstTold - SECOND_US) return null;
  }
  return "the pairs are ends of idle sessions, all at once, and the client wrote nothing between: it may have found them late";
}

function estimate(total: number, agreeing: readonly Pair[], region: Region): ClockEstimate {
  const seconds = pointOf(agreeing, region);
  const holds = (us: number): boolean => us >= region.low && us <= region.high;
  const zone = Math.round(seconds / QUARTER_US) * QUARTER_US;
  const state = holds(0) ? "agrees" : isZone(seconds) ? "zone" : "shifted";
  return {
    state,
    seconds: inSeconds(state === "zone" && holds(zone) ? zone : seconds),
    lowSeconds: inSeconds(region.low),
    highSeconds: inSeconds(region.high),
    by: keyOf(agreeing),
    pairs: agreeing.length,
    outliers: total - agreeing.length,
    exemplars: agreeing.slice(0, MAX_EXEMPLARS).map(({ paired: { record }, candidate: { row, store } }) => ({
      client: record.row,
      server: row,
      store,
    })),
  };
}

/** The middle of the offsets that need no delay at all, else the largest that has nobody early. */
function pointOf(agreeing: readonly Pair[], region: Region): number {
  const low = Math.max(...agreeing.map(({ candidate }) => candidate.core.low));
  const high = Math.min(...agreeing.map(({ candidate }) => candidate.core.high));
  const point = low <= high ? (low + high) / 2 : high;
  return Math.min(region.high, Math.max(region.low, point));
}

/** The strongest key that two pairs at least rest on. */
function keyOf(agreeing: readonly Pair[]): ClockKey {
  const count = (key: ClockKey): number => agreeing.filter(({ candidate }) => candidate.by === key).length;
  return clockKeys.find((key) => count(key) >= 2) ?? agreeing[0]?.candidate.by ?? "statement";
}

/** Of a record's lines, the one under which it agrees with the rest. */
function bestOf(candidates: readonly Candidate[], peak: Span): Candidate | undefined {
  return candidates.find(({ span }) => span.low < peak.high && span.high > peak.low);
}

function isZone(us: number): boolean {
  return Math.abs(us) >= MIN_ZONE_US && Math.abs(us - Math.round(us / QUARTER_US) * QUARTER_US) <= NEAR_ZONE_US;
}

/** µs as seconds; whole µs, so that nothing of the arithmetic shows. */
function inSeconds(us: number): number {
  return Math.round(us) / SECOND_US + 0;
}

/** Whether those that agree are a majority worth the name. */
function outweighs(agreeing: number, others: number): boolean {
  return others === 0 || (agreeing - others >= MIN_LEAD && agreeing >= MIN_AGREEING * (agreeing + others));
}
