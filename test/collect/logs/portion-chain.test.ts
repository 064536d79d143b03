import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MARK, type PortionChain, type PortionRequest, portionChain } from "../../../src/collect/logs/portion-chain.ts";
import type { Portion } from "../../../src/collect/logs/portion-xml.ts";
import { readPage } from "../../sim/services/rds/portion-page.ts";
import type { PortionModes } from "../../sim/world.ts";
import { logLines } from "./account.ts";

interface Followed {
  readonly bytes: Buffer;
  readonly chain: PortionChain;
  readonly calls: number;
}

/** Asks `server` until the chain ends. */
function follow(size: number | null, server: (asked: PortionRequest) => Portion): Followed {
  const chain = portionChain(size);
  const parts: Buffer[] = [];
  let calls = 0;
  for (let asked = chain.request; asked !== null; asked = chain.request) {
    let { lines } = asked;
    let page = server(asked);
    calls += 1;
    for (let tries = 0; ; tries += 1) {
      const fewer = chain.smaller(page, { ...asked, lines }, tries);
      if (fewer === null) break;
      expect(fewer).toBeLessThan(lines ?? 10_001);
      lines = fewer;
      page = server({ ...asked, lines });
      calls += 1;
    }
    parts.push(chain.take(page, { ...asked, lines }));
  }
  return { bytes: Buffer.concat(parts), chain, calls };
}

/** RDS as the simulator has it, with a chain number of its own. */
function rds(bytes: Buffer, modes: Partial<PortionModes> = {}, change: (page: Portion) => Portion = (page) => page) {
  return ({ marker, lines }: PortionRequest): Portion => {
    const from = marker === "0" ? 0 : Number(/^71:(\d+)$/.exec(marker)?.[1] ?? Number.NaN);
    const page = readPage(bytes, modes, from, lines ?? 10_000);
    return change({ data: page.data, marker: `71:${page.next}`, pending: page.pending });
  };
}

const clean = {
  overlapBytes: 0,
  gapBytes: 0,
  truncatedLines: 0,
  surplusBytes: 0,
  marksRemoved: 0,
  startedOver: false,
  endless: false,
};
const log = logLines(3_000_000);
const wide = Buffer.from(
  Array.from({ length: 40 }, (_, at) => `line ${at} ${"y".repeat(70_000 + at * 999)}\n`).join(""),
);

