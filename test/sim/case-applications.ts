/** Application logs of a case as CloudWatch groups and as S3 objects. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LogGroup, StreamEvent } from "./world.ts";

/** `/app/<service>` with a stream a file; an event a line, as container log drivers write them. */
export function applicationGroups(folder: string): readonly LogGroup[] {
  const services = Map.groupBy(files(folder), (file) => file.service);
  return [...services].map(([service, logs]) => ({
    name: `/app/${service}`,
    retentionDays: 30,
    streams: logs.map((log) => ({ name: log.file.replace(/\.log$/, ""), events: lines(log.bytes) })),
  }));
}

/** `<prefix><service>/<file>` → bytes. */
export function applicationObjects(folder: string, prefix: string): Map<string, Buffer> {
  return new Map(files(folder).map((log) => [`${prefix}${log.service}/${log.file}`, log.bytes]));
}

interface ApplicationLog {
  readonly service: string;
  readonly file: string;
  readonly bytes: Buffer;
}

function files(folder: string): readonly ApplicationLog[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((service) =>
      readdirSync(join(folder, service))
        .sort()
        .map((file) => ({ service, file, bytes: readFileSync(join(folder, service, file)) })),
    );
}

function lines(bytes: Buffer): readonly StreamEvent[] {
  const all = bytes
    .toString()
    .split("\n")
    .filter((line) => line !== "");
  // A line without a time was written with the one before it; lines before the first time come with that.
  let ms = all.map(timeOf).find((time) => time !== null) ?? 0;
  return all.map((message) => {
    ms = Math.max(ms, timeOf(message) ?? ms);
    return { ms, message };
  });
}

/** The first time of a line, epoch ms: pino's number, or an ISO-like date taken as UTC when it has no zone. */
function timeOf(line: string): number | null {
  const number = /"(?:time|ts|timestamp)":(\d{13})\b/.exec(line)?.[1];
  if (number !== undefined) return Number(number);
  const parts = /(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:[.,](\d{1,3}))?\d*(Z|[+-]\d\d:?\d\d)?/.exec(
    line.slice(0, 200),
  );
  if (parts === null) return null;
  const [, day, time, fraction = "0", zone = "Z"] = parts;
  const ms = Date.parse(`${day}T${time}.${fraction}${zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2")}`);
  return Number.isNaN(ms) ? null : ms;
}
