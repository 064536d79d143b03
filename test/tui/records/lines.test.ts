import { describe, expect, test } from "vitest";
import { madeCase, type MadeStream } from "./made-case.ts";

describe("from a physical line", () => {
  const streams: readonly MadeStream[] = [
    {
      name: "a",
      records: [
        { s: 1, text: "one\n\tmore of one", children: ["DETAIL of one\n\tand more"], stray: "nobody's" },
        { s: 2, text: "two", stray: "nobody's either" },
        { s: 3, text: "three" },
      ],
    },
  ];

  test("every line of a file leads to the record that holds it, or to the one before", () => {
    const { records, turns, rows, texts } = madeCase(streams);
    const [own = []] = rows;
    turns.all();
    const lines = (texts[0] ?? "").split("\n").slice(0, -1);
    expect(lines).toHaveLength(8);
    const expected = [0, 0, 0, 0, 0, 1, 1, 2].map((at) => own[at]);
    expect(lines.map((_, i) => records.rowOfLine("a.log", i + 1))).toEqual(expected);
    let offset = 0;
    for (const [i, line] of lines.entries()) {
      expect(records.rowOfByte("a.log", offset)).toBe(expected[i]);
      expect(records.rowOfByte("a.log", offset + line.length)).toBe(expected[i]);
      offset += line.length + 1;
    }
    expect([0, 9, Number.NaN].map((line) => records.rowOfLine("a.log", line))).toEqual([null, null, null]);
    expect([-1, offset].map((byte) => records.rowOfByte("a.log", byte))).toEqual([null, null]);
    expect([records.rowOfLine("b.log", 1), records.rowOfByte("b.log", 0), records.files]).toEqual([
      null,
      null,
      ["a.log"],
    ]);
  });

  test("that is hidden leads to a record of the list", () => {
    const csv = {
      name: "csv",
      records: [
        { s: 1, text: "boot" },
        { s: 5.25, text: "same", pid: 7, children: ["why"] },
      ],
    };
    const err = {
      name: "err",
      records: [
        { s: 5, text: "same", pid: 7, children: ["why"] },
        { s: 6, text: "own" },
      ],
    };
    const { records, turns, timeline } = madeCase([csv, err], (made, [first = [], second = []]) => {
      const [kept = -1, twin = -1] = [first[1], second[0]];
      made.hideTwin(twin, kept);
      for (const child of made.childrenOf(twin)) made.hideTwin(child, kept);
    });
    turns.all();
    // No other row of its own stream says the same: what is nearest in time stands for it.
    const row = records.rowOfLine("err.log", 2);
    expect(records.all?.placeOf(row ?? -1)).toBe(1);
    expect(timeline.isHidden(row ?? -1)).toBe(false);
  });
});
