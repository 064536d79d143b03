import type { Records, Row, Stream } from "../../model/index.ts";

/** Words that name a file or a container, never a service. */
const GENERIC = new Set([
  "app",
  "apps",
  "application",
  "current",
  "log",
  "logs",
  "main",
  "output",
  "pod",
  "server",
  "service",
  "stderr",
  "stdout",
  "web",
]);
const MIN_LENGTH = 3;
/** PostgreSQL cuts `application_name` to NAMEDATALEN − 1 bytes (src/include/pg_config_manual.h). */
const NAME_BYTES = 63;
/** Records read for names: the first ones introduce the process. */
const RECORDS_READ = 30;
const HEAD_BYTES = 8 * 1024;

const written =
  /["']?(?:hostname|host_?name|HOSTNAME|pod|pod_?[nN]ame|application_name|applicationName)["']?\s?[:=]\s?["']([\w.-]{3,100})["']/g;

/** What a client may call itself to the database: its stream's name, its pod, and names its records state. */
function namesOf(records: Records, client: Stream): ReadonlySet<string> {
  const names = new Set(client.name.split("/"));
  let left = RECORDS_READ;
  for (const row of records.ofStream(client)) {
    if (left-- === 0) break;
    for (const name of namesIn(records, row)) names.add(name);
  }
  for (const name of names) if (name.length < MIN_LENGTH || GENERIC.has(name)) names.delete(name);
  return names;
}

function* namesIn(records: Records, row: Row): Iterable<string> {
  for (const [, name] of records.raw(row, HEAD_BYTES).matchAll(written)) if (name !== undefined) yield name;
  const { application } = records.text(row);
  if (application !== null) yield application;
}

/** From here on a likeness is the whole name. */
const WHOLE = 3000;

/** 0: not its name. A pod's own name beats the name of a service that begins it; the longer the better. */
export function likeness(application: string, names: ReadonlySet<string>): number {
  let best = 0;
  for (const name of names) {
    if (application === name || (application.length === NAME_BYTES && application === name.slice(0, NAME_BYTES)))
      best = Math.max(best, WHOLE + name.length);
    else if (begins(application, name)) best = Math.max(best, 2000 + name.length);
    else if (begins(name, application)) best = Math.max(best, 1000 + application.length);
  }
  return best;
}

/** `orders-api-7c9d8b6f4-x2lkq` begins with `orders-api`, `orders-apis` does not. */
function begins(whole: string, part: string): boolean {
  return part.length >= MIN_LENGTH && whole.startsWith(part) && /^[-_.:/ @]/.test(whole.slice(part.length));
}

/** Whose sessions an `application_name` marks. */
export interface Owner {
  readonly client: Stream;
  /** The whole name is the client's, not only its beginning. */
  readonly whole: boolean;
}

/** The one client that an `application_name` is like; null when several are alike, or none. */
export function ownerFinder(records: Records): (application: string) => Owner | null {
  let clients: readonly { readonly stream: Stream; readonly names: ReadonlySet<string> }[] | null = null;
  const known = new Map<string, Owner | null>();
  return (application) => {
    const found = known.get(application);
    if (found !== undefined) return found;
    // Few logs carry names of applications; without one nobody reads what the clients call themselves.
    clients ??= records.streams
      .filter((stream) => stream.kind === "client")
      .map((stream) => ({ stream, names: namesOf(records, stream) }));
    let owner: Owner | null = null;
    let best = 0;
    for (const { stream, names } of clients) {
      const value = likeness(application, names);
      if (value > best) {
        best = value;
        owner = { client: stream, whole: value >= WHOLE };
      } else if (value === best && value > 0) owner = null;
    }
    known.set(application, owner);
    return owner;
  };
}
