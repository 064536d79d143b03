import { expect, test } from "vitest";
import { madeCase } from "./made-case.ts";

function messages(...texts: readonly string[]): readonly (string | undefined)[] {
  const { records, turns } = madeCase([{ name: "a", records: texts.map((text, s) => ({ s, text })) }]);
  turns.all();
  return texts.map((_, place) => records.all?.at(place)?.message);
}

test("a list shows the first line that says something, and not more than it has room for", () => {
  expect(messages("one\ntwo", "\n\t first\nsecond", "x".repeat(1_000_000))).toEqual(["one", "first", "x".repeat(400)]);
});

test("records are the same however often they are asked for, and however many are", () => {
  const count = 1300;
  const { records, turns } = madeCase([
    { name: "a", records: Array.from({ length: count }, (_, s) => ({ s, text: `m${s}`, level: s % 8 })) },
  ]);
  turns.all();
  for (let round = 0; round < 2; round++) {
    for (let place = 0; place < count; place++) {
      const record = records.all?.at(place);
      expect([record?.message, record?.level, record?.time]).toEqual([`m${place}`, place % 8, place * 1e6]);
    }
  }
  expect(records.all?.at(count - 1)).toBe(records.all?.at(count - 1));
});
