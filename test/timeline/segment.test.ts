// Segments hold what their sinks were told, wherever pages end, and after any journey.
import { deserialize, serialize } from "node:v8";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PartCode, type Records, type Row, type Stream } from "../../src/model/index.ts";
import { PageStore, type SegmentFacts, SegmentWriter, Timeline } from "../../src/timeline/index.ts";
import type { Spill } from "../../src/timeline/page-store.ts";
import { file } from "./build.ts";

/** One record as a scanner tells it. */
interface Told {
  readonly us: number;
  readonly stream: number;
  readonly code: number;
  readonly part: number;
  readonly pid: number;
  /** How many records before it is the one it explains; 0 for none. */
  readonly behind: number;
  readonly user: string;
}

const told = fc.record({
  us: fc.oneof(fc.integer({ min: 0, max: 1e6 }), fc.constant(Number.NaN)),
  stream: fc.nat(2),
  code: fc.oneof({ arbitrary: fc.constant(7), weight: 20 }, fc.nat(4), fc.constant(65_535)),
  part: fc.constantFrom(PartCode.message, PartCode.message, PartCode.detail),
  pid: fc.integer({ min: 0, max: 0xffff_ffff }),
  behind: fc.constantFrom(0, 0, 1, 2, 63, 64, 200),
  user: fc.constantFrom("", "app", "größe", "a:b"),
});

/** Some files' records; a few of them fill pages, by repeating what was drawn. */
const files = fc.array(
  fc
    .record({
      some: fc.array(told, { maxLength: 40 }),
      times: fc.constantFrom(1, 1, 3, 230),
      streams: fc.constantFrom(1, 3),
    })
    .map(({ some, times, streams }) => ({ rows: Array.from({ length: times }, () => some).flat(), streams })),
  { minLength: 1, maxLength: 4 },
);

interface Written {
  readonly facts: SegmentFacts;
  readonly pages: readonly DataView[];
}

/** Lengths are told behind each record, and again for the first one at the very end. */
function write(rows: readonly Told[], streams: number): Written {
  const pages: DataView[] = [];
  const writer = new SegmentWriter((page) => pages.push(page));
  const sinks = Array.from({ length: streams }, (_, number) => writer.sink(number));
  rows.forEach((row, i) => {
    const sink = sinks[row.stream % streams];
    if (sink === undefined) return;
    const parent = row.behind === 0 || row.behind > i ? -1 : i - row.behind;
    const who = sink.intern("host", row.user, "db");
    const at = sink.add(row.us, i % 3, i % 8, row.part, row.code, i * 5e9, 1, i + 1, row.pid, who, i % 65_536, parent);
    sink.setDigest(at, row.pid);
    sink.extend(at, i + 2);
    sink.count(Math.floor(i / 10), 2, 1);
  });
  if (rows.length > 0) sinks[0]?.extend(0, 77);
  return { facts: writer.finish(), pages };
}

function timelineOf(written: readonly Written[], streams: readonly number[], store: PageStore): Timeline {
  const timeline = new Timeline(() => {
    throw new Error("no text here");
  }, store);
  written.forEach(({ facts, pages }, i) => {
    const own = Array.from({ length: streams[i] ?? 1 }, (_, number) => {
      const name = `${i}/${number}`;
      return timeline.addStream({ kind: "server", name, files: [], format: [], timeBasis: "stated", offsetSeconds: 0 });
    });
    const kept = pages.map((page) => store.keep(page));
    timeline.add(
      file(`${i}`),
      { ...facts, pages: kept },
      own.map(({ index }) => index),
    );
  });
  return timeline;
}

/** Everything a reader can see of a row. */
function seen(records: Timeline, row: Row): unknown {
  return {
    stated: records.statedUs(row),
    precision: records.precision(row),
    level: records.level(row),
    part: records.part(row),
    code: records.signature(row),
    pid: records.pid(row),
    port: records.port(row),
    who: records.who(row),
    digest: records.digest(row),
    source: records.source(row),
    children: records.childrenOf(row).map((child) => child - row),
  };
}

function expected(rows: readonly Told[], path: string, i: number): unknown {
  const row = rows[i];
  const children = rows.flatMap(({ behind }, j) => (behind === j - i && behind > 0 && behind < 64 ? [behind] : []));
  return {
    stated: row?.us,
    precision: ["second", "millisecond", "microsecond"][i % 3],
    level: i % 8,
    part: row?.part,
    code: row?.code,
    pid: row?.pid,
    port: i % 65_536,
    who: { host: "host", user: row?.user, database: "db" },
    digest: row?.pid,
    source: { file: path, line: i + 1, byteOffset: i * 5e9, byteLength: i === 0 ? 77 : i + 2 },
    children,
  };
}

/** A spill in memory; how often it was read. */
function spill(): Spill & { reads: number } {
  const parts = new Map<number, Uint8Array>();
  let end = 0;
  return {
    reads: 0,
    append(bytes) {
      parts.set(end, bytes.slice());
      end += bytes.length;
      return end - bytes.length;
    },
    read(target, position) {
      this.reads++;
      const part = parts.get(position);
      if (part?.length !== target.length) return false;
      target.set(part);
      return true;
    },
  };
}

const stores: readonly (readonly [string, () => PageStore])[] = [
  ["in memory", () => new PageStore()],
  ["with next to no memory", () => new PageStore(1, spill, 1)],
  ["where nothing can be put aside", () => new PageStore(1, () => null, 1)],
  ["where the disk is full", () => new PageStore(1, () => ({ append: () => null, read: () => false }), 1)],
];

