import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epochUs } from "../../../src/model/index.ts";
import type { Mark, Marks } from "../../../src/tui/case.ts";
import { keptMarks, type MarksPlace } from "../../../src/tui/marks/index.ts";

/** A place in memory. */
class Place implements MarksPlace {
  text: string;
  trouble: string | null = null;

  constructor(text = "") {
    this.text = text;
  }

  read(): string {
    if (this.trouble !== null) throw new Error(this.trouble);
    return this.text;
  }

  append(text: string): void {
    if (this.trouble !== null) throw new Error(this.trouble);
    this.text += text;
  }
}

const record = (line: number) => ({
  file: "instances/a/x.log",
  line,
  byteOffset: line * 100,
  byteLength: 99,
  time: line === 9 ? null : epochUs(1_700_000_000_000_000 + line),
});

const operation = fc.oneof(
  fc.record({ op: fc.constant("add" as const), line: fc.integer({ min: 1, max: 9 }) }),
  fc.record({
    op: fc.constant("comment" as const),
    id: fc.integer({ min: 1, max: 6 }),
    text: fc.string({ unit: "binary" }),
  }),
  fc.record({
    op: fc.constant("move" as const),
    id: fc.integer({ min: 1, max: 6 }),
    by: fc.integer({ min: -4, max: 4 }),
  }),
  fc.record({ op: fc.constant("remove" as const), id: fc.integer({ min: 1, max: 6 }) }),
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

function perform(marks: Marks, each: Operation): void {
  if (each.op === "add") marks.add(record(each.line));
  else if (each.op === "comment") marks.comment(each.id, each.text);
  else if (each.op === "move") marks.move(each.id, each.by);
  else marks.remove(each.id);
}

/** The same on a plain list. */
function performed(list: readonly Mark[], each: Operation, nextId: number): readonly Mark[] {
  if (each.op === "add") return [...list, { id: nextId, ...record(each.line), comment: "" }];
  const at = list.findIndex(({ id }) => id === each.id);
  const mark = list[at];
  if (mark === undefined) return list;
  if (each.op === "comment") return list.with(at, { ...mark, comment: each.text });
  const others = list.toSpliced(at, 1);
  return each.op === "remove" ? others : others.toSpliced(Math.max(0, at + each.by), 0, mark);
}

describe("marks", () => {
  test("are after any steps what a list is, and the same when they are opened again", () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 20 }), (operations) => {
        const place = new Place();
        const marks = keptMarks(place);
        let list: readonly Mark[] = [];
        let nextId = 1;
        for (const each of operations) {
          perform(marks, each);
          list = performed(list, each, nextId);
          if (each.op === "add") nextId++;
          expect(marks.list).toEqual(list);
          expect(keptMarks(place).list).toEqual(list);
        }
        expect(marks.trouble).toBeNull();
      }),
    );
  });

  test("torn at any byte lose at most the last step, and go on from there", () => {
    const steps: readonly Operation[] = [
      { op: "add", line: 1 },
      { op: "add", line: 9 },
      { op: "comment", id: 1, text: "größer" },
      { op: "move", id: 2, by: -1 },
    ];
    const place = new Place();
    const marks = keptMarks(place);
    const states: { readonly bytes: number; readonly list: readonly Mark[] }[] = [{ bytes: 0, list: [] }];
    for (const each of steps) {
      perform(marks, each);
      states.push({ bytes: Buffer.byteLength(place.text), list: marks.list });
    }
    const whole = Buffer.from(place.text);
    for (let length = 0; length <= whole.length; length++) {
      const torn = new Place(whole.subarray(0, length).toString("utf8"));
      const opened = keptMarks(torn);
      // A line is whole without its line feed.
      const before = states.findLast(({ bytes }) => bytes <= length + 1);
      expect(opened.list).toEqual(before?.list);
      const added = opened.add(record(5));
      expect(keptMarks(torn).list.at(-1)).toEqual(added);
      expect(keptMarks(torn).list).toHaveLength((before?.list.length ?? 0) + 1);
    }
  });

  test("leave lines alone that they do not know", () => {
    const strange = [
      `{"op":"paint","id":1}`,
      "not json",
      "null",
      `{"op":"add","id":1}`,
      `{"op":"add","id":-1,"file":"x","line":1,"byteOffset":0,"byteLength":1}`,
      `{"op":"move","id":1,"by":0.5}`,
      `{"op":"add","id":3,"file":"x","line":1,"byteOffset":0,"byteLength":1,"time":"later"}`,
      "",
    ].join("\n");
    const place = new Place(strange);
    const marks = keptMarks(place);
    expect(marks.list).toEqual([{ id: 3, file: "x", line: 1, byteOffset: 0, byteLength: 1, time: null, comment: "" }]);
    expect(marks.add(record(2)).id).toBe(4);
    expect(place.text.startsWith(strange)).toBe(true);
  });

  test("of two screens on one case come together, and no id is given twice", () => {
    const place = new Place();
    const [one, two] = [keptMarks(place), keptMarks(place)];
    expect([one.add(record(1)).id, two.add(record(2)).id, one.add(record(3)).id]).toEqual([1, 2, 3]);
    two.remove(1);
    one.comment(2, "theirs");
    expect(one.list.map(({ id, comment }) => [id, comment])).toEqual([
      [2, "theirs"],
      [3, ""],
    ]);
  });

  test("that change nothing are not written", () => {
    const place = new Place();
    const marks = keptMarks(place);
    marks.add(record(1));
    const { text } = place;
    marks.move(1, 1);
    marks.move(7, 1);
    marks.comment(1, "");
    marks.remove(7);
    expect(place.text).toBe(text);
  });

  test("that cannot be kept are there until the end, and say why they are not kept", () => {
    const place = new Place();
    const marks = keptMarks(place);
    marks.add(record(1));
    place.trouble = "no space left";
    marks.add(record(2));
    marks.comment(2, "still here");
    expect(marks.trouble).toBe("no space left");
    expect(marks.list.map(({ id, comment }) => [id, comment])).toEqual([
      [1, ""],
      [2, "still here"],
    ]);
    const unreadable = new Place();
    unreadable.trouble = "it is a folder";
    expect(keptMarks(unreadable)).toMatchObject({ trouble: "it is a folder", list: [] });
  });
});
