import { LevelCode, PartCode, type Records, type Row, type SignatureCodes, type Stream } from "../../model/index.ts";
import { Ends, Spread } from "./chosen.ts";
import { hasCounterpart } from "./counterparts.ts";
import { MAX_LINUX_PID } from "./keys.ts";

/** Records of one kind and size print the same things. */
export interface Shape {
  /** Evenly spread over all of the shape. */
  readonly probes: readonly Row[];
  /** The others, as far as they may be read. */
  readonly rest: Ends<Row>;
}

/** Which records of a client are read for the session they may name. */
export interface ChosenRows {
  /** Those whose columns name one, evenly spread. */
  readonly named: readonly Row[];
  /** Errors that may name one in their text, by shape. */
  readonly unnamed: readonly Shape[];
}

/** Of a shape, how many are looked at before it is known whether it names a session at all. */
const PROBES = 8;

/**
 * At most `most` records of a client. The stream is walked twice, first to count: a storm of a client's errors is not
 * kept to choose from it.
 */
export function chosenRows(records: Records, codes: SignatureCodes, client: Stream, most: number): ChosenRows {
  let count = 0;
  const counts = new Map<number, number>();
  for (const { shape } of candidates(records, codes, client)) {
    if (shape === null) count++;
    else counts.set(shape, (counts.get(shape) ?? 0) + 1);
  }
  const limit = most - Math.min(most / 2, counts.size);
  const takenNamed = new Spread(count, limit);
  const shapes = shapesOf(counts, most - Math.min(count, limit), most);
  const named: Row[] = [];
  for (const { row, shape } of candidates(records, codes, client)) {
    if (shape === null) {
      if (takenNamed.takes()) named.push(row);
      continue;
    }
    const own = shapes.get(shape);
    if (own?.taken.takes() === true) own.probes.push(row);
    else own?.rest.add(row);
  }
  return { named, unnamed: [...shapes.values()] };
}

/** Every shape may be probed as far as the ones before it leave something of the budget. */
function shapesOf(
  counts: ReadonlyMap<number, number>,
  budget: number,
  most: number,
): ReadonlyMap<number, { readonly taken: Spread; readonly probes: Row[]; readonly rest: Ends<Row> }> {
  let left = budget;
  return new Map(
    [...counts].map(([shape, count]) => {
      const limit = Math.min(PROBES, left);
      left -= Math.min(count, limit);
      return [shape, { taken: new Spread(count, limit), probes: [], rest: new Ends<Row>(most) }];
    }),
  );
}

/** Records that name a session (`shape` null), or may: errors, and births told at their time. */
function* candidates(
  records: Records,
  codes: SignatureCodes,
  client: Stream,
): Iterable<{ readonly row: Row; readonly shape: number | null }> {
  /** PIDs of records that no signature names. */
  const seen = new Set<number>();
  for (const row of datedRows(records, client)) {
    const signature = records.signature(row);
    const kind = codes.id(signature);
    const error = kind === null ? records.level(row) >= LevelCode.error : hasCounterpart(kind);
    const pid = records.pid(row);
    if (isPid(pid) || records.port(row) !== 0) {
      // A trace names its session in every line; the first may be the birth.
      if (kind !== null || error || !isPid(pid) || !seen.has(pid)) yield { row, shape: null };
      if (kind === null && isPid(pid)) seen.add(pid);
    } else if (error && pid === 0) {
      // A dump of the client object is not found by its kind alone.
      const size = Math.round(2 * Math.log2(1 + records.byteLength(row)));
      yield { row, shape: signature * 64 + size };
    }
  }
}

/** Dated messages of a stream. */
export function* datedRows(records: Records, stream: Stream): Iterable<Row> {
  for (const row of records.ofStream(stream)) {
    if (records.part(row) === PartCode.message && records.time(row) !== null) yield row;
  }
}

/** Whether a number can be a backend's PID. */
export function isPid(pid: number): boolean {
  return pid > 0 && pid <= MAX_LINUX_PID;
}
