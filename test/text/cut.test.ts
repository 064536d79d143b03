import { expect, test } from "vitest";
import { cut } from "../../src/text/index.ts";

test.each([
  ["short", 500, "short"],
  ["ab email-12 cd", 11, "ab email-12"],
  ["ab email-12 cd", 10, "ab "],
  ["ab <secret> cd", 8, "ab "],
  ["ab client-7(40330)", 12, "ab client-7("],
  ["ab my-host-3", 11, "ab my-"],
  ["a😀b", 2, "a"],
  ["a😀b", 3, "a😀"],
])("%j at %i", (text, length, begun) => {
  expect(cut(text, length)).toBe(begun);
});
