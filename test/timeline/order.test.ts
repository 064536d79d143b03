import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type StreamLines, build } from "./build.ts";

const line = fc.record({ s: fc.option(fc.integer({ min: 0, max: 6 }), { nil: null, freq: 4 }) });
const kind = fc.constantFrom("server" as const, "client" as const);
const streams = fc
  .uniqueArray(
    fc.record({ name: fc.constantFrom("a", "b", "c", "d"), kind, lines: fc.array(line, { maxLength: 12 }) }),
    {
      selector: ({ name, kind: k }) => `${name}${k}`,
      maxLength: 5,
    },
  )
  .map((all) => all.map((each): StreamLines => ({ ...each, name: `${each.kind}-${each.name}` })));

describe("the order of rows", () => {
  test("is total: every row once", () => {
    fc.assert(
      fc.property(streams, (all) => {
        const order = build(all).order();
        expect(order).toHaveLength(all.reduce((sum, { lines }) => sum + lines.length, 0));
        expect(new Set(order).size).toBe(order.length);
      }),
    );
  });

  test("does not depend on the order in which files were given", () => {
    fc.assert(
      fc.property(streams, fc.infiniteStream(fc.nat()), (all, numbers) => {
        const shuffled = all.toSorted(() => (Number(numbers.next().value) % 3) - 1);
        expect(build(shuffled).order()).toEqual(build(all).order());
      }),
    );
  });

  test("keeps the file's order inside a server's stream, whatever its stamps say", () => {
    fc.assert(
      fc.property(streams, (all) => {
        const order = build(all).order();
        for (const { name, kind: k, lines } of all) {
          if (k === "client") continue;
          expect(order.filter((row) => row.startsWith(`${name}#`))).toEqual(lines.map((_, i) => `${name}#${i}`));
        }
      }),
    );
  });

  test("keeps seconds that tie, and a clock that goes back a second, as written", () => {
    const a = { name: "a", lines: [{ s: 10 }, { s: 9 }, { s: 10 }, { s: 11 }] };
    const b = { name: "b", lines: [{ s: 9 }, { s: 10 }, { s: 11 }] };
    expect(build([a, b]).order()).toEqual(["b#0", "a#0", "a#1", "a#2", "b#1", "a#3", "b#2"]);
  });

  test("leaves undated rows behind their predecessor", () => {
    const a = { name: "a", lines: [{ s: null }, { s: 5 }, { s: null }, { s: null }, { s: 7 }] };
    const b = { name: "b", lines: [{ s: 4 }, { s: 6 }] };
    expect(build([a, b]).order()).toEqual(["a#0", "b#0", "a#1", "a#2", "a#3", "b#1", "a#4"]);
  });

  test("orders a client's rows by their own times: its file is many pods' and threads'", () => {
    const app = { name: "app", kind: "client" as const, lines: [{ s: 7 }, { s: 5 }, { s: null }, { s: 6 }] };
    expect(build([app]).order()).toEqual(["app#1", "app#2", "app#3", "app#0"]);
  });

  test("corrects a stream by its offset", () => {
    const app = { name: "app", kind: "client" as const, offsetSeconds: 3600, lines: [{ s: 3605 }] };
    expect(build([app, { name: "a", lines: [{ s: 4 }, { s: 6 }] }]).order()).toEqual(["a#0", "app#0", "a#1"]);
  });
});

describe("rows that repeat others", () => {
  test("are taken out of every stream and named as twins", () => {
    const { timeline, order, rows } = build([
      { name: "csv", lines: [{ s: 1 }, { s: 2 }] },
      { name: "err", lines: [{ s: 1 }, { s: 2 }, { s: 3 }] },
    ]);
    const [first, twin, second] = [rows.get("csv#0") ?? -1, rows.get("err#0") ?? -1, rows.get("err#1") ?? -1];
    timeline.hideTwin(twin, first);
    timeline.hideTwin(second, first);
    expect(order()).toEqual(["csv#0", "csv#1", "err#2"]);
    expect(timeline.streams.flatMap((stream) => [...timeline.ofStream(stream)])).not.toContain(twin);
    expect(timeline.twinOf(first)).toBe(twin);
    expect(timeline.twinOf(twin)).toBeNull();
    expect(timeline.statedUs(twin)).toBe(1e6);
  });

  test("as a whole stream are dropped, and stay readable", () => {
    const { timeline, order, rows } = build([
      { name: "a", lines: [{ s: 1 }] },
      { name: "b", lines: [{ s: 1 }] },
    ]);
    timeline.dropStream("b");
    expect(order()).toEqual(["a#0"]);
    expect(timeline.streams.map(({ name }) => name)).toEqual(["a"]);
    expect(timeline.stream(rows.get("b#0") ?? -1).name).toBe("b");
  });
});

describe("secondary rows", () => {
  test("are found behind their record when other sessions write in between", () => {
    const { timeline, rows } = build([
      {
        name: "a",
        lines: [
          { s: 1, pid: 5 },
          { s: 1, pid: 6 },
          { s: 1, pid: 5, part: 1, parent: 0 },
          { s: 1, pid: 6, part: 7, parent: 1 },
          { s: 1, pid: 5, part: 7, parent: 0 },
        ],
      },
    ]);
    const of = (index: number) => timeline.childrenOf(rows.get(`a#${index}`) ?? -1);
    expect([of(0), of(1), of(2)]).toEqual([[2, 4], [3], []]);
  });
});