describe("what AWS does to a file", () => {
  test("nothing: pages follow each other", () => {
    const { bytes, chain, calls } = follow(log.length, rds(log));
    expect(bytes.equals(log)).toBe(true);
    expect(chain.flaws).toEqual(clean);
    expect(calls).toBeLessThan(8);
  });

  test("lines cut at the edge of a page are mended by smaller pages", () => {
    const { bytes, chain } = follow(wide.length, rds(wide, { truncationMark: true }));
    expect(bytes.equals(wide)).toBe(true);
    expect(chain.flaws).toEqual(clean);
  });

  test("a line longer than a page is put together, its marks removed, for the offsets prove them", () => {
    const long = Buffer.concat([Buffer.from("a\n"), Buffer.alloc(2_500_000, "z"), Buffer.from("\nb\n")]);
    const { bytes, chain } = follow(long.length, rds(long, { truncationMark: true }));
    expect(bytes.equals(long)).toBe(true);
    expect(chain.flaws).toEqual({ ...clean, marksRemoved: 2 });
  });

  test("a line that is cut however little is asked for keeps what came, and is counted", () => {
    const { bytes, chain, calls } = follow(log.length, rds(log, { alwaysTruncatedLine: 7000 }));
    expect(chain.flaws).toEqual({ ...clean, truncatedLines: 1 });
    expect(chain.at).toBe(log.length);
    expect(bytes.includes(MARK)).toBe(true);
    expect(bytes.subarray(-500_000).equals(log.subarray(-500_000))).toBe(true);
    expect(calls).toBeLessThan(60);
  });

  test("a mark that stands in the log is left alone", () => {
    const quoting = Buffer.concat([log.subarray(0, 500_000), MARK, log.subarray(500_000), Buffer.from("x"), MARK]);
    const { bytes, chain } = follow(quoting.length, rds(quoting));
    expect(bytes.equals(quoting)).toBe(true);
    expect(chain.flaws).toEqual(clean);
  });

  test.each([1, 2, 500, 200_000])(
    "%i bytes that come twice are cut once they are seen to be the same",
    (overlapBytes) => {
      const { bytes, chain } = follow(log.length, rds(log, { overlapBytes }));
      expect(bytes.equals(log)).toBe(true);
      expect(chain.flaws.overlapBytes).toBeGreaterThanOrEqual(2 * overlapBytes);
      expect({ ...chain.flaws, overlapBytes: 0 }).toEqual(clean);
    },
  );

  test("markers that lag behind the data announce a repetition, which is cut", () => {
    const server = ({ marker }: PortionRequest): Portion => {
      const from = marker === "0" ? 0 : Number(marker.slice(3));
      const to = Math.min(log.length, from + 400_000);
      const next = to === log.length ? to : to - 1000;
      return { data: log.subarray(from, to), marker: `71:${next}`, pending: to < log.length };
    };
    const { bytes, chain } = follow(log.length, server);
    expect(bytes.equals(log)).toBe(true);
    expect(chain.flaws).toEqual({ ...clean, overlapBytes: 7000 });
  });

  test("bytes that were replaced by longer ones are kept and counted as surplus", () => {
    const lines = Array.from({ length: 100_000 }, (_, at) => `${at} caf\u00e9 au lait\n`);
    const latin = Buffer.from(lines.join(""), "latin1");
    const server = rds(latin, {}, (page) => ({ ...page, data: Buffer.from(page.data.toString("utf8")) }));
    const { bytes, chain } = follow(latin.length, server);
    expect(bytes.equals(Buffer.from(latin.toString("utf8")))).toBe(true);
    expect(chain.flaws).toEqual({ ...clean, surplusBytes: 200_000 });
    expect(chain.at).toBe(latin.length);
  });

  test("bytes that a marker passes over are counted", () => {
    const server = rds(log, {}, (page) =>
      page.marker === "71:0" ? page : { ...page, data: page.data.subarray(0, -10) },
    );
    const { chain, calls } = follow(log.length, server);
    expect(chain.flaws.gapBytes).toBeGreaterThan(0);
    expect(chain.written + chain.flaws.gapBytes).toBe(log.length);
    expect(calls).toBeLessThan(200);
  });

  test("an end that is told too early is not believed", () => {
    const { bytes, chain } = follow(log.length, rds(log, { endsEarlyAt: { bytes: 1_500_001, forGood: false } }));
    expect(bytes.equals(log)).toBe(true);
    expect(chain.flaws).toEqual(clean);
  });

  test("an end that stays one is believed after one more call", () => {
    const { bytes, chain } = follow(log.length, rds(log, { endsEarlyAt: { bytes: 1_500_001, forGood: true } }));
    expect(bytes.equals(log.subarray(0, 1_500_001))).toBe(true);
    expect(chain.at).toBe(1_500_001);
  });

  test.each(["0", null, "71:0"])("marker %j behind data goes on at an offset of our own", (marker) => {
    const server = rds(log, {}, (page) => ({ ...page, marker: page.marker === "71:1048576" ? page.marker : marker }));
    const { bytes, chain } = follow(log.length, ({ marker: asked, lines }) =>
      server({ marker: asked.replace(/^0:/, "71:"), lines, own: false }),
    );
    expect(bytes.equals(log)).toBe(true);
    expect(chain.flaws).toEqual(clean);
  });

  test("markers that begin at one are no gap", () => {
    const server = ({ marker }: PortionRequest): Portion => {
      const from = marker === "0" ? 0 : Number(marker.slice(3)) - 1;
      const data = log.subarray(from, from + 1_000_000);
      return { data, marker: `15:${from + data.length + 1}`, pending: from + data.length < log.length };
    };
    const { bytes, chain } = follow(log.length, server);
    expect(bytes.equals(log)).toBe(true);
    expect(chain.flaws).toEqual(clean);
  });

  test("a file that begins anew is not taken twice", () => {
    const page = log.subarray(0, 1_000_000);
    const server = ({ marker }: PortionRequest): Portion =>
      marker === "0" || !marker.endsWith(":1000000")
        ? { data: page, marker: "5:1000000", pending: true }
        : { data: page, marker: "0", pending: true };
    const { bytes, chain } = follow(log.length, server);
    expect(bytes.equals(page)).toBe(true);
    expect(chain.flaws.startedOver).toBe(true);
  });

  test("a log that repeats itself is no beginning: its offsets say so", () => {
    const same = Buffer.from(
      "2026-11-21 19:00:00 UTC::@:[1]:LOG:  the very same line, again and again\n".repeat(40_000),
    );
    const { bytes, chain } = follow(same.length, rds(same));
    expect(bytes.equals(same)).toBe(true);
    expect(chain.flaws).toEqual(clean);
  });

  test("opaque markers are followed, and the end is where nothing comes", () => {
    const names = ["0", "first", "second", "third"];
    const server = ({ marker }: PortionRequest): Portion => {
      const at = names.indexOf(marker);
      const data = log.subarray(at * 1_000_000, (at + 1) * 1_000_000);
      return { data, marker: names[at + 1] ?? "third", pending: at < 3 };
    };
    const { bytes, chain } = follow(log.length, server);
    expect(bytes.equals(log)).toBe(true);
    expect(chain.flaws).toEqual(clean);
  });

  test("an empty file is one call", () => {
    const { bytes, calls } = follow(0, () => ({ data: Buffer.alloc(0), marker: "3:0", pending: false }));
    expect([bytes.length, calls]).toEqual([0, 1]);
  });
});

