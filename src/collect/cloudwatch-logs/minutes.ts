import type { Span } from "./slices.ts";

export const MINUTE_MS = 60_000;

/** Records by minute: epoch ms of its start → how many. */
export type PerMinute = ReadonlyMap<number, number>;

/** What two counts of the same minutes say. */
export interface Compared {
  /** Records of all minutes that were compared. */
  readonly events: number;
  readonly lines: number;
  /** Minutes, in order, in which the two differ by more than times on either side of a minute's end explain. */
  readonly differences: readonly MinuteDifference[];
}

export interface MinuteDifference {
  /** Epoch ms. */
  readonly minuteMs: number;
  /** In CloudWatch Logs. */
  readonly events: number;
  /** In the log files. */
  readonly lines: number;
  /** Records that CloudWatch has and the files have not; below zero the other way round. */
  readonly surplus: number;
}

/**
 * Compares the events of CloudWatch with the lines of files, minute by minute. An event's time is seconds before its
 * line's (DOMAIN §1.6), so what one minute has too many its neighbour may have too few: such pairs are no difference.
 * Nor is anything in the first and the last minute, whose neighbours are not known, and in minutes that `skip` names.
 */
export function compareMinutes(
  events: PerMinute,
  lines: PerMinute,
  { fromMs, untilMs }: Span,
  skip: (minuteMs: number) => boolean = () => false,
): Compared {
  const first = Math.ceil(fromMs / MINUTE_MS) * MINUTE_MS;
  const minutes: { readonly minuteMs: number; readonly events: number; readonly lines: number; surplus: number }[] = [];
  for (let minuteMs = first; minuteMs + MINUTE_MS <= untilMs; minuteMs += MINUTE_MS) {
    const [seen, written] = [events.get(minuteMs) ?? 0, lines.get(minuteMs) ?? 0];
    minutes.push({ minuteMs, events: seen, lines: written, surplus: seen - written });
  }
  for (const [i, minute] of minutes.entries()) {
    const next = minutes[i + 1];
    if (next === undefined || Math.sign(minute.surplus) * Math.sign(next.surplus) >= 0) continue;
    const moved = Math.sign(minute.surplus) * Math.min(Math.abs(minute.surplus), Math.abs(next.surplus));
    minute.surplus -= moved;
    next.surplus += moved;
  }
  const inside = minutes.filter(({ minuteMs }) => !skip(minuteMs));
  return {
    events: inside.reduce((sum, minute) => sum + minute.events, 0),
    lines: inside.reduce((sum, minute) => sum + minute.lines, 0),
    differences: inside.filter((minute) => minute.surplus !== 0 && minute !== minutes[0] && minute !== minutes.at(-1)),
  };
}
