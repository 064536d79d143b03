import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requiredTexts } from "../../../src/tui/records/required-texts.ts";

describe("texts that every match of an expression holds", () => {
  test.each([
    ["read-only", ["read-only"]],
    ["cannot execute [A-Z ]+ in a read-only", ["cannot execute "]],
    ["FATAL|ERROR: ", ["FATAL", "ERROR: "]],
    ["(?:a|b)connection(?: reset)?", ["connection"]],
    [String.raw`a\.log\d+ended`, ["a.log"]],
    ["abcd?efgh", ["efgh"]],
    ["abcd*|x", null],
    ["abcd{0,2}", ["abc"]],
    ["x{1000}", null],
    ["[abcdef]", null],
    ["", null],
    ["aaa|bbb|ccc|ddd|eee", null],
    [String.raw`\\xE9x`, null],
    ["(abc", null],
  ])("%s: %j", (pattern, texts) => {
    expect(requiredTexts(pattern)).toEqual(texts);
  });

  test.each([
    "abc+def",
    "(x|y)terminating{1,2} conn[ec]{2}tion",
    "^abc$|def.ghi",
    String.raw`\w+\.cpp:\d{2,}line`,
    "a?bcd(?:e|f)*ghij",
  ])("are in whatever %s fits", (pattern) => {
    const regex = new RegExp(pattern);
    const texts = requiredTexts(pattern);
    expect(texts).not.toBeNull();
    fc.assert(
      fc.property(fc.stringMatching(regex), (text) => {
        expect(texts?.some((each) => text.includes(each))).toBe(true);
      }),
    );
  });
});
