import { type Records, SECOND_US, type SignatureCodes, type SignatureId, type Stream } from "../model/index.ts";
import { marks } from "./context.ts";

/** A client's clock against the database's. */
export interface ClockOffset {
  /** Seconds ADDED to true time in the client's stamps. */
  readonly seconds: number;
  /** Half of the interval in which every offset explains the pairs equally well. */
  readonly uncertaintySeconds: number;
  readonly pairs: number;
  readonly total: number;
  /** Near a multiple of 15 minutes and at least half an hour: a zone, not a clock. */
  readonly zone: boolean;
}

/** What the server writes when a client gets an error of this kind. */
const COUNTERPARTS: Partial<Record<SignatureId, readonly SignatureId[]>> = {
  "client-read-only": ["read-only-refused"],
  "client-in-recovery": ["recovery-refused"],
  "client-terminated": ["terminated-by-administrator", "terminated-by-postmaster-exit"],
  "client-not-accepting": ["not-accepting"],
  "client-too-many-connections": ["too-many-connections"],
  "client-recovery-conflict": ["recovery-conflict"],
  "client-connection-lost": [
    "terminated-by-administrator",
    "terminating-others",
    "shutdown-requested",
    "terminated-by-postmaster-exit",
  ],
};

const MAX_PAIRS = 400;
const MIN_PAIRS = 3;
/** `%t` truncates to the second, and a client logs a little after the server: how far apart a pair may be. */
const BEFORE_SECONDS = 0.2;
const AFTER_SECONDS = 1.4;

/**
 * How far a client's clock is off, from errors both ends logged: the shift under which (almost) all of the client's
 * errors meet a server line of the same kind. Null when the stamps agree as they are, or when too little can be paired:
 * an offset is claimed only where the unshifted stamps clearly fail and exactly one shift works.
 */
export function clockOffsetOf(
  records: Records,
  codes: SignatureCodes,
  client: Stream,
  zoneOnly: boolean,
): ClockOffset | null {
  const errors: { readonly seconds: number; readonly kinds: readonly SignatureId[] }[] = [];
  for (const { id, at } of marks(records, codes, client)) {
    const kinds = id === null ? undefined : COUNTERPARTS[id];
    if (kinds !== undefined && at.dated) errors.push({ seconds: at.us / SECOND_US, kinds });
    if (errors.length >= MAX_PAIRS) break;
  }
  if (errors.length < MIN_PAIRS) return null;
  const lines = serverSeconds(records, codes);
  const score = (shift: number): number =>
    errors.filter((error) => error.kinds.some((kind) => meets(lines.get(kind), error.seconds - shift))).length /
    errors.length;
  const unshifted = score(0);
  if (unshifted >= 0.6) return null;
  const zones = Array.from({ length: 113 }, (_, i) => (i - 56) * 900).filter((shift) => Math.abs(shift) >= 1800);
  const near = zoneOnly ? [] : Array.from({ length: 481 }, (_, i) => (i - 240) / 2);
  const candidates = [...zones.flatMap((zone) => [-1, 0, 1].map((extra) => zone + extra)), ...near];
  const scored = candidates.map((shift) => ({ shift, value: score(shift) }));
  const best = scored.reduce((top, each) => (each.value > top.value ? each : top), { shift: 0, value: 0 });
  if (best.value < 0.8 || best.value - unshifted < 0.4) return null;
  const around = scored.filter((each) => each.value >= best.value - 0.1 && Math.abs(each.shift - best.shift) <= 5);
  const rival = scored.some((each) => each.value >= best.value - 0.1 && Math.abs(each.shift - best.shift) > 5);
  if (rival) return null;
  const low = Math.min(...around.map((each) => each.shift));
  const high = Math.max(...around.map((each) => each.shift));
  const middle = (low + high) / 2;
  const zone = Math.round(middle / 900) * 900;
  const isZone = Math.abs(zone) >= 1800 && Math.abs(middle - zone) <= 3;
  return {
    seconds: isZone ? zone : middle,
    uncertaintySeconds: Math.max(1, (high - low) / 2),
    pairs: Math.round(best.value * errors.length),
    total: errors.length,
    zone: isZone,
  };
}

/** Whether a sorted list holds a second close enough to `seconds`. */
function meets(list: readonly number[] | undefined, seconds: number): boolean {
  if (list === undefined) return false;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) < seconds - AFTER_SECONDS) low = middle + 1;
    else high = middle;
  }
  const found = list[low];
  return found !== undefined && found <= seconds + BEFORE_SECONDS;
}

/** Seconds at which any instance wrote a line of each kind, ascending and distinct. */
function serverSeconds(records: Records, codes: SignatureCodes): ReadonlyMap<SignatureId, readonly number[]> {
  const wanted = new Set(Object.values(COUNTERPARTS).flat());
  const sets = new Map<SignatureId, Set<number>>();
  for (const stream of records.streams) {
    if (stream.kind !== "server") continue;
    for (const { id, at } of marks(records, codes, stream)) {
      if (id === null || !wanted.has(id) || !at.dated) continue;
      const set = sets.get(id) ?? new Set();
      sets.set(id, set);
      set.add(at.us / SECOND_US);
    }
  }
  return new Map([...sets].map(([id, set]) => [id, [...set].sort((a, b) => a - b)]));
}
