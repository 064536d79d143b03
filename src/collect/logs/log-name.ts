/** What the name of a log file says: RDS puts the time the file was opened into it, UTC (DOMAIN §1.5). */
export interface LogName {
  /** `postgresql` for `error/postgresql.log.2026-11-21-1911`; files of one series follow each other. Twins (`.csv`) are a series of their own. */
  readonly series: string;
  /** When the file can begin at the earliest, epoch ms; null when the name has no time. */
  readonly beginsMs: number | null;
  /** Compressed by RDS: `Size` is the compressed size. */
  readonly gzip: boolean;
}

/** `-%Y-%m-%d`, `-%Y-%m-%d-%H`, `-%Y-%m-%d-%H%M`, then `.csv`, `.gz` or both. */
const dated = /^(.*?)[.-](\d{4})-(\d\d)-(\d\d)(?:[-_](\d\d)(\d\d)?(?:\d\d)?)?((?:\.[a-z]{2,5})*)$/i;

/** Reads a name as DescribeDBLogFiles gives it. Never fails: a name of another shape has no time. */
export function readLogName(name: string): LogName {
  const gzip = /\.gz$/i.test(name);
  const found = name.length > 1024 ? null : dated.exec(name);
  if (found === null) return { series: name, beginsMs: null, gzip };
  const [, series = "", year, month, day, hour = "00", minute = "00", suffix = ""] = found;
  const beginsMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return { series: series + suffix.replace(/\.gz$/i, ""), beginsMs: Number.isNaN(beginsMs) ? null : beginsMs, gzip };
}

/** PostgreSQL's own log, as text or csv; not `postgres.log`, which holds starts only. */
export function isServerLog({ series, beginsMs }: LogName): boolean {
  return beginsMs !== null && /(?:^|\/)postgresql(?:\.log)?(?:\.csv)?$/i.test(series);
}
