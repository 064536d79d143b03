import type { Surroundings } from "./surroundings.ts";

const FIRST_MS = 1000;
/** Without a word of how long; GitHub asks for at least a minute then. */
const LIMITED_MS = 60_000;
/** Who waits for a ticket does not wait longer. */
const LONGEST_MS = 180_000;

/**
 * How long to wait before the next try, ms; null when it would be too long to wait for.
 *
 * @param attempt of the try that failed, from 1
 * @param limit headers of an answer that says "too many requests"; null when that is not the trouble
 */
export function pauseMs(
  attempt: number,
  limit: Headers | null,
  { random, nowMs }: Pick<Surroundings, "random" | "nowMs">,
): number | null {
  if (limit === null) return FIRST_MS * 2 ** (attempt - 1) * (0.5 + random() / 2);
  const ms = statedMs(limit, nowMs()) ?? LIMITED_MS;
  return ms > LONGEST_MS ? null : ms + random() * FIRST_MS;
}

/** `Retry-After` in seconds or as a date, else GitHub's time of reset; null when neither is told. */
function statedMs(headers: Headers, now: number): number | null {
  const after = headers.get("retry-after");
  if (after !== null) {
    const ms = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - now;
    if (!Number.isNaN(ms)) return Math.max(0, ms);
  }
  const reset = headers.get("x-ratelimit-reset");
  if (headers.get("x-ratelimit-remaining") !== "0" || reset === null || !/^\d+$/.test(reset)) return null;
  return Math.max(0, Number(reset) * 1000 - now);
}
