import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Timeline } from "../../src/timeline/index.ts";
import { file } from "./build.ts";
import { fill } from "./fill.ts";

/** Records of a file in the order in which a scan gave them: where they begin, how many lines they have, whose they are. */
interface Given {
  readonly stream: number;
  readonly lines: number;
  /** Given only at the end: its stream wrote nothing more. */
  readonly late: boolean;
}

const given: fc.Arbitrary<readonly Given[]> = fc.array(
  fc.record({ stream: fc.nat(2), lines: fc.integer({ min: 1, max: 3 }), late: fc.boolean() }),
  { minLength: 1, maxLength: 30 },
);

function placed(all: readonly Given[], streams: number) {
  const timeline = new Timeline(() => {
    throw new Error("no text here");
  });
  const indexes = Array.from({ length: streams }, (_, i) => {
    const facts = { kind: "client", files: [], format: [], timeBasis: "stated", offsetSeconds: 0 } as const;
    return timeline.addStream({ ...facts, name: `s${i}` }).index;
  });
  let line = 1;
  const records = all.map((each) => {
    const at = line;
    line += each.lines;
    return { ...each, line: at, offset: (at - 1) * 10 };
  });
  const ordered =
    streams === 1 ? records : [...records.filter(({ late }) => !late), ...records.filter(({ late }) => late)];
  fill(timeline, file("first.log"), [indexes[0] ?? 0], (sink) => sink.add(0, 0, 2, 0, 0, 0, 5, 1, 1, 0, 0, -1));
  const { first } = fill(timeline, file("x.log"), indexes, (...sinks) => {
    for (const { stream, line: at, offset, lines } of ordered)
      sinks[stream % streams]?.add(0, 0, 2, 0, 0, offset, lines * 10 - 1, at, 1, 0, 0, -1);
  });
  const rowOf = new Map(ordered.map(({ line: at }, i) => [at, first + i]));
  return { timeline, records, rowOf, end: line };
}

describe("rows of a file", () => {
  test.each([1, 3])(
    "are found by line and by byte, in the file's order, whatever order a scan of %i streams gave",
    (streams) => {
      fc.assert(
        fc.property(given, (all) => {
          const { timeline, records, rowOf, end } = placed(all, streams);
          const [rows, ...others] = timeline.rowsOfFile("x.log");
          if (rows === undefined) throw new Error("no rows");
          expect(others).toEqual([]);
          expect(records.map((_, i) => rows.at(i))).toEqual(records.map(({ line }) => rowOf.get(line)));
          expect([rows.at(-1), rows.at(records.length)]).toEqual([null, null]);
          for (let line = 0; line < end + 2; line++) {
            const expected = records.findLastIndex((each) => each.line <= line);
            expect(rows.byLine(line)).toBe(expected);
            expect(rows.byByte((line - 1) * 10)).toBe(expected);
            expect(rows.byByte((line - 1) * 10 + 9)).toBe(expected);
          }
          expect(timeline.fileOf(rows.first)).toBe(rows);
        }),
      );
    },
  );

  test("of a file that was not scanned are none", () => {
    expect(
      new Timeline(() => {
        throw new Error("no text here");
      }).rowsOfFile("x.log"),
    ).toEqual([]);
  });
});

/** The message of each line. */
function messages(lines: readonly { readonly part?: number; readonly pid?: number; readonly parent?: number }[]) {
  const timeline = new Timeline(() => {
    throw new Error("no text here");
  });
  const facts = { kind: "server", name: "a", files: [], format: [], timeBasis: "stated", offsetSeconds: 0 } as const;
  const { index } = timeline.addStream(facts);
  fill(timeline, file("x.log"), [index], (sink) => {
    lines.forEach(({ part = 0, pid = 1, parent = -1 }, i) => {
      sink.add(0, 0, 2, part, 0, i * 10, 9, i + 1, pid, 0, 0, parent);
    });
  });
  return lines.map((_, i) => timeline.fileOf(i).messageOf(i));
}

describe("the message of a row", () => {
  test("is itself, or the one that it explains", () => {
    expect(messages([{}, { pid: 2 }, { part: 1, parent: 0 }, { part: 7, pid: 2, parent: 1 }])).toEqual([0, 1, 0, 1]);
  });

  test("is the one before when it explains none, and the one behind at the head of a file", () => {
    expect(messages([{ part: 1 }, {}, { part: 7, pid: 9 }])).toEqual([1, 1, 1]);
    expect(messages([{ part: 1 }])).toEqual([null]);
  });

  test("is found by its process when it is far above", () => {
    const others = Array.from({ length: 80 }, () => ({ pid: 5 }));
    expect(messages([{}, ...others, { part: 1, parent: 0 }]).at(-1)).toBe(0);
  });
});
