import {
  leadingCount,
  type ClientClock,
  type Records,
  type Row,
  SECOND_US,
  type SignatureId,
  type Stream,
} from "../model/index.ts";
import { spread } from "./clock/chosen.ts";
import { statedUs } from "./clock/keyed-records.ts";
import { type Input, marks } from "./context.ts";
import type { SessionOf } from "./sessions/client-sessions.ts";
import { isToldToSession, type ServerSession } from "./sessions/server-sessions.ts";

/** What the server writes when a client gets an error of this kind. No key ties one to the other: the kind and the second do. */
const COUNTERPARTS: ReadonlyMap<SignatureId, readonly SignatureId[]> = new Map<SignatureId, readonly SignatureId[]>([
  ["client-read-only", ["read-only-refused"]],
  ["client-in-recovery", ["recovery-refused"]],
  ["client-terminated", ["terminated-by-administrator", "terminated-by-postmaster-exit"]],
  ["client-not-accepting", ["not-accepting"]],
  ["client-too-many-connections", ["too-many-connections"]],
  ["client-recovery-conflict", ["recovery-conflict"]],
  [
    "client-connection-lost",
    ["terminated-by-administrator", "terminating-others", "shutdown-requested", "terminated-by-postmaster-exit"],
  ],
]);
const WANTED: readonly SignatureId[] = [...COUNTERPARTS.values()].flat();

const MAX_ERRORS = 400;
const MIN_ERRORS = 3;
/** `%t` truncates to the second, and a client logs a little after the server. */
const BEFORE_SECONDS = 0.2;
const AFTER_SECONDS = 1.4;
/** Read as UTC, at most so many of the errors may meet a line; in the zone, at least so many must, and no other comes near. */
const MOST_IN_UTC = 0.6;
const LEAST_IN_ZONE = 0.8;
const LEAD = 0.4;
const NEXT_ZONE = 0.2;
/** Quarter hours from UTC−12:00 to UTC+14:00, all zones in use among them. */
const ZONES = Array.from({ length: 105 }, (_, i) => (i - 48) * 900).filter((zone) => Math.abs(zone) >= 1800);

/** A zone taken for a stream whose stamps state none: an assumption to be said, never an estimate. */
export interface AssumedZone {
  /** Seconds ADDED to UTC in the stamps. */
  readonly seconds: number;
  /** `UTC-05:00`. */
  readonly zone: string;
  readonly reason: string;
}

/** Seconds at which lines of each kind were written, ascending and distinct. */
type Lines = ReadonlyMap<SignatureId, readonly number[]>;

/**
 * Zones for clients whose stamps state none and whose clock no key tells: the one zone under which the client's errors
 * meet server lines of their kind, where read as UTC they clearly do not. Kinds and seconds prove no clock, but a zone is
 * a whole number of quarter hours, and exactly one must fit. What its own sessions (by `application_name`) were told is
 * preferred to what anybody was. A stream that nothing tells about takes the zone of its service's other streams.
 */
export function assumedZones(
  input: Input,
  clockOf: (client: Stream) => ClientClock,
  sessions: readonly ServerSession[],
  sessionOf: SessionOf,
  owner: (session: ServerSession) => Stream | null,
): ReadonlyMap<number, AssumedZone> {
  const found = new Map<number, AssumedZone>();
  const open = input.records.streams.filter(
    (stream) => stream.kind === "client" && stream.timeBasis === "assumed" && clockOf(stream).state === "not-estimable",
  );
  if (open.length === 0) return found;
  const ofAll = linesOf(input, () => true);
  for (const client of open) {
    const isOwn = (session: ServerSession | undefined): boolean =>
      session !== undefined && owner(session)?.index === client.index;
    const lines = sessions.some(isOwn)
      ? linesOf(input, (instance, row) => isToldToSession(input.records, row) && isOwn(sessionOf(instance, row)))
      : ofAll;
    const zone = zoneOf(input, client, lines);
    if (zone !== null) found.set(client.index, zone);
  }
  for (const client of open) {
    const zone = found.has(client.index) ? null : siblingsZone(input.records, client, clockOf, found);
    if (zone !== null) found.set(client.index, zone);
  }
  return found;
}

