import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { writePod } from "./application.ts";
import { Instance } from "./instance.ts";
import { dice } from "./dice.ts";
import { LogFile } from "./log-file.ts";
import { race, rdsEvents, type Step, writable } from "./race.ts";
import { serverFormats } from "./server-formats.ts";
import type { FileTruth } from "./truth.ts";

/** Formats the incident can be written in; `pino` is how an application saw it. */
export const formats = ["stderr", "stderr-long", "csvlog", "jsonlog", "pino"] as const;
export type LogFormat = (typeof formats)[number];

/** What is to be written. The same shape gives the same bytes. */
export interface RaceShape {
  readonly format: LogFormat;
  /** Of the logs in stderr with the default prefix, about; other formats hold the same records and are larger. */
  readonly bytes: number;
  /** Instances, or pods in `pino`. The first two are in the race, the first with twice the records of any other. */
  readonly instances: number;
  readonly hours: number;
  /** A file an hour, as RDS rotates; else one an instance. */
  readonly hourly: boolean;
}

/** When every log begins. */
const START_MS = Date.UTC(2026, 10, 21, 6);
const HOUR_MS = 3_600_000;
/** Bytes of a turn of {@link Instance.ordinary} in stderr with the default prefix (measured). */
const TURN_BYTES = 387.5;

/** When the failover begins: in the middle. */
export function incidentMsOf({ hours }: Pick<RaceShape, "hours">): number {
  return START_MS + (hours * HOUR_MS) / 2;
}

/** Writes the race into `folder`, instances side by side in threads; returns what is in each file. */
export async function writeRace(folder: string, shape: RaceShape): Promise<readonly FileTruth[]> {
  const sources = Array.from({ length: shape.instances }, (_, index): SourceTask => ({ folder, shape, index }));
  const large = shape.bytes > THREAD_BYTES && shape.instances > 1;
  const written = large ? await inThreads(sources) : sources.map(writeSource);
  if (shape.format !== "pino") writeFileSync(join(folder, "rds-events.json"), rdsEvents(incidentMsOf(shape)));
  return written.flat();
}

/** Writes the log of one instance or pod. */
export function writeSource({ folder, shape, index }: SourceTask): readonly FileTruth[] {
  const { format, instances, hours } = shape;
  const incidentMs = incidentMsOf(shape);
  const spanMs = hours * HOUR_MS;
  const turns = Math.ceil((Math.ceil(shape.bytes / TURN_BYTES) * (index === 0 ? 2 : 1)) / (instances + 1));
  if (format === "pino") {
    const name = `orders-api-7c9d8b6f4-x${index}`;
    return [writePod(folder, { name, seed: index + 1, startMs: START_MS, spanMs, incidentMs, records: turns })];
  }
  const name = `aurora-${index + 1}`;
  const instance = new Instance(folder, name, index + 1, serverFormats[format](), shape.hourly, START_MS);
  live(instance, index, turns, spanMs, incidentMs);
  return instance.close();
}

/** One log to be written, by this thread or by another. */
export interface SourceTask {
  readonly folder: string;
  readonly shape: RaceShape;
  readonly index: number;
}

/** Less is written sooner than threads start. */
const THREAD_BYTES = 32 * 1024 * 1024;

/** Each log in a thread of its own, as many at once as there are cores. */
async function inThreads(tasks: readonly SourceTask[]): Promise<readonly (readonly FileTruth[])[]> {
  const written: (readonly FileTruth[])[] = [];
  const queue = tasks.values();
  const work = async (): Promise<void> => {
    for (const task of queue) {
      // oxlint-disable-next-line no-await-in-loop -- each of them takes one task after the other
      written[task.index] = await inThread(task);
    }
  };
  await Promise.all(Array.from({ length: Math.min(tasks.length, availableParallelism()) }, work));
  return written;
}

function inThread(task: SourceTask): Promise<readonly FileTruth[]> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL("./source-thread.ts", import.meta.url), { workerData: task });
    thread.once("message", resolve);
    thread.once("error", reject);
  });
}

/** An instance's hours: ordinary operation at an even pace, and the steps of its part in the race. */
function live(instance: Instance, index: number, turns: number, spanMs: number, incidentMs: number): void {
  const part = index === 0 ? "writer" : "target";
  const steps: readonly Step[] = index > 1 ? [] : race[part];
  let next = 0;
  let quietUntilMs = 0;
  for (let turn = 0; turn < turns; turn++) {
    const ms = START_MS + Math.floor((turn / turns) * spanMs);
    for (let step = steps[next]; step !== undefined; step = steps[next]) {
      const stepMs = incidentMs + step.after * 1000;
      if (ms < stepMs) break;
      step.run(instance, stepMs);
      quietUntilMs = step.quietFor === null ? Infinity : stepMs + step.quietFor * 1000;
      next++;
    }
    if (ms >= quietUntilMs) instance.ordinary(ms, index < 2 && writable(part, (ms - incidentMs) / 1000));
  }
}

const refusals = [
  ["sorry, too many clients already", "too-many-connections"],
  ["remaining connection slots are reserved for non-replication superuser connections", "too-many-connections"],
  ["the database system is starting up", "not-accepting"],
] as const;

/** One log of `records` refused connections within ten minutes: an incident is a storm. */
export function writeStorm(folder: string, records: number): readonly FileTruth[] {
  const file = new LogFile(folder, "instances/aurora-1/postgresql.log.2026-11-21-0900");
  const roll = dice(4711);
  const startMs = incidentMsOf({ hours: 6 });
  let second = -1;
  let stamp = "";
  for (let n = 0; n < records; n++) {
    const ms = startMs + Math.floor((n / records) * 600_000);
    if (Math.floor(ms / 1000) !== second) {
      second = Math.floor(ms / 1000);
      stamp = `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
    }
    const [message, id] = refusals[roll(3)] ?? refusals[0];
    const peer = `10.0.${roll(8)}.${roll(250)}(${32768 + roll(28000)}):app@orders`;
    file.out.put(`${stamp}:${peer}:[${1000 + (n % 60_000)}]:FATAL:  ${message}\n`);
    file.record(ms, "fatal", 0, id);
  }
  return [file.close()];
}
