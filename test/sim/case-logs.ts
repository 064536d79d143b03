/** The server logs of a case: as files of an instance, and as CloudWatch events. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import type { Instance, LogFile, LogGroup, StreamEvent } from "./world.ts";

/** Files of one instance, named as RDS does: `error/postgresql.log.2026-11-21-1911`. */
export function readLogs(folder: string): LogFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const bytes = readFileSync(path);
      const last = lineTimes(plainBytes(name, bytes)).at(-1) ?? statSync(path).mtimeMs;
      return { name: `error/${name}`, bytes, lastWritten: Math.floor(last), modes: {} };
    });
}

/** The group that Aurora publishes to: of an instance that writes several formats, the stderr one. */
export function exportedGroup(cluster: string, instances: readonly Instance[]): LogGroup {
  const streams = instances
    .filter((instance) => instance.logs.length > 0)
    .map((instance) => {
      const plain = instance.logs.filter((log) => !/\.(?:csv|json)$/.test(log.name));
      const logs = plain.length > 0 ? plain : instance.logs;
      return { name: `${instance.id}.0`, events: logs.flatMap((log) => records(log)) };
    });
  return { name: `/aws/rds/cluster/${cluster}/postgresql`, retentionDays: null, streams };
}

/** One event a record: its line and the lines after it that have no time of their own (TAB continuations, quoted CSV text). */
function records(log: LogFile): readonly StreamEvent[] {
  const text = plainBytes(log.name, log.bytes as Buffer).toString();
  const events: { ms: number; message: string }[] = [];
  for (const line of text.split("\n")) {
    const ms = timeOf(line);
    const before = events.at(-1);
    if (ms !== null) events.push({ ms, message: line });
    else if (before !== undefined && line !== "") before.message += `\n${line}`;
  }
  return events;
}

/** Aurora compresses older files itself; fixtures may be compressed otherwise. */
function plainBytes(name: string, bytes: Buffer): Buffer {
  if (name.endsWith(".gz")) return gunzipSync(bytes);
  return name.endsWith(".zst") ? zstdDecompressSync(bytes) : bytes;
}

function lineTimes(bytes: Buffer): readonly number[] {
  return bytes
    .toString("latin1")
    .split("\n")
    .map(timeOf)
    .filter((ms) => ms !== null);
}

/** Epoch ms of the time that begins a line of stderr, CSV or JSON logs; they are in UTC. */
function timeOf(line: string): number | null {
  const parts = /^(?:\{"timestamp":")?(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?) UTC/.exec(line);
  const ms = parts === null ? Number.NaN : Date.parse(`${parts[1]}T${parts[2]}Z`);
  return Number.isNaN(ms) ? null : ms;
}
