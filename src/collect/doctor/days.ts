import { counted } from "../words.ts";

const DAY_MS = 86_400_000;

/** A length of time as people say it: hours below two days, else days. */
export function days(ms: number): string {
  const hours = Math.round(ms / 3_600_000);
  if (hours < 1) return "less than an hour";
  if (hours < 48) return counted(hours, "hour");
  return `${Math.round((ms / DAY_MS) * 10) / 10} days`;
}