function zoneOf({ records, codes }: Input, client: Stream, lines: Lines): AssumedZone | null {
  const all: { readonly seconds: number; readonly kinds: readonly SignatureId[] }[] = [];
  for (const { id, at } of marks(records, codes, client, [...COUNTERPARTS.keys()])) {
    const kinds = id === null ? undefined : COUNTERPARTS.get(id);
    if (kinds !== undefined && at.dated) all.push({ seconds: statedUs(records, at.row) / SECOND_US, kinds });
  }
  if (all.length < MIN_ERRORS) return null;
  const errors = spread(all, MAX_ERRORS);
  const share = (zone: number): number =>
    errors.filter((error) => error.kinds.some((kind) => meets(lines.get(kind), error.seconds - zone))).length /
    errors.length;
  const asUtc = share(0);
  if (asUtc >= MOST_IN_UTC) return null;
  const shares = ZONES.map((zone) => ({ zone, share: share(zone) }));
  const best = shares.reduce((top, each) => (each.share > top.share ? each : top));
  if (best.share < LEAST_IN_ZONE || best.share - asUtc < LEAD) return null;
  if (shares.some((each) => each !== best && each.share >= best.share - NEXT_ZONE)) return null;
  const count = (part: number): number => Math.round(part * errors.length);
  return {
    seconds: best.zone,
    zone: utcOffset(best.zone),
    reason: `${count(best.share)} of ${errors.length} errors meet server lines of their kind in this zone, ${count(asUtc)} in UTC, and no other zone fits; no record names a session, so this is an assumption: give the zone with --input-tz`,
  };
}

/** The zone of the other streams of a service (`service/pod`), when those that have one agree. */
function siblingsZone(
  records: Records,
  client: Stream,
  clockOf: (client: Stream) => ClientClock,
  found: ReadonlyMap<number, AssumedZone>,
): AssumedZone | null {
  const service = serviceOf(client);
  if (service === null) return null;
  const zones = records.streams.flatMap((stream): readonly { readonly seconds: number; readonly name: string }[] => {
    if (stream.kind !== "client" || stream.index === client.index || serviceOf(stream) !== service) return [];
    if (stream.timeBasis === "stated" || stream.format.join() !== client.format.join()) return [];
    const clock = clockOf(stream);
    if (clock.state === "agrees") return [{ seconds: 0, name: stream.name }];
    const seconds = clock.state === "zone" ? Math.round(clock.seconds / 900) * 900 : found.get(stream.index)?.seconds;
    return seconds === undefined ? [] : [{ seconds, name: stream.name }];
  });
  const [first] = zones;
  if (first === undefined || first.seconds === 0 || zones.some(({ seconds }) => seconds !== first.seconds)) return null;
  return {
    seconds: first.seconds,
    zone: utcOffset(first.seconds),
    reason: `${first.name}, of the same service and format, is in this zone, and nothing tells about this one: give the zone with --input-tz`,
  };
}

function serviceOf({ name }: Stream): string | null {
  const slash = name.indexOf("/");
  return slash > 0 ? name.slice(0, slash) : null;
}

/** `UTC-05:00` for −18000. */
function utcOffset(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  return `UTC${seconds < 0 ? "-" : "+"}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

function twoDigits(part: number): string {
  return String(part).padStart(2, "0");
}

/** Whether a sorted list holds a second close enough to `seconds`. */
function meets(list: readonly number[] | undefined, seconds: number): boolean {
  if (list === undefined) return false;
  const found = list[leadingCount(list.length, (i) => (list[i] ?? 0) < seconds - AFTER_SECONDS)];
  return found !== undefined && found <= seconds + BEFORE_SECONDS;
}

/** Lines of any instance that are of a wanted kind: of the sessions asked for, and of no session at all. */
function linesOf({ records, codes }: Input, wanted: (instance: string, row: Row) => boolean): Lines {
  const sets = new Map<SignatureId, Set<number>>();
  for (const stream of records.streams) {
    if (stream.kind !== "server") continue;
    for (const { id, at } of marks(records, codes, stream, WANTED)) {
      if (id === null || !at.dated) continue;
      if (records.who(at.row) !== null && !wanted(stream.name, at.row)) continue;
      const set = sets.get(id) ?? new Set();
      sets.set(id, set);
      set.add(at.us / SECOND_US);
    }
  }
  return new Map([...sets].map(([id, set]) => [id, [...set].sort((a, b) => a - b)]));
}
