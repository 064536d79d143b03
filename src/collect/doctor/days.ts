const DAY_MS = 86_400_000;

/** A length of time as people say it: hours below two days, else days. */
export function days(ms: number): string {
  const hours = ms / 3_600_000;
  return hours < 48 ? `${Math.round(hours)} hours` : `${Math.round((ms / DAY_MS) * 10) / 10} days`;
}
