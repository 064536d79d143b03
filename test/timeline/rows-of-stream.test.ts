import * as fc from "fast-check";
import { expect, test } from "vitest";
import { build, file } from "./build.ts";
import { fill } from "./fill.ts";

/** Two streams whose rows lie among each other, some of them hidden. */
const mixed = fc.record({
  turns: fc.array(fc.nat(1), { maxLength: 60 }),
  hidden: fc.array(fc.nat(59), { maxLength: 10 }),
});

test("rows of a stream from a row on, and before it, are those of the whole walk", () => {
  fc.assert(
    fc.property(mixed, ({ turns, hidden }) => {
      const { timeline } = build([
        { name: "a", lines: [] },
        { name: "b", lines: [] },
      ]);
      const log = file("f");
      fill(timeline, log, [0, 1], (...sinks) => {
        for (const turn of turns) sinks[turn]?.add(0, 0, 2, 0, 0, 0, 1, 1, 1, 0, 0, -1);
      });
      for (const row of hidden) if (row < turns.length) timeline.hideTwin(row, 0);
      for (const stream of timeline.streams) {
        const all = turns.flatMap((turn, row) => (turn === stream.index && !hidden.includes(row) ? [row] : []));
        expect([...timeline.ofStream(stream)]).toEqual(all);
        for (let from = 0; from <= turns.length; from++)
          expect([...timeline.ofStream(stream, from)]).toEqual(all.filter((row) => row >= from));
        for (const end of [...all, turns.length, Infinity])
          expect([...timeline.before(stream, end)]).toEqual(all.filter((row) => row < end).toReversed());
      }
    }),
  );
});