describe("whatever comes", () => {
  const short = logLines(4000);

  test("any modes together give the file, or say what is wrong with it", () => {
    fc.assert(
      fc.property(
        fc.record({
          truncationMark: fc.boolean(),
          overlapBytes: fc.nat(5000),
          markerZeroAtEnd: fc.boolean(),
          sameMarkerAtEnd: fc.boolean(),
          early: fc.option(fc.integer({ min: 1, max: wide.length - 1 }), { nil: null }),
        }),
        ({ early, ...modes }) => {
          const all = { ...modes, ...(early === null ? {} : { endsEarlyAt: { bytes: early, forGood: false } }) };
          const { bytes, chain } = follow(wide.length, rds(wide, all));
          expect(bytes.equals(wide)).toBe(true);
          expect({ ...chain.flaws, overlapBytes: 0 }).toEqual(clean);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("any answers end, and every byte is one that came", () => {
    const piece = fc.oneof(
      fc.constant(Buffer.alloc(0)),
      fc.constant(MARK),
      fc.nat(3999).map((from) => short.subarray(from, from + 700)),
      fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
      fc.constant(Buffer.concat([short.subarray(0, 300), MARK])),
    );
    const marker = fc.oneof(
      fc.constantFrom(null, "", "0", "again", "71:0", "9:999999999999999", "-1:5", "1:-5", "71:4000"),
      fc.nat(5000).map((at) => `71:${at}`),
    );
    const page = fc.record({ data: piece, marker, pending: fc.constantFrom(true, false, null) });
    fc.assert(
      fc.property(
        fc.array(page, { minLength: 1, maxLength: 40 }),
        fc.option(fc.nat(6000), { nil: null }),
        (pages, size) => {
          let at = 0;
          let came = 0;
          const { bytes, chain, calls } = follow(size, () => {
            const next = pages[at++ % pages.length];
            if (next === undefined) throw new Error("no pages");
            came += next.data.length;
            return next;
          });
          expect(calls).toBeLessThan(20_000);
          expect(bytes.length).toBe(chain.written);
          expect(bytes.length).toBeLessThanOrEqual(came);
          expect(Number.isFinite(chain.at)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
