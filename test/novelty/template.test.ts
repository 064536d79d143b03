import { array, assert, constantFrom, property, shuffledSubarray } from "fast-check";
import { describe, expect, test } from "vitest";
import { MASK } from "../../src/novelty/mask.ts";
import { mineTemplates } from "../../src/novelty/template.ts";

const split = (lines: readonly string[]): readonly (readonly string[])[] => lines.map((line) => line.split(" "));
const mined = (...lines: readonly string[]): readonly string[] =>
  mineTemplates(split(lines)).map((line) => line.join(" "));
/** Template by line. */
const templates = (of: readonly (readonly string[])[]): ReadonlyMap<string, string> =>
  new Map(mineTemplates(of).map((template, i) => [of[i]?.join(" ") ?? "", template.join(" ")]));
const names = ["ann", "bob", "cid", "dan", "eve", "fay", "gus", "hal", "ida", "jon"] as const;

describe("templates", () => {
  test("lines that differ in one word stay apart while few are seen: the word may be the news", () => {
    const lines = ["fence of volume held", "fence of volume kept", "fence of volume lost"];
    expect(mined(...lines)).toEqual(lines);
  });

  test("a word of which eight are seen is a value", () => {
    const lines = names.slice(0, 8).map((name) => `worker ${name} exited`);
    expect(new Set(mined(...lines))).toEqual(new Set([`worker ${MASK} exited`]));
    expect(mined(...lines.slice(0, 7))).toEqual(lines.slice(0, 7));
  });

  test("two words that vary are found, also one after the other", () => {
    const lines = names.flatMap((a) => names.map((b) => `worker ${a} met ${b} again`));
    expect(new Set(mined(...lines))).toEqual(new Set([`worker ${MASK} met ${MASK} again`]));
  });

  test("the first word never varies, nor does the number of words", () => {
    const lines = [...names.map((name) => `${name} is up`), ...names.map((_, i) => `down${" again".repeat(i)}`)];
    expect(mined(...lines)).toEqual(lines);
  });

  test("more than sixteen lines of one beginning and length are one template", () => {
    const lines = Array.from({ length: 17 }, (_, i) => {
      const word = String.fromCodePoint(97 + i);
      return `the runtime said ${word} and ${word}${word}`;
    });
    expect(new Set(mined(...lines))).toEqual(new Set([`the runtime said ${MASK} and ${MASK}`]));
    expect(mined(...lines.slice(1))).toEqual(lines.slice(1));
  });

  const words = constantFrom("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", MASK);
  const lines = array(array(words, { minLength: 1, maxLength: 5 }), { maxLength: 120 });

  test("every line fits its template", () => {
    assert(
      property(lines, (each) => {
        const mines = mineTemplates(each);
        expect(mines.length).toBe(each.length);
        for (const [i, template] of mines.entries()) {
          expect(template.length).toBe(each[i]?.length);
          for (const [at, word] of template.entries()) if (word !== MASK) expect(word).toBe(each[i]?.[at]);
        }
      }),
      { numRuns: 300, seed: 6 },
    );
  });

  test("neither the order of lines nor their repetition decides anything", () => {
    const shuffled = lines.chain((each) =>
      shuffledSubarray([...each, ...each], { minLength: each.length * 2 }).map((other) => ({ each, other })),
    );
    assert(
      property(shuffled, ({ each, other }) => {
        const [one, two] = [templates(each), templates(other)];
        for (const [line, template] of one) expect(two.get(line)).toBe(template);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});
