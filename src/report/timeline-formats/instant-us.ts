import { type EpochUs, epochUs, type Instant } from "../../model/index.ts";

/** An instant of a report as µs since the epoch, all six digits of it. */
export function instantUs(instant: Instant): EpochUs {
  const [, seconds = "", fraction = ""] = /^(.*?)(?:\.(\d+))?Z$/.exec(instant) ?? [];
  return epochUs(Date.parse(`${seconds}Z`) * 1000 + Number(fraction.slice(0, 6).padEnd(6, "0")));
}
