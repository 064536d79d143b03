import { type TimeWindow, written } from "./time-window.ts";

/** From when to when a log file was written, by names alone; µs, closed. */
export interface NameSpan {
  readonly startUs: number;
  /** When the next file of the same log was opened; infinite for the last one. */
  readonly endUs: number;
}

/** RDS's names say when a file was opened, in UTC: `postgresql.log.2026-11-21-19`, `…-1911`, with `.csv`, compressed. */
const RDS_NAME =
  /^(.*postgres(?:ql)?\.log[.-])(\d{4}-\d\d-\d\d)-(\d\d)(\d\d)?((?:\.(?:csv|json))?)(?:\.(?:gz|gzip|zst|zstd))?$/i;

/** Five minutes: a file's last lines may be written after the next one was opened, and its first before. */
const NAME_SLACK_US = 300_000_000;

/** The spans of the files whose names tell one, by path. The end comes from the next file of the same folder and name. */
export function nameSpans(paths: readonly string[]): ReadonlyMap<string, NameSpan> {
  const logs = new Map<string, { readonly path: string; readonly startUs: number }[]>();
  for (const path of paths) {
    const [, name = "", day, hour = "", minute = "00", suffix = ""] = RDS_NAME.exec(path) ?? [];
    const startUs = day === undefined ? Number.NaN : Date.parse(`${day}T${hour}:${minute}:00Z`) * 1000;
    if (Number.isNaN(startUs)) continue;
    const key = `${name}\0${suffix.toLowerCase()}`;
    logs.set(key, [...(logs.get(key) ?? []), { path, startUs }]);
  }
  const spans = new Map<string, NameSpan>();
  for (const files of logs.values()) {
    files.sort((a, b) => a.startUs - b.startUs);
    let endUs = Number.POSITIVE_INFINITY;
    let nextUs = Number.POSITIVE_INFINITY;
    for (const { path, startUs } of files.toReversed()) {
      // The same hour twice (plain and compressed, say): both go on until the next hour.
      if (startUs < nextUs) [endUs, nextUs] = [nextUs, startUs];
      spans.set(path, { startUs, endUs });
    }
  }
  return spans;
}

/** Why a file holds nothing of the window, by its name; null when it may. */
export function outsideByName(span: NameSpan, { sinceUs, untilUs }: TimeWindow): string | null {
  if (span.endUs + NAME_SLACK_US < sinceUs) return `by its name it ends at ${written(span.endUs)}, before the window`;
  if (span.startUs - NAME_SLACK_US > untilUs)
    return `by its name it begins at ${written(span.startUs)}, after the window`;
  return null;
}
