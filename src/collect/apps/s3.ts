import { acquiredBy } from "../acquired.ts";
import { LEAD_MS } from "../context.ts";
import type { AppSource } from "../context.ts";
import { TryAgain } from "../calls.ts";
import type { Unit } from "../case-store.ts";
import { iso } from "../iso.ts";
import { keepFormer } from "../cloudwatch-logs/case-files.ts";
import { troubleOf } from "../trouble.ts";
import { counted } from "../words.ts";
import { appEntry, arrived, unseen } from "./gathering.ts";
import type { Gathering } from "./gathering.ts";
import { MAX_PAGES, listObjects, namesOfKey } from "./s3-objects.ts";
import type { LogObject } from "./s3-objects.ts";
import { writtenSource } from "./source.ts";

/**
 * Collects the objects below a prefix that were written since the window's lead began, byte for byte, compressed ones
 * as they are. Each object is a unit.
 */
export async function collectObjects(gathering: Gathering, source: AppSource): Promise<void> {
  const { store, window, progress } = gathering.context;
  const slash = source.place.indexOf("/");
  const bucket = slash < 0 ? source.place : source.place.slice(0, slash);
  const prefix = slash < 0 ? "" : source.place.slice(slash + 1);
  const written = writtenSource(source);
  progress.step(`objects below ${written}`);
  const sinceMs = window.sinceMs - LEAD_MS;
  const { objects, older, failure, cut } = await listObjects(gathering, bucket, prefix, sinceMs);
  progress.expect(
    objects.length,
    objects.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  let [fetched, failed] = [0, 0];
  for (const object of objects) {
    if (await collectObject(gathering, source, bucket, prefix, object)) fetched++;
    else failed++;
  }
  const subject = source.service ?? written;
  const left = older === 0 ? "" : `; ${counted(older, "object")} not written to since ${iso(sinceMs)} left out`;
  const what = `${counted(fetched, "object")} from ${written}${left}`;
  const call = "s3:ListBucket";
  if (failure !== null) {
    const { reason, ...trouble } = troubleOf(failure);
    const state = fetched === 0 ? "none" : "partial";
    store.note(
      appEntry(subject, {
        ...trouble,
        call: failure.action,
        state,
        reason: `${what}, ${reason}`,
        consequence: unseen(subject),
      }),
    );
  } else if (cut) {
    const reason = `${what}; more than ${counted(MAX_PAGES * 1_000, "key")} below the prefix, the rest was not listed`;
    const remedy = "name a longer prefix, down to the day";
    store.note(
      appEntry(subject, {
        state: "partial",
        code: "TOO_MANY_KEYS",
        call,
        reason,
        consequence: unseen(subject),
        remedy,
      }),
    );
  } else if (objects.length === 0) {
    const remedy = "check bucket and prefix with aws s3 ls; prefixes end with / where they name a folder";
    const reason = `no object below ${written} was written since ${iso(sinceMs)}${older === 0 ? "" : ` (${counted(older, "older one")})`}`;
    store.note(
      appEntry(subject, { state: "none", code: "NO_OBJECTS", call, reason, consequence: unseen(subject), remedy }),
    );
  } else if (failed === 0) store.note(appEntry(subject, { state: "complete", call, reason: what }));
}

async function collectObject(
  gathering: Gathering,
  source: AppSource,
  bucket: string,
  prefix: string,
  object: LogObject,
): Promise<boolean> {
  const { store } = gathering.context;
  const uri = `s3://${bucket}/${object.key}`;
  const names = namesOfKey(object.key, prefix, bucket, source.service, gathering.services);
  const key = `${object.etag} ${object.bytes}`;
  const subject = `app ${source.service ?? ""} ${uri}`;
  if (!gathering.claims.first(subject)) return true;
  const { kept, reused } = await store.unit(subject, key, (unit) =>
    fetchObject(gathering, bucket, object, names, unit),
  );
  arrived(gathering, kept.files, reused);
  return kept.entries.length === 0;
}

async function fetchObject(
  { context, claims }: Gathering,
  bucket: string,
  { key, bytes, etag }: LogObject,
  names: readonly [string, string],
  unit: Unit,
): Promise<"final" | "again"> {
  const { aws, progress } = context;
  const uri = `s3://${bucket}/${key}`;
  const path = claims.of(names, uri);
  let told = 0; // a second try tells only what is new
  const outcome = await aws.attempt("GetObject", uri, async () => {
    const sink = await unit.create(path);
    try {
      const { status, body } = await aws.object(bucket, key);
      if (status !== 200) throw new TryAgain("server", `HTTP ${status}`);
      for await (const chunk of body) {
        await sink.write(chunk);
        progress.bytes(Math.max(0, sink.bytes - told));
        told = Math.max(told, sink.bytes);
      }
      if (sink.bytes < bytes) throw new TryAgain("short", `${sink.bytes} of ${bytes} bytes`);
      return sink;
    } catch (error) {
      await sink.discard();
      throw error;
    }
  });
  const [service] = names;
  if (!outcome.ok) {
    keepFormer(unit);
    const { reason, ...trouble } = troubleOf(outcome.failure);
    const call = outcome.failure.action;
    unit.note(
      appEntry(service, { ...trouble, call, state: "none", reason: `${uri}: ${reason}`, consequence: unseen(service) }),
    );
    return "again";
  }
  await outcome.value.commit({
    declaredSize: bytes,
    growing: false,
    origin: { call: "s3:GetObject", parameters: { bucket, key, etag }, name: key },
    acquired: acquiredBy([outcome.facts]),
  });
  return "final";
}
