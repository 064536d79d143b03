import type { Span } from "./slices.ts";

export const MINUTE_MS = 60_000;

/** An event's time is up to so much before its line's: 3 s were seen (DOMAIN §1.6). */
export const EARLY_MS = 5_000;

/** Records by minute: epoch ms of its start → how many. */
export type PerMinute = ReadonlyMap<number, number>;

/** Records of log files by minute. */
export interface LineCounts {
  readonly all: Map<number, number>;
  /** Those of the minute's first {@link EARLY_MS}, whose events may stand in the minute before. */
  readonly early: Map<number, number>;
}

/** What two counts of the same minutes say. */
export interface Compared {
  /** Records of all minutes that were compared. */
  readonly events: number;
  readonly lines: number;
  /** Minutes, in order, in which one side has records that the other cannot have. */
  readonly differences: readonly MinuteDifference[];
}

interface MinuteDifference {
  /** Epoch ms. */
  readonly minuteMs: number;
  /** In CloudWatch Logs. */
  readonly events: number;
  /** In the log files. */
  readonly lines: number;
  /** At least so many records CloudWatch has and the files have not; below zero the other way round. */
  readonly surplus: number;
}

/**
 * Compares the events of CloudWatch with the lines of files, minute by minute. Of a minute's lines those of its first
 * seconds may have their events in the minute before. How many have is not known, only between which numbers it must
 * be: what goes in must come out a minute later. Where no number is possible, at least the rest is missing on one side.
 * So times alone never make a difference, and fewer lost records than a minute's first seconds hold may stay unseen.
 *
 * @param early lines of each minute's first seconds; none where events were counted by the times of their lines
 * @param skip minutes of which it is known that they differ
 */
export function compareMinutes(
  events: PerMinute,
  lines: PerMinute,
  early: PerMinute,
  { fromMs, untilMs }: Span,
  skip: (minuteMs: number) => boolean = () => false,
): Compared {
  const differences: MinuteDifference[] = [];
  let [allEvents, allLines] = [0, 0];
  const first = Math.ceil(fromMs / MINUTE_MS) * MINUTE_MS;
  // How many events of the minute's lines stand in the minute before.
  let [least, most] = [0, early.get(first) ?? 0];
  for (let minuteMs = first; minuteMs + MINUTE_MS <= untilMs; minuteMs += MINUTE_MS) {
    const bound = early.get(minuteMs + MINUTE_MS) ?? 0;
    const [seen, written] = [events.get(minuteMs) ?? 0, lines.get(minuteMs) ?? 0];
    const [low, high] = [least + seen - written, most + seen - written];
    const skipped = skip(minuteMs);
    const surplus = low > bound ? low - bound : Math.min(0, high);
    const impossible = skipped || surplus !== 0;
    [least, most] = impossible ? [0, bound] : [Math.max(0, low), Math.min(bound, high)];
    if (skipped) continue;
    allEvents += seen;
    allLines += written;
    if (surplus !== 0) differences.push({ minuteMs, events: seen, lines: written, surplus });
  }
  return { events: allEvents, lines: allLines, differences };
}