describe.each(stores)("segments %s", (_name, storeOf) => {
  test("hold every row as it was told", () => {
    fc.assert(
      fc.property(files, (all) => {
        const written = all.map(({ rows, streams }) => write(rows, streams));
        const timeline = timelineOf(
          written,
          all.map(({ streams }) => streams),
          storeOf(),
        );
        expect(timeline.count).toBe(all.reduce((sum, { rows }) => sum + rows.length, 0));
        all.forEach(({ rows, streams }, i) => {
          const own = timeline.streams.filter(({ name }) => name.startsWith(`${i}/`));
          const placed = own.flatMap((stream) => [...timeline.ofStream(stream)]).sort((a, b) => a - b);
          expect(placed).toHaveLength(rows.length);
          const first = placed[0] ?? 0;
          // All rows of a file are checked where they are few, else those where something may begin or end.
          const places = rows.length < 200 ? rows.keys() : [0, 1, 4094, 4095, 4096, 4097, 8191, 8192, rows.length - 1];
          for (const place of places) {
            if (place >= rows.length) continue;
            expect(placed[place]).toBe(first + place);
            expect(seen(timeline, first + place)).toEqual(expected(rows, `${i}`, place));
            expect(timeline.stream(first + place).name).toBe(`${i}/${(rows[place]?.stream ?? 0) % streams}`);
          }
        });
      }),
      { numRuns: 30 },
    );
  });

  test("give rows by signature, from a row on and backwards as a walk over all of them does", () => {
    fc.assert(
      fc.property(files, fc.uniqueArray(fc.nat(8), { maxLength: 3 }), fc.nat(10_000), (all, codes, at) => {
        const written = all.map(({ rows, streams }) => write(rows, streams));
        const timeline = timelineOf(
          written,
          all.map(({ streams }) => streams),
          storeOf(),
        );
        for (const stream of timeline.streams) {
          const rows = [...timeline.ofStream(stream)];
          expect([...timeline.withSignatures(stream, new Set(codes))]).toEqual(walk(timeline, rows, codes));
          expect([...timeline.ofStream(stream, at)]).toEqual(rows.filter((row) => row >= at));
          expect([...timeline.before(stream, at)]).toEqual(rows.filter((row) => row < at).toReversed());
        }
      }),
      { numRuns: 30 },
    );
  });
});

function walk(records: Records, rows: readonly Row[], codes: readonly number[]): readonly Row[] {
  return rows.filter((row) => records.part(row) === PartCode.message && codes.includes(records.signature(row)));
}

function firstRows(timeline: Timeline, stream: Stream): readonly unknown[] {
  return [...timeline.ofStream(stream)].slice(0, 300).map((each) => seen(timeline, each));
}

describe("a segment", () => {
  test("is plain data: written and read again it is the same", () => {
    fc.assert(
      fc.property(files, (all) => {
        const streams = all.map((each) => each.streams);
        const written = all.map((each) => write(each.rows, each.streams));
        const again = written.map(({ facts, pages }): Written => {
          const bytes = pages.map((page) => new Uint8Array(page.buffer, page.byteOffset, page.byteLength).slice());
          const copy = deserialize(serialize(facts)) as SegmentFacts;
          return { facts: copy, pages: bytes.map(({ buffer }) => new DataView(buffer)) };
        });
        const [one, other] = [
          timelineOf(written, streams, new PageStore()),
          timelineOf(again, streams, new PageStore()),
        ];
        for (const stream of one.streams) {
          expect(firstRows(other, stream)).toEqual(firstRows(one, stream));
          expect(other.histogram(stream)).toEqual(one.histogram(stream));
        }
      }),
      { numRuns: 20 },
    );
  });

  test("of a few rows takes the room of a few rows", () => {
    const { pages } = write(
      Array.from({ length: 3 }, () => plain(1)),
      1,
    );
    expect(pages.map(({ byteLength, buffer }) => [byteLength, buffer.byteLength])).toEqual([[132, 132]]);
  });
});

function plain(code: number): Told {
  return { us: 1, stream: 0, code, part: PartCode.message, pid: 1, behind: 0, user: "u" };
}

/** So many full pages of one signature that most lie aside; page 3 alone holds another one. */
function storm(aside: Spill): { readonly timeline: Timeline; readonly stream: Stream } {
  const rows = Array.from({ length: 4096 * 100 }, (_, i) => plain(i === 4096 * 3 + 5 ? 9 : 7));
  const timeline = timelineOf([write(rows, 1)], [1], new PageStore(1, () => aside));
  const [stream] = timeline.streams;
  if (stream === undefined) throw new Error("a timeline without its stream");
  return { timeline, stream };
}

describe("pages put aside", () => {
  test("stay where they are when what is asked for is not in them", () => {
    const aside = spill();
    const { timeline, stream } = storm(aside);
    expect([...timeline.withSignatures(stream, new Set([9]))]).toEqual([4096 * 3 + 5]);
    expect(aside.reads).toBeLessThan(5);
    expect([...timeline.withSignatures(stream, new Set([7]))]).toHaveLength(4096 * 100 - 1);
  });

  test("that cannot be read back end the run: nothing is guessed", () => {
    const aside = spill();
    const { timeline } = storm(aside);
    aside.read = () => false;
    const all = (): number => Array.from({ length: 100 }, (_, page) => timeline.statedUs(page * 4096)).length;
    expect(all).toThrow("could not be read back");
  });
});
